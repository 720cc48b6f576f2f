import pytest
from sqlalchemy import select

from control_plane.actor import CONSOLE, Visitor
from control_plane.database import transaction
from control_plane.errors import Conflict, InvalidInput, NotAuthenticated, NotFound
from control_plane.models import AuditEntry, Operator
from control_plane.roles import ROLES
from control_plane.services import operators as operators_module
from control_plane.services.passwords import hash_password
from control_plane.services.tokens import new_token

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
HERE = Visitor("192.0.2.1", "Firefox")


@pytest.fixture
def operators(services, actor):
    services.operators.ensure(EMAIL, PASSWORD, actor)
    return services.operators


def actions(sessions):
    with transaction(sessions) as session:
        return [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_an_operator_made_again_is_the_same_and_nothing_changes(operators, services, actor, sessions):
    came = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    operators.ensure(EMAIL.upper(), PASSWORD, actor)
    assert services.accounts.by_session(came.token, HERE) is not None
    with transaction(sessions) as session:
        assert session.scalars(select(Operator)).one().role == "owner"
    assert actions(sessions) == ["operator_created", "login"]


def test_a_new_password_ends_the_sessions(operators, services, actor):
    came = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    operators.ensure(EMAIL, "another long password", actor)
    assert services.accounts.by_session(came.token, HERE) is None
    with pytest.raises(NotAuthenticated):
        services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    services.accounts.sign_in(EMAIL, "another long password", HERE)


def test_others_write_while_a_new_password_hashes(operators, write_at_once, actor, monkeypatch):
    def slowly(password):
        write_at_once()
        return hash_password(password)

    monkeypatch.setattr(operators_module, "hash_password", slowly)
    operators.ensure(EMAIL, "another long password", actor)


@pytest.fixture
def people(operators, services, operator_of):
    """Ana, an owner, who acts; and another owner, Oto, by id."""
    ana = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    _, oto = operator_of("owner")
    return ana, oto


def test_a_role_is_changed_and_ends_the_sessions(people, operators, services, sessions):
    ana, oto = people
    came = services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)
    assert operators.set_role(oto, "support", ana.actor)["role"] == "support"
    assert services.accounts.by_session(came.token, HERE) is None
    again = services.accounts.sign_in("owner@operator.example", PASSWORD, HERE).actor
    assert again.permissions == ROLES["support"]
    with transaction(sessions) as session:
        entry = session.scalars(select(AuditEntry).filter_by(action="operator_role_changed")).one()
        assert entry.details == {"operator": again.name, "before": "owner", "after": "support"}


def test_one_s_own_role_leaves_the_session_that_asks(people, operators, services):
    ana, _ = people
    other = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    operators.set_role(ana.actor.operator_id, "viewer", ana.actor)
    assert services.accounts.by_session(ana.token, HERE).role == "viewer"
    assert services.accounts.by_session(other.token, HERE) is None


def test_the_same_role_again_changes_nothing(people, operators, services, sessions):
    ana, oto = people
    came = services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)
    operators.set_role(oto, "owner", ana.actor)
    assert services.accounts.by_session(came.token, HERE) is not None
    assert "operator_role_changed" not in actions(sessions)


@pytest.mark.parametrize("role", ["", "emperor", "Owner"])
def test_only_roles_there_are(people, operators, role):
    ana, oto = people
    with pytest.raises(InvalidInput, match="Choose a role"):
        operators.set_role(oto, role, ana.actor)


def test_whoever_is_disabled_is_out_at_once(people, operators, services):
    ana, oto = people
    came = services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)
    token = new_token()
    services.tokens.ensure(oto, "cli", token, ana.actor)
    reader = services.accounts.by_token(token, HERE)
    assert operators.disable(oto, ana.actor)["state"] == "disabled"
    assert services.accounts.by_session(came.token, HERE) is None
    assert services.accounts.by_token(token, HERE) is None
    assert not services.accounts.may_still(came.actor, "session.own")
    assert not services.accounts.may_still(reader, "session.own")
    with pytest.raises(NotAuthenticated, match="E-mail or password is wrong"):
        services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)


def test_whoever_is_enabled_again_signs_in_again_and_nothing_that_was_ended_comes_back(
    people, operators, services
):
    ana, oto = people
    came = services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)
    token = new_token()
    services.tokens.ensure(oto, "cli", token, ana.actor)
    operators.disable(oto, ana.actor)
    assert operators.enable(oto, ana.actor)["state"] == "active"
    assert services.accounts.by_session(came.token, HERE) is None
    assert services.accounts.by_token(token, HERE) is None
    assert services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)


def test_twice_is_once(people, operators, sessions):
    ana, oto = people
    for _ in range(2):
        operators.disable(oto, ana.actor)
    for _ in range(2):
        operators.enable(oto, ana.actor)
    counted = actions(sessions)
    assert (counted.count("operator_disabled"), counted.count("operator_enabled")) == (1, 1)


@pytest.mark.parametrize("change", [("set_role", "viewer"), ("disable",)])
def test_the_last_owner_stays_one(operators, services, operator_of, change):
    ana = services.accounts.sign_in(EMAIL, PASSWORD, HERE).actor
    _, other = operator_of("operator")
    invited = services.invitations.invite("new@operator.example", "owner", ana, "en")["operator"]["id"]
    gone = services.operators.ensure("gone@operator.example", PASSWORD, ana)
    operators.disable(gone, ana)
    do = getattr(operators, change[0])
    with pytest.raises(Conflict) as refused:  # neither who was invited nor who is disabled is another
        do(ana.operator_id, *change[1:], ana)
    assert refused.value.code == "last_owner"
    do(other, *change[1:], ana)
    do(invited, *change[1:], ana)


def test_two_owners_do_not_part_at_once(people, operators):
    ana, oto = people
    operators.set_role(oto, "viewer", ana.actor)
    with pytest.raises(Conflict, match="needs an owner"):
        operators.set_role(ana.actor.operator_id, "viewer", ana.actor)
    operators.set_role(oto, "owner", ana.actor)
    operators.disable(ana.actor.operator_id, ana.actor)
    with pytest.raises(Conflict, match="needs an owner"):
        operators.disable(oto, ana.actor)


def test_the_console_lets_a_disabled_operator_in_again(people, operators, services):
    ana, oto = people
    operators.disable(oto, ana.actor)
    operators.ensure("owner@operator.example", PASSWORD, CONSOLE)
    assert services.accounts.sign_in("owner@operator.example", PASSWORD, HERE)


def test_all_are_listed(people, operators, services):
    ana, oto = people
    services.invitations.invite("b@operator.example", "viewer", ana.actor, "en")
    operators.disable(oto, ana.actor)
    listed = {row["email"]: row for row in operators.list_all()}
    assert [*listed] == ["ana@operator.example", "b@operator.example", "owner@operator.example"]
    assert [row["state"] for row in listed.values()] == ["active", "invited", "disabled"]
    assert listed[EMAIL]["signed_in_at"] and not listed["b@operator.example"]["signed_in_at"]


@pytest.mark.parametrize("change", [("set_role", "viewer"), ("disable",), ("enable",)])
def test_nobody_is_no_operator(operators, actor, change):
    with pytest.raises(NotFound):
        getattr(operators, change[0])(99, *change[1:], actor)
