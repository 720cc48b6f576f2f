from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from control_plane.actor import Visitor
from control_plane.database import transaction, utc_now
from control_plane.errors import InvalidInput, NotAllowed, NotFound
from control_plane.models import ApiToken
from control_plane.roles import ROLES, SCOPES
from control_plane.services.tokens import new_token

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
HERE = Visitor("192.0.2.1", "curl")


@pytest.fixture
def operator_id(services, actor):
    return services.operators.ensure(EMAIL, PASSWORD, actor)


@pytest.fixture
def ana(services, operator_id):
    """Signed in with a session."""
    return services.accounts.sign_in(EMAIL, PASSWORD, HERE).actor


@pytest.fixture
def tokens(services):
    return services.tokens


def test_one_is_made_recognised_and_only_its_hash_is_stored(services, tokens, ana, sessions):
    token, row = tokens.create(ana, "  nightly report ", "support")
    assert token.startswith("gui_") and len(token) > 40
    assert (row["name"], row["scope"], row["is_expired"]) == ("nightly report", "support", False)
    caller = services.accounts.by_token(token, HERE)
    assert (caller.name, caller.permissions) == (EMAIL, ROLES["support"] - {"account.change"})
    assert services.accounts.by_token(token + "x", HERE) is None
    with transaction(sessions) as session:
        stored = session.scalars(select(ApiToken)).one()
        assert token not in stored.token_hash
        assert stored.last_used_at is not None
    entry = services.audit.list_all()[0]
    assert (entry["action"], entry["details"]) == (
        "token_created",
        {"name": "nightly report", "scope": "support"},
    )


@pytest.mark.parametrize(("days", "good_for"), [(None, 90), (1, 1), (366, 366)])
def test_it_is_good_for_so_long(services, tokens, ana, days, good_for):
    token, _ = tokens.create(ana, "report", "read", days)
    with time_machine.travel(utc_now() + timedelta(days=good_for, minutes=-5)):
        reader = services.accounts.by_token(token, HERE)
        assert services.accounts.may_still(reader, "tenants.read")
    with time_machine.travel(utc_now() + timedelta(days=good_for, minutes=5)):
        assert services.accounts.by_token(token, HERE) is None
        assert not services.accounts.may_still(reader, "tenants.read")
        assert tokens.list_all(ana)[0]["is_expired"]


@pytest.mark.parametrize(
    ("name", "scope", "days", "fields"),
    [
        ("", "read", 1, {"name"}),
        ("x" * 81, "king", 0, {"name", "scope", "days"}),
        ("x", "", 367, {"scope", "days"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(tokens, ana, name, scope, days, fields):
    with pytest.raises(InvalidInput) as refused:
        tokens.create(ana, name, scope, days)
    assert refused.value.details["fields"].keys() == fields


@pytest.mark.parametrize("role", ROLES)
def test_no_scope_is_above_one_s_own_role(services, tokens, operator_of, role):
    email, _ = operator_of(role)
    caller = services.accounts.sign_in(email, PASSWORD, HERE).actor
    for scope, held in SCOPES.items():
        if held <= ROLES[role]:
            assert tokens.create(caller, "x", scope)
        else:
            with pytest.raises(InvalidInput, match="may not hold more than you"):
                tokens.create(caller, "x", scope)


def test_it_never_does_more_than_its_owner_s_role_allows_now(services, tokens, ana, operator_of):
    operator_of("owner")
    token, _ = tokens.create(ana, "all", "owner")
    caller = services.accounts.by_token(token, HERE)
    services.operators.set_role(ana.operator_id, "viewer", ana)
    assert services.accounts.by_token(token, HERE).permissions == ROLES["viewer"]
    assert not services.accounts.may_still(caller, "tenants.create")
    services.operators.set_role(ana.operator_id, "owner", ana)
    assert services.accounts.by_token(token, HERE).permissions == ROLES["owner"]


def test_what_a_token_makes_is_no_wider_and_lasts_no_longer(services, tokens, ana):
    token, row = tokens.create(ana, "first", "viewer", 10)
    caller = services.accounts.by_token(token, HERE)
    with pytest.raises(InvalidInput, match="may not hold more"):
        tokens.create(caller, "second", "support")
    with pytest.raises(InvalidInput, match="sign in to the panel"):
        tokens.create(caller, "second", "read", 11)
    _, second = tokens.create(caller, "second", "read")
    assert second["expires_at"] == row["expires_at"]
    assert [one["is_current"] for one in tokens.list_all(caller)] == [False, True]


def test_a_revoked_one_counts_for_nothing_and_is_listed_no_more(services, tokens, ana):
    token, row = tokens.create(ana, "report", "read")
    reader = services.accounts.by_token(token, HERE)
    tokens.revoke(row["id"], ana)
    assert services.accounts.by_token(token, HERE) is None
    assert not services.accounts.may_still(reader, "tenants.read")
    assert tokens.list_all(ana) == []
    with pytest.raises(NotFound):
        tokens.revoke(row["id"], ana)


def test_a_token_revokes_itself_and_what_is_no_wider(services, tokens, ana):
    mine, own = tokens.create(ana, "mine", "support")
    _, narrower = tokens.create(ana, "narrower", "viewer")
    _, as_wide = tokens.create(ana, "as wide", "support")
    _, wider = tokens.create(ana, "wider", "owner")
    caller = services.accounts.by_token(mine, HERE)
    with pytest.raises(NotAllowed, match="revoke it in the panel"):
        tokens.revoke(wider["id"], caller)
    for row in (narrower, as_wide, own):
        tokens.revoke(row["id"], caller)
    assert [row["name"] for row in tokens.list_all(ana)] == ["wider"]
    tokens.revoke(wider["id"], ana)


def test_a_token_as_wide_as_the_role_revokes_all(services, tokens, operator_of):
    email, _ = operator_of("viewer")
    signed_in = services.accounts.sign_in(email, PASSWORD, HERE).actor
    token, _ = tokens.create(signed_in, "mine", "viewer")
    _, other = tokens.create(signed_in, "other", "viewer")
    tokens.revoke(other["id"], services.accounts.by_token(token, HERE))


def test_nobody_sees_or_revokes_anybody_else_s(tokens, ana, operator_of):
    _, row = tokens.create(ana, "report", "read")
    _, stranger = operator_of("owner")
    other = replace(ana, operator_id=stranger)
    assert tokens.list_all(other) == []
    with pytest.raises(NotFound):
        tokens.revoke(row["id"], other)


def test_the_console_s_token_stays_the_same_while_it_is_good(services, tokens, operator_id, actor, sessions):
    token = new_token()
    for _ in range(2):
        tokens.ensure(operator_id, "cli", token, actor)
    assert services.accounts.by_token(token, HERE).permissions == ROLES["owner"]
    with transaction(sessions) as session:
        assert len(session.scalars(select(ApiToken)).all()) == 1


def test_revoked_or_expired_it_is_made_to_count_again(services, tokens, operator_id, actor, sessions):
    token = new_token()
    tokens.ensure(operator_id, "cli", token, actor)
    for change in ({"revoked_at": utc_now()}, {"expires_at": utc_now()}):
        with transaction(sessions) as session:
            row = session.scalars(select(ApiToken)).one()
            for name, value in change.items():
                setattr(row, name, value)
        assert services.accounts.by_token(token, HERE) is None
        tokens.ensure(operator_id, "cli", token, actor)
        assert services.accounts.by_token(token, HERE) is not None
