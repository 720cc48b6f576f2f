import json
import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from control_plane.actor import Actor
from control_plane.audit_chain import TRIGGERS
from control_plane.database import make_engine, make_sessions, transaction, utc_now
from control_plane.errors import ControlPlaneError
from control_plane.models import AuditEntry, AuditHead
from control_plane.services.audit import AuditFilter, chain_entries, record
from control_plane.services.audit_export import EXPORTS

ANA, BIA = Actor("ana@operator.example", "192.0.2.1"), Actor("bia@operator.example", "198.51.100.7")


@pytest.fixture
def write(services, sessions):
    """Records in a transaction of its own; returns the entry's id."""

    def make(action="login", actor=ANA, tenant_id=None, **details):
        with transaction(sessions) as session:
            record(session, actor, action, tenant_id, **details)
            return session.scalar(select(func.max(AuditEntry.id)))

    return make


def is_sound(services):
    return services.audit_verification.verify(ANA)["is_sound"]


def test_what_was_not_done_leaves_no_entry(services, sessions, write):
    write()
    with pytest.raises(RuntimeError), transaction(sessions) as session:
        record(session, ANA, "never_happened")
        raise RuntimeError
    write()
    assert [row["action"] for row in services.audit.list_all()] == ["login", "login"]
    assert is_sound(services)


def test_several_in_one_transaction_are_chained_one_after_the_other(services, sessions):
    with transaction(sessions) as session:
        for number in range(3):
            record(session, ANA, "login", number=number)
    assert [row["id"] for row in services.audit.list_all()] == [3, 2, 1]
    assert is_sound(services)


def test_there_is_one_head_and_it_follows(services, sessions, write):
    write()
    last = write()
    with transaction(sessions) as session:
        head = session.scalars(select(AuditHead)).one()
        assert (head.count, head.last_id) == (2, last)
        assert head.hash == session.get_one(AuditEntry, last).hash


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody'",
        "UPDATE audit SET details = '{}' WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 2",
        "INSERT OR REPLACE INTO audit (id, at, actor, action, details, hash)"
        " VALUES (1, '2026-01-01', 'x', 'y', '{}', 'z')",
        "INSERT INTO audit (id, at, actor, action, details, hash)"
        " VALUES (0, '2026-01-01', 'x', 'y', '{}', 'z')",
    ],
)
def test_the_database_refuses_whatever_does_not_add_at_the_end(services, sessions, write, statement):
    write()
    write()
    with pytest.raises(IntegrityError, match="only added to"), transaction(sessions) as session:
        session.execute(text(statement))
    assert is_sound(services)


def test_nothing_is_recorded_without_a_key(settings, sessions):
    with pytest.raises(ControlPlaneError, match="cannot record"), transaction(sessions) as session:
        record(session, ANA, "login")


def test_many_who_write_at_once_make_one_chain(services, settings, write):
    """Each on connections of its own, as processes do: the database lets one in after the other."""
    write()
    start = threading.Barrier(4)

    def work(number):
        engine = make_engine(settings.database_url)
        own = make_sessions(engine)
        chain_entries(own, settings.platform_key)
        start.wait()
        for turn in range(10):
            with transaction(own) as session:
                record(session, ANA, "login", writer=number, turn=turn)
        engine.dispose()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = services.audit_verification.verify(ANA)
    assert (found["is_sound"], found["entries"]) == (True, 41)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def test_whatever_is_recorded_is_read_again_as_it_was_hashed(services, sessions):
    @given(
        st.text(max_size=254), st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), JSON, max_size=3)
    )
    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def check(name, details):
        reserved = {"session", "actor", "action", "tenant_id"}
        details = {key: value for key, value in details.items() if key not in reserved}
        with transaction(sessions) as session:
            record(session, Actor(name), "login", **details)

    check()
    assert is_sound(services)


@pytest.fixture
def past(write, add_tenant):
    """Entries of two people about two tenants."""
    acme, beta = add_tenant("acme"), add_tenant("beta")
    write("backup_submitted", ANA, acme.id, operation="o-1")
    write("restore_submitted", BIA, beta.id, operation="o-2")
    write("login_failed", BIA)
    write("token_created", ANA, name="Relatório à noite")


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, [4, 3, 2, 1]),
        ({"actor": BIA.name}, [3, 2]),
        ({"action": "login_failed"}, [3]),
        ({"tenant": "acme"}, [1]),
        ({"actor": ANA.name, "tenant": "beta"}, []),
        ({"text": "BIA@"}, [3, 2]),
        ({"text": "o-2"}, [2]),
        ({"text": "relatório à"}, [4]),
        ({"text": "beta"}, [2]),
        ({"text": "198.51"}, [3, 2]),
        ({"text": "100%"}, []),
        ({"since": utc_now() - timedelta(hours=1)}, [4, 3, 2, 1]),
        ({"until": utc_now() - timedelta(hours=1)}, []),
    ],
)
def test_entries_are_looked_for(services, past, wanted, ids):
    assert [row["id"] for row in services.audit.list_all(AuditFilter(**wanted))] == ids
    assert [row["id"] for row in services.audit.all_entries(AuditFilter(**wanted))] == ids[::-1]


def test_the_export_holds_all_of_it_and_who_took_it_along(services, past, monkeypatch):
    monkeypatch.setattr("control_plane.services.audit._AT_ONCE", 2)
    entries = list(services.audit.export(AuditFilter(), BIA))
    assert [entry["id"] for entry in entries] == [1, 2, 3, 4, 5]
    assert (entries[-1]["action"], entries[-1]["actor"]) == ("audit_exported", BIA.name)
    lines = [json.loads(line) for line in EXPORTS["jsonl"].lines(entries)]
    assert lines == entries


def test_a_spreadsheet_gets_no_formula(services, write):
    write("login_failed", Actor("=HYPERLINK(1)"))
    head, line = EXPORTS["csv"].lines(services.audit.all_entries(AuditFilter()))
    assert head.startswith("\ufeffid,at,actor,action,tenant,tenant_id,remote_address,details,hash")
    assert ",'=HYPERLINK(1),login_failed,,," in line


def test_models_and_triggers_name_one_table():
    assert all(" ON audit" in what for what in TRIGGERS.values())
