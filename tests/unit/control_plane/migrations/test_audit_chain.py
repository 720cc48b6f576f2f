from pathlib import Path

import pytest
from sqlalchemy import Engine

from control_plane.actor import Actor
from control_plane.audit_chain import TRIGGERS, Chain
from control_plane.database import Base, make_engine, make_sessions, transaction
from control_plane.errors import ControlPlaneError
from control_plane.migrations.commands import migrate
from control_plane.services.audit import chain_entries, record
from control_plane.services.audit_anchors import Anchors
from control_plane.services.audit_verification import AuditVerification
from tests.unit.control_plane.migrations.test_commands import at_revision

KEY = "ab" * 32
BEFORE = (
    "INSERT INTO audit (id, at, actor, action, tenant_id, remote_address, details) VALUES"
    " (3, '2026-01-01 10:00:00.000250', 'ana@operator.example', 'login', NULL, '192.0.2.1', '{}'),"
    " (4, '2026-01-01 11:00:00.000000', 'console', 'token_created', 't', NULL, '{\"name\": \"caf\\u00e9\"}'),"
    " (9, '2026-01-02 00:00:00.000000', 'clock', 'backup_submitted', 't', NULL, '{\"operation\": \"o\"}')",
)


@pytest.fixture
def old(tmp_path: Path) -> Engine:
    """A trail of before there was a chain, with gaps in its ids."""
    engine = make_engine(f"sqlite:///{tmp_path / 'platform.sqlite3'}")
    at_revision(engine, "0005", BEFORE)
    return engine


def verify(engine: Engine, tmp_path: Path) -> bool:
    sessions = make_sessions(engine)
    chain_entries(sessions, KEY)
    anchors = Anchors(tmp_path / "anchors.log", Chain(KEY))
    return bool(AuditVerification(sessions, KEY, anchors).verify(Actor("ana"))["is_sound"])


def test_what_was_recorded_before_is_chained_as_it_stands(old: Engine, tmp_path: Path) -> None:
    migrate(old, KEY)
    assert verify(old, tmp_path)
    sessions = make_sessions(old)
    chain_entries(sessions, KEY)
    with transaction(sessions) as session:
        record(session, Actor("ana"), "login")
    assert verify(old, tmp_path)
    with old.begin() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM audit ORDER BY id").scalars().all()
        assert ids[:3] == [3, 4, 9] and ids[3] == 10


def test_without_the_platform_key_nothing_is_changed(old: Engine) -> None:
    with pytest.raises(ControlPlaneError, match="under the platform key"):
        migrate(old)
    with old.begin() as connection:
        columns = connection.exec_driver_sql("SELECT name FROM pragma_table_info('audit')").scalars().all()
        assert "hash" not in columns


def triggers(engine: Engine) -> dict[str, str]:
    with engine.begin() as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        return {name: statement for name, statement in connection.exec_driver_sql(query)}


def test_migrations_make_exactly_the_triggers_of_the_models(tmp_path: Path) -> None:
    migrated, made = (make_engine(f"sqlite:///{tmp_path}/{name}") for name in ("migrated", "made"))
    migrate(migrated)
    Base.metadata.create_all(made)
    assert triggers(migrated) == triggers(made)
    assert triggers(made).keys() == TRIGGERS.keys()
    migrated.dispose()
    made.dispose()
