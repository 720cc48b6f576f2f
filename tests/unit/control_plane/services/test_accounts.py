import sqlite3
from contextlib import closing, suppress
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from control_plane.actor import Visitor
from control_plane.database import transaction, utc_now
from control_plane.errors import NotAuthenticated, TooMany
from control_plane.models import ApiToken, AuditEntry
from control_plane.roles import ROLES
from control_plane.services import accounts as accounts_module
from control_plane.services.passwords import NOBODYS_HASH, verify_password
from control_plane.services.tokens import new_token

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
HERE, ELSEWHERE = Visitor("192.0.2.1", "Firefox"), Visitor("198.51.100.7")


@pytest.fixture
def accounts(services, actor):
    services.operators.ensure(EMAIL, PASSWORD, actor)
    return services.accounts


def actions(sessions):
    with transaction(sessions) as session:
        return [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_signs_in_whatever_the_case_of_the_email(accounts):
    assert accounts.sign_in(" ANA@operator.example ", PASSWORD, HERE).actor.name == EMAIL


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@x.example", PASSWORD)])
def test_says_the_same_of_a_wrong_email_and_a_wrong_password(accounts, email, password):
    with pytest.raises(NotAuthenticated, match="E-mail or password is wrong"):
        accounts.sign_in(email, password, HERE)


def test_sign_ins_and_failures_are_audited(accounts, sessions):
    accounts.sign_in(EMAIL, PASSWORD, HERE)
    with pytest.raises(NotAuthenticated):
        accounts.sign_in(EMAIL, "wrong", HERE)
    assert actions(sessions) == ["operator_created", "login", "login_failed"]


def fail(accounts, times, email=EMAIL, visitor=HERE):
    for _ in range(times):
        with pytest.raises(NotAuthenticated):
            accounts.sign_in(email, "wrong", visitor)


def test_after_five_failures_even_the_right_password_waits(accounts):
    fail(accounts, 5)
    with pytest.raises(TooMany) as refused:
        accounts.sign_in(EMAIL, PASSWORD, HERE)
    assert refused.value.details["retry_after"] == 900


def test_failures_elsewhere_lock_nobody_out(accounts):
    fail(accounts, 5, visitor=ELSEWHERE)
    assert accounts.sign_in(EMAIL, PASSWORD, HERE).actor.name == EMAIL


def test_all_of_an_ipv6_customers_addresses_are_one(accounts):
    for number in range(5):
        fail(accounts, 1, visitor=Visitor(f"2001:db8:0:7:{number}::1"))
    with pytest.raises(TooMany):
        accounts.sign_in(EMAIL, PASSWORD, Visitor("2001:db8:0:7::9"))
    assert accounts.sign_in(EMAIL, PASSWORD, Visitor("2001:db8:0:8::9")).actor.name == EMAIL


def test_what_is_typed_instead_of_an_email_is_not_kept(accounts, sessions):
    fail(accounts, 2, email="My-Secret-Passw0rd!")
    fail(accounts, 1, email="another@x.example")
    with transaction(sessions) as session:
        names = [entry.actor for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))][-3:]
    assert all(name.startswith("unknown-") for name in names)
    assert names[0] == names[1] != names[2]


def test_one_that_nobody_knows_is_slowed_down_too(accounts):
    fail(accounts, 5, email="nobody@x.example")
    with pytest.raises(TooMany):
        accounts.sign_in("nobody@x.example", "wrong", HERE)


def test_an_address_that_tries_many_emails_is_slowed_down(accounts):
    for number in range(4):
        fail(accounts, 5, email=f"{number}@x.example")
    with pytest.raises(TooMany):
        accounts.sign_in("fresh@x.example", "wrong", HERE)


def test_failures_are_forgotten_after_a_quarter_of_an_hour(accounts):
    fail(accounts, 5)
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        assert accounts.sign_in(EMAIL, PASSWORD, HERE).actor.name == EMAIL


def test_tries_at_once_are_told_apart_by_order_not_by_luck(accounts, monkeypatch):
    """All of them passed the first look at the count before any had failed."""

    def others_fail_meanwhile(stored, password):
        monkeypatch.setattr(accounts_module, "verify_password", verify_password)
        fail(accounts, 5)
        return verify_password(stored, password)

    monkeypatch.setattr(accounts_module, "verify_password", others_fail_meanwhile)
    with pytest.raises(TooMany):
        accounts.sign_in(EMAIL, PASSWORD, HERE)


def test_a_password_changed_while_the_old_one_was_checked_counts(accounts, services, actor, monkeypatch):
    def changed_meanwhile(stored, password):
        monkeypatch.setattr(accounts_module, "verify_password", verify_password)
        services.operators.ensure(EMAIL, "another long password", actor)
        return verify_password(stored, password)

    monkeypatch.setattr(accounts_module, "verify_password", changed_meanwhile)
    with pytest.raises(NotAuthenticated):
        accounts.sign_in(EMAIL, PASSWORD, HERE)


@pytest.fixture
def write_at_once(sessions):
    """Writes on a connection of its own, which fails when another holds the lock: it does not wait."""
    path = sessions.kw["bind"].url.database

    def write():
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE operators SET locale = 'es'")
            connection.execute("COMMIT")

    return write


@pytest.mark.parametrize(("email", "password"), [(EMAIL, PASSWORD), ("nobody@x.example", "wrong")])
def test_others_write_while_a_sign_in_hashes(accounts, write_at_once, monkeypatch, email, password):
    def slowly(stored, password):
        write_at_once()
        return verify_password(stored, password)

    monkeypatch.setattr(accounts_module, "verify_password", slowly)
    with suppress(NotAuthenticated):
        accounts.sign_in(email, password, HERE)


def test_an_unknown_email_costs_a_hash_like_a_known_one(accounts, monkeypatch):
    checked = []
    monkeypatch.setattr(accounts_module, "verify_password", lambda stored, _: bool(checked.append(stored)))
    for email in (EMAIL, "nobody@x.example"):
        with pytest.raises(NotAuthenticated):
            accounts.sign_in(email, "wrong", HERE)
    assert len(checked) == 2 and checked[1] == NOBODYS_HASH


def test_whoever_comes_in_holds_what_their_role_allows(services, operator_of):
    email, operator_id = operator_of("support")
    actor = services.accounts.sign_in(email, PASSWORD, HERE).actor
    assert (actor.operator_id, actor.role, actor.permissions) == (operator_id, "support", ROLES["support"])


def test_an_answer_that_takes_long_asks_again(services, operator_of, sessions):
    email, _ = operator_of("viewer")
    actor = services.accounts.sign_in(email, PASSWORD, HERE).actor
    may_still = services.accounts.may_still
    assert may_still(actor, "operations.read") and not may_still(actor, "tenants.create")
    services.operator_sessions.end(actor.session_id, actor)
    assert not may_still(actor, "operations.read")


def test_so_it_does_of_a_token(services, operator_of, actor, sessions):
    _, operator_id = operator_of("viewer")
    token = new_token()
    services.tokens.ensure(operator_id, "cli", token, actor)
    reader = services.accounts.by_token(token, HERE)
    assert services.accounts.may_still(reader, "operations.read")
    with transaction(sessions) as session:
        session.scalars(select(ApiToken)).one().revoked_at = utc_now()
    assert not services.accounts.may_still(reader, "operations.read")
