"""A copy's source opens only while it is loaded; a runner that lost the step leaves that to its successor."""

from dataclasses import replace
from typing import Any

import pytest

from control_plane.database import transaction
from control_plane.errors import ControlPlaneError, LeaseLost, StepFailed
from control_plane.models import Backup
from control_plane.operations.steps import load_source, restored_database
from control_plane.operations.steps.load_source import LoadSource
from control_plane.services.credentials import Vault
from tests.unit.control_plane.operations.steps.conftest import Scene


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was stopped of the second database."""
    stopped: list[str] = []
    monkeypatch.setattr(restored_database, "stop", lambda *_: stopped.append("server"))
    return stopped


@pytest.fixture
def scene(ready: Scene) -> Scene:
    context = ready.context
    with transaction(context.sessions) as session:
        Vault(context.settings.platform_key).put(
            session, context.tenant_id, "backup_password", "of-the-source"
        )
        backup = Backup(
            tenant_id=context.tenant_id,
            operation_id=context.operation_id,
            trigger="manual",
            database_snapshot="aa",
            media_snapshot="bb",
            manifest={},
            bytes=1,
        )
        session.add(backup)
    ready.context = replace(context, inputs={"source": {"backup_id": backup.id}})
    return ready


@pytest.mark.parametrize(
    ("error", "is_cleared"),
    [
        (StepFailed("restore_failed", "No."), True),
        (LeaseLost("lease_lost", "Another runner has taken this operation over."), False),
    ],
)
def test_only_who_still_has_the_step_clears_away(
    scene: Scene,
    stopped: list[str],
    monkeypatch: pytest.MonkeyPatch,
    error: ControlPlaneError,
    is_cleared: bool,
) -> None:
    before = set(scene.adapters.secrets.made)

    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(load_source, "load_backup", fail)
    with pytest.raises(type(error)):
        LoadSource().apply(scene.context)
    is_gone = set(scene.adapters.secrets.made) == before
    assert (is_gone, stopped == ["server"]) == (is_cleared, is_cleared)
