from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from control_plane.database import make_engine, utc_now
from control_plane.migrations.commands import migrate
from tests.unit.control_plane.migrations.test_commands import at_revision

BEFORE = (
    "INSERT INTO operators (id, email, password_hash, session_version, created_at)"
    " VALUES (7, 'ana@operator.example', 'hash', 3, '2026-01-01'),"
    " (8, 'b@operator.example', 'h', 1, '2026-01-01')",
    "INSERT INTO api_tokens (operator_id, name, token_hash, created_at, revoked_at)"
    " VALUES (7, 'cli', 'x', '2026-01-01', NULL), (8, 'old', 'y', '2026-01-01', '2026-02-01')",
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A platform of before there were roles, brought up to date."""
    engine = make_engine(f"sqlite:///{tmp_path / 'platform.sqlite3'}")
    at_revision(engine, "0004", BEFORE)
    migrate(engine)
    return engine


def test_operators_there_were_are_owners_and_keep_their_passwords(engine: Engine) -> None:
    with engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT id, role, password_hash, disabled_at FROM operators").all()
        assert rows == [(7, "owner", "hash", None), (8, "owner", "h", None)]


def test_tokens_there_were_are_good_for_another_year(engine: Engine) -> None:
    with engine.begin() as connection:
        query = "SELECT scope, expires_at, revoked_at IS NULL FROM api_tokens ORDER BY id"
        rows = connection.exec_driver_sql(query).all()
    assert [(scope, is_live) for scope, _, is_live in rows] == [("owner", 1), ("owner", 0)]
    left = datetime.fromisoformat(f"{rows[0][1]}+00:00") - utc_now()
    assert timedelta(days=365) < left <= timedelta(days=366)


def test_whoever_is_added_has_to_be_given_a_role(engine: Engine) -> None:
    with engine.begin() as connection:
        [(default,)] = connection.exec_driver_sql(
            "SELECT dflt_value FROM pragma_table_info('operators') WHERE name = 'role'"
        ).all()
    assert default is None
