from pathlib import Path

from control_plane.database import make_engine, make_sessions, transaction
from control_plane.migrations.commands import migrate
from control_plane.services.plan_limits import STANDARD
from control_plane.services.plans import Plans, limits_of
from tests.unit.control_plane.migrations.test_commands import at_revision

BEFORE = (
    "INSERT INTO tenants (id, slug, name, lifecycle, generation, configuration, created_at)"
    " VALUES ('t', 'acme', 'ACME', 'active', 1, '{\"database\": \"mysql\"}', '2026-01-01')",
)


def test_tenants_there_were_have_the_standard_plan(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'platform.sqlite3'}")
    at_revision(engine, "0008", BEFORE)
    migrate(engine)
    sessions = make_sessions(engine)
    [standard] = Plans(sessions).list_all()
    assert standard["limits"] == dict(STANDARD)
    assert standard["tenants"] == ["acme"]
    with transaction(sessions) as session:
        assert limits_of(session, {"database": "mysql"}) == dict(STANDARD)
