from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from control_plane.actor import Visitor
from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, ControlPlaneError, InvalidInput, NotAuthenticated, TooMany
from control_plane.models import AuditEntry, OperatorFactor, OperatorRecoveryCode
from control_plane.services.accounts import CodeNeeded
from control_plane.services.container import make_services
from tests.unit.control_plane.authenticator import App

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
HERE, ELSEWHERE = Visitor("192.0.2.1", "Firefox"), Visitor("198.51.100.7")


@pytest.fixture
def ana(services, actor):
    """Signed in, without a second factor."""
    services.operators.ensure(EMAIL, PASSWORD, actor)
    return services.accounts.sign_in(EMAIL, PASSWORD, HERE)


@pytest.fixture
def app(services, ana):
    """Ana's, set up with the code `used`; `codes` are the recovery codes."""
    app = App(services.second_factor.begin(ana.actor, PASSWORD)["secret"])
    app.used = app.code()
    app.codes = services.second_factor.confirm(ana.actor, app.used)
    return app


@pytest.fixture
def enter(services):
    """Signs Ana in with a code."""

    def make(code, visitor=HERE):
        needed = services.accounts.sign_in(EMAIL, PASSWORD, visitor)
        assert isinstance(needed, CodeNeeded)
        return services.accounts.pass_code(needed.challenge, code, visitor)

    return make


def actions(sessions):
    with transaction(sessions) as session:
        return [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_it_is_set_up_with_a_password_and_a_code(services, ana, sessions):
    made = services.second_factor.begin(ana.actor, PASSWORD)
    assert made["address"].startswith("otpauth://totp/Guich%C3%AA:ana%40operator.example?secret=")
    assert made["qr"]["size"] > 30
    assert services.second_factor.waiting(ana.actor) == made
    assert not services.second_factor.state(ana.actor)["is_on"]
    codes = services.second_factor.confirm(ana.actor, App(made["secret"]).code())
    state = services.second_factor.state(ana.actor)
    assert (state["is_on"], state["recovery_codes_left"], len(set(codes))) == (True, 10, 10)
    with transaction(sessions) as session:
        row = session.scalars(select(OperatorFactor)).one()
        assert made["secret"].encode() not in row.sealed and row.waiting is None
        stored = session.scalars(select(OperatorRecoveryCode.code_hash)).all()
        assert not set(codes) & set(stored)
    assert actions(sessions)[-1] == "second_factor_on"


def test_a_code_with_a_gap_will_do(services, ana):
    code = App(services.second_factor.begin(ana.actor, PASSWORD)["secret"]).code()
    assert services.second_factor.confirm(ana.actor, f" {code[:3]} {code[3:]} ")


@pytest.mark.parametrize("code", ["", "000", "abcdef", "1234567"])
def test_a_wrong_code_confirms_nothing_and_the_secret_stays(services, ana, code):
    made = services.second_factor.begin(ana.actor, PASSWORD)
    with pytest.raises(InvalidInput) as refused:
        services.second_factor.confirm(ana.actor, code)
    assert [*refused.value.details["fields"]] == ["code"]
    assert services.second_factor.confirm(ana.actor, App(made["secret"]).code())


def test_only_whoever_knows_the_password_begins(services, ana):
    with pytest.raises(InvalidInput, match="not your password"):
        services.second_factor.begin(ana.actor, "a wrong guess at it")
    with pytest.raises(Conflict, match="Begin with your password"):
        services.second_factor.confirm(ana.actor, "123456")


def test_setting_it_up_ends_the_other_sessions(services, ana):
    other = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    app = App(services.second_factor.begin(ana.actor, PASSWORD)["secret"])
    services.second_factor.confirm(ana.actor, app.code())
    assert services.accounts.by_session(other.token, HERE) is None
    assert services.accounts.by_session(ana.token, HERE) is not None


def test_signing_in_then_takes_two_steps(services, app, enter, sessions):
    came = enter(app.code(1))
    assert services.accounts.by_session(came.token, HERE).name == EMAIL
    assert actions(sessions)[-1] == "login"


def test_a_password_alone_opens_nothing(services, app, sessions):
    before = actions(sessions)
    needed = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    assert isinstance(needed, CodeNeeded)
    assert actions(sessions) == before


def test_no_code_counts_twice(app, enter):
    with pytest.raises(NotAuthenticated, match="Wrong code"):
        enter(app.used)
    later = app.code(1)
    enter(later)
    for code in (later, app.used):  # nor does one from before the last
        with pytest.raises(NotAuthenticated, match="Wrong code"):
            enter(code)


def test_a_recovery_code_lets_in_once(services, app, enter, sessions, ana):
    enter(app.codes[3].upper().replace("-", " "))
    with pytest.raises(NotAuthenticated, match="Wrong code"):
        enter(app.codes[3])
    assert services.second_factor.state(ana.actor)["recovery_codes_left"] == 9
    assert actions(sessions)[-3:] == ["recovery_code_used", "login", "code_failed"]


def test_wrong_codes_are_slowed_wherever_they_come_from(services, app, enter, sessions):
    for at in range(5):
        with pytest.raises(NotAuthenticated):
            enter("000000", (HERE, ELSEWHERE)[at % 2])
    with pytest.raises(TooMany) as refused:
        enter(app.code(1))
    assert (refused.value.code, refused.value.details["retry_after"]) == ("too_many_codes", 900)
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        enter(app.code())


def test_of_many_codes_at_once_the_first_few_count(services, app, enter, monkeypatch):
    """All of them passed the first look at the count before any had failed."""
    present = services.second_factor.present

    def others_fail_meanwhile(operator_id, code):
        monkeypatch.setattr(services.second_factor, "present", present)
        for _ in range(5):
            with pytest.raises(NotAuthenticated):
                enter("000000")
        return present(operator_id, code)

    monkeypatch.setattr(services.second_factor, "present", others_fail_meanwhile)
    with pytest.raises(TooMany):
        enter(app.code(1))


def test_a_rival_without_the_password_slows_nobody_s_codes(services, app, enter):
    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            services.accounts.sign_in(EMAIL, "wrong", ELSEWHERE)
    enter(app.code(1))


def test_the_code_has_to_come_soon(services, app):
    needed = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    with time_machine.travel(utc_now() + timedelta(minutes=6)):
        with pytest.raises(NotAuthenticated) as refused:
            services.accounts.pass_code(needed.challenge, app.code(), HERE)
        assert refused.value.code == "challenge_expired"


@pytest.mark.parametrize("change", ["password", "disabled"])
def test_what_happened_since_the_password_counts(services, app, actor, change):
    needed = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    if change == "password":
        services.operators.ensure(EMAIL, "nove bicicletas vermelhas", actor)
    else:
        services.operators.ensure("other@operator.example", PASSWORD, actor)
        services.operators.disable(needed.challenge["operator"], actor)
    with pytest.raises(NotAuthenticated, match="sign in again"):
        services.accounts.pass_code(needed.challenge, app.code(1), HERE)


def test_another_app_replaces_it_once_confirmed(services, ana, app, enter, sessions):
    other = App(services.second_factor.begin(ana.actor, PASSWORD)["secret"])
    enter(app.code(1))  # until then the one before counts
    fresh = services.second_factor.confirm(ana.actor, other.code())
    with pytest.raises(NotAuthenticated):
        enter(app.codes[0])
    assert actions(sessions)[-2:] == ["second_factor_replaced", "code_failed"]
    enter(fresh[0])
    enter(other.code(1))


def test_new_recovery_codes_void_the_old(services, ana, app, enter):
    fresh = services.second_factor.renew_codes(ana.actor, PASSWORD)
    with pytest.raises(NotAuthenticated):
        enter(app.codes[0])
    assert enter(fresh[0])


def test_without_one_there_are_no_recovery_codes(services, ana):
    with pytest.raises(Conflict, match="set one up first"):
        services.second_factor.renew_codes(ana.actor, PASSWORD)


def test_where_it_is_optional_it_is_removed_with_the_password(services, ana, app):
    with pytest.raises(InvalidInput):
        services.second_factor.remove(ana.actor, "a wrong guess at it")
    services.second_factor.remove(ana.actor, PASSWORD)
    assert not isinstance(services.accounts.sign_in(EMAIL, PASSWORD, HERE), CodeNeeded)


@pytest.fixture
def strict(settings, sessions, services):
    """The same platform where everybody must have one."""
    return make_services(replace(settings, second_factor="required"), sessions, services.notices)


def test_where_it_is_required_nothing_comes_before_it(strict, ana):
    assert strict.accounts.sign_in(EMAIL, PASSWORD, HERE).actor.must_set_up_factor
    assert strict.accounts.by_session(ana.token, HERE).must_set_up_factor  # of before it was required, too
    app = App(strict.second_factor.begin(ana.actor, PASSWORD)["secret"])
    strict.second_factor.confirm(ana.actor, app.code())
    assert not strict.accounts.by_session(ana.token, HERE).must_set_up_factor


def test_where_it_is_required_it_stays(strict, ana, app):
    assert strict.second_factor.state(ana.actor)["is_required"]
    with pytest.raises(Conflict, match="replace it"):
        strict.second_factor.remove(ana.actor, PASSWORD)


def test_an_owner_takes_another_s_away(services, ana, app, operator_of):
    _, oto = operator_of("owner")
    other = services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)
    services.operators.reset_second_factor(ana.actor.operator_id, other.actor)
    assert services.accounts.by_session(ana.token, HERE) is None
    assert services.accounts.sign_in(EMAIL, PASSWORD, HERE).actor.name == EMAIL
    with pytest.raises(Conflict, match="in your account"):
        services.operators.reset_second_factor(oto, other.actor)


def test_it_opens_for_its_operator_and_under_its_key_alone(services, settings, sessions, app, actor):
    other = services.operators.ensure("other@operator.example", PASSWORD, actor)
    with transaction(sessions) as session:
        row = session.scalars(select(OperatorFactor)).one()
        session.add(OperatorFactor(operator_id=other, sealed=row.sealed, confirmed_at=utc_now(), last_step=0))
    needed = services.accounts.sign_in("other@operator.example", PASSWORD, HERE)
    with pytest.raises(ControlPlaneError, match="does not open"):
        services.accounts.pass_code(needed.challenge, app.code(1), HERE)
    elsewhere = make_services(replace(settings, platform_key="cd" * 32), sessions, services.notices)
    needed = elsewhere.accounts.sign_in(EMAIL, PASSWORD, HERE)
    with pytest.raises(ControlPlaneError, match="another platform key"):
        elsewhere.accounts.pass_code(needed.challenge, app.code(1), HERE)
