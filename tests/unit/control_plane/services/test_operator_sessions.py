from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from control_plane.actor import Actor, Visitor
from control_plane.database import transaction, utc_now
from control_plane.errors import NotFound
from control_plane.models import AuditEntry, OperatorSession

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
DESK, PHONE = Visitor("192.0.2.1", "Firefox on a desk"), Visitor("198.51.100.7", "Safari " + "x" * 300)


@pytest.fixture
def enter(services, actor):
    """Signs Ana in from somewhere."""
    services.operators.ensure(EMAIL, PASSWORD, actor)
    return lambda visitor=DESK: services.accounts.sign_in(EMAIL, PASSWORD, visitor)


def rows(sessions):
    with transaction(sessions) as session:
        return session.scalar(select(func.count()).select_from(OperatorSession))


def test_a_session_is_recognised_by_its_token_of_which_only_the_hash_is_stored(enter, services, sessions):
    came = enter()
    actor = services.accounts.by_session(came.token, DESK)
    assert (actor.name, actor.session_id) == (EMAIL, came.actor.session_id)
    assert services.accounts.by_session(came.token + "x", DESK) is None
    with transaction(sessions) as session:
        assert came.token not in session.scalars(select(OperatorSession)).one().token_hash
    assert came.token not in repr(came)


def test_each_sign_in_is_a_session_of_its_own(enter, services):
    desk, phone = enter(), enter(PHONE)
    shown = services.operator_sessions.list_all(desk.actor)
    assert [(row["remote_address"], row["is_current"]) for row in shown] == [
        ("198.51.100.7", False),
        ("192.0.2.1", True),
    ]
    assert shown[0]["user_agent"] == PHONE.user_agent[:200]
    assert desk.token != phone.token


@pytest.mark.parametrize(("minutes", "is_there"), [(59, True), (61, False)])
def test_unused_for_an_hour_it_has_ended(enter, services, minutes, is_there):
    came = enter()
    with time_machine.travel(utc_now() + timedelta(minutes=minutes), tick=False):
        assert (services.accounts.by_session(came.token, DESK) is not None) is is_there
        assert len(services.operator_sessions.list_all(came.actor)) == int(is_there)


def test_use_keeps_it_but_for_no_longer_than_half_a_day(enter, services):
    came, began = enter(), utc_now()
    for minutes in range(50, 12 * 60, 50):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            assert services.accounts.by_session(came.token, PHONE) is not None
            [row] = services.operator_sessions.list_all(came.actor)
            assert row["remote_address"] == PHONE.remote_address  # where it was last used
    with time_machine.travel(began + timedelta(hours=12, minutes=1), tick=False):
        assert services.accounts.by_session(came.token, DESK) is None


def test_a_page_that_keeps_itself_current_is_no_use(enter, services):
    came, began = enter(), utc_now()
    for minutes in (30, 59):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            assert services.accounts.by_session(came.token, DESK, is_use=False) is not None
    with time_machine.travel(began + timedelta(minutes=61), tick=False):
        assert services.accounts.by_session(came.token, DESK) is None


def test_rows_of_sessions_that_ended_by_themselves_go_with_the_next_sign_in(enter, sessions):
    enter()
    enter()
    with time_machine.travel(utc_now() + timedelta(minutes=61)):
        enter()
    assert rows(sessions) == 1


def test_one_is_ended_and_the_others_stay(enter, services, sessions):
    desk, phone = enter(), enter(PHONE)
    services.operator_sessions.end(phone.actor.session_id, desk.actor)
    assert services.accounts.by_session(phone.token, PHONE) is None
    assert services.accounts.by_session(desk.token, DESK) is not None
    with transaction(sessions) as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (entry.action, entry.details) == ("session_ended", {"address": "198.51.100.7"})


def test_all_others_are_ended(enter, services):
    desk, phone, other = enter(), enter(PHONE), enter()
    assert services.operator_sessions.end_others(desk.actor) == 2
    for ended in (phone, other):
        assert services.accounts.by_session(ended.token, DESK) is None
    assert services.accounts.by_session(desk.token, DESK) is not None
    assert services.operator_sessions.end_others(desk.actor) == 0


def test_from_a_token_every_session_is_another(enter, services):
    came = enter()
    by_token = Actor(EMAIL, None, came.actor.operator_id, token_id=1)
    assert services.operator_sessions.end_others(by_token) == 1


def test_nobody_ends_anybody_else_s(enter, services, operator_of):
    came = enter()
    _, stranger = operator_of("owner")
    with pytest.raises(NotFound):
        services.operator_sessions.end(came.actor.session_id, Actor("x", None, stranger))
    assert services.operator_sessions.end_others(Actor("x", None, stranger)) == 0
    assert services.accounts.by_session(came.token, DESK) is not None


def test_signing_out_ends_the_session_that_asks_and_no_other(enter, services):
    desk, phone = enter(), enter(PHONE)
    services.accounts.sign_out(desk.actor)
    assert services.accounts.by_session(desk.token, DESK) is None
    assert services.accounts.by_session(phone.token, PHONE) is not None
    services.accounts.sign_out(desk.actor)  # once more: nothing to end
