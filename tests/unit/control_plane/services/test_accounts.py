import sqlite3
from contextlib import closing, suppress
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from control_plane.database import transaction, utc_now
from control_plane.errors import NotAuthenticated, TooMany
from control_plane.models import ApiToken, AuditEntry, Operator
from control_plane.services import accounts as accounts_module
from control_plane.services.accounts import new_token
from control_plane.services.passwords import NOBODYS_HASH, hash_password, verify_password

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"


@pytest.fixture
def accounts(services, actor):
    services.accounts.ensure_operator(EMAIL, PASSWORD, actor)
    return services.accounts


def actions(sessions):
    with transaction(sessions) as session:
        return [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_signs_in_whatever_the_case_of_the_email(accounts):
    assert accounts.sign_in(" ANA@operator.example ", PASSWORD, "192.0.2.1").name == EMAIL


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@x.example", PASSWORD)])
def test_says_the_same_of_a_wrong_email_and_a_wrong_password(accounts, email, password):
    with pytest.raises(NotAuthenticated, match="E-mail or password is wrong"):
        accounts.sign_in(email, password, "192.0.2.1")


def test_sign_ins_and_failures_are_audited(accounts, sessions):
    accounts.sign_in(EMAIL, PASSWORD, "192.0.2.1")
    with pytest.raises(NotAuthenticated):
        accounts.sign_in(EMAIL, "wrong", "192.0.2.1")
    assert actions(sessions) == ["operator_created", "login", "login_failed"]


def fail(accounts, times, email=EMAIL, address="192.0.2.1"):
    for _ in range(times):
        with pytest.raises(NotAuthenticated):
            accounts.sign_in(email, "wrong", address)


def test_after_five_failures_even_the_right_password_waits(accounts):
    fail(accounts, 5)
    with pytest.raises(TooMany) as refused:
        accounts.sign_in(EMAIL, PASSWORD, "192.0.2.1")
    assert refused.value.details["retry_after"] == 900


def test_failures_elsewhere_lock_nobody_out(accounts):
    fail(accounts, 5, address="198.51.100.7")
    assert accounts.sign_in(EMAIL, PASSWORD, "192.0.2.1").name == EMAIL


def test_an_address_that_tries_many_emails_is_slowed_down(accounts):
    for number in range(4):
        fail(accounts, 5, email=f"{number}@x.example")
    with pytest.raises(TooMany):
        accounts.sign_in("fresh@x.example", "wrong", "192.0.2.1")


def test_failures_are_forgotten_after_a_quarter_of_an_hour(accounts):
    fail(accounts, 5)
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        assert accounts.sign_in(EMAIL, PASSWORD, "192.0.2.1").name == EMAIL


def test_tries_at_once_are_told_apart_by_order_not_by_luck(accounts, monkeypatch):
    """All of them passed the first look at the count before any had failed."""

    def others_fail_meanwhile(stored, password):
        monkeypatch.setattr(accounts_module, "verify_password", verify_password)
        fail(accounts, 5)
        return verify_password(stored, password)

    monkeypatch.setattr(accounts_module, "verify_password", others_fail_meanwhile)
    with pytest.raises(TooMany):
        accounts.sign_in(EMAIL, PASSWORD, "192.0.2.1")


def test_a_password_changed_while_the_old_one_was_checked_counts(accounts, actor, monkeypatch):
    def changed_meanwhile(stored, password):
        monkeypatch.setattr(accounts_module, "verify_password", verify_password)
        accounts.ensure_operator(EMAIL, "another long password", actor)
        return verify_password(stored, password)

    monkeypatch.setattr(accounts_module, "verify_password", changed_meanwhile)
    with pytest.raises(NotAuthenticated):
        accounts.sign_in(EMAIL, PASSWORD, "192.0.2.1")


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
        accounts.sign_in(email, password, "192.0.2.1")


def test_others_write_while_a_new_password_hashes(accounts, write_at_once, actor, monkeypatch):
    def slowly(password):
        write_at_once()
        return hash_password(password)

    monkeypatch.setattr(accounts_module, "hash_password", slowly)
    accounts.ensure_operator(EMAIL, "another long password", actor)


def test_an_unknown_email_costs_a_hash_like_a_known_one(accounts, monkeypatch):
    checked = []
    monkeypatch.setattr(accounts_module, "verify_password", lambda stored, _: bool(checked.append(stored)))
    for email in (EMAIL, "nobody@x.example"):
        with pytest.raises(NotAuthenticated):
            accounts.sign_in(email, "wrong", None)
    assert len(checked) == 2 and checked[1] == NOBODYS_HASH


def test_an_operator_made_again_is_the_same_and_nothing_changes(accounts, actor, sessions):
    accounts.ensure_operator(EMAIL, PASSWORD, actor)
    with transaction(sessions) as session:
        assert session.scalars(select(Operator)).one().session_version == 1
    assert actions(sessions) == ["operator_created"]


def test_a_new_password_ends_the_sessions(accounts, actor):
    before = accounts.sign_in(EMAIL, PASSWORD, None)
    accounts.ensure_operator(EMAIL, "another long password", actor)
    assert accounts.by_session(before.operator_id, before.session_version, None) is None
    assert accounts.sign_in(EMAIL, "another long password", None).session_version == 2


def test_a_session_of_nobody_counts_for_nothing(accounts):
    assert accounts.by_session(99, 1, None) is None


def test_a_token_is_recognised_and_only_its_hash_is_stored(accounts, actor, sessions):
    token = new_token()
    operator_id = accounts.ensure_operator(EMAIL, PASSWORD, actor)
    accounts.ensure_token(operator_id, "cli", token, actor)
    accounts.ensure_token(operator_id, "cli", token, actor)
    assert accounts.by_token(token, "192.0.2.1").name == EMAIL
    assert accounts.by_token(token + "x", None) is None
    with transaction(sessions) as session:
        row = session.scalars(select(ApiToken)).one()
        assert token not in row.token_hash
        assert row.last_used_at is not None


def test_a_revoked_token_counts_for_nothing_until_it_is_made_again(accounts, actor, sessions):
    token = new_token()
    operator_id = accounts.ensure_operator(EMAIL, PASSWORD, actor)
    accounts.ensure_token(operator_id, "cli", token, actor)
    with transaction(sessions) as session:
        session.scalars(select(ApiToken)).one().revoked_at = utc_now()
    assert accounts.by_token(token, None) is None
    accounts.ensure_token(operator_id, "cli", token, actor)
    assert accounts.by_token(token, None) is not None
