from datetime import timedelta
from typing import Any

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import LeaseLost
from control_plane.models import Operation
from control_plane.operations.steps import pace
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.proof import is_proven, prove
from tests.unit.control_plane.operations.steps.conftest import Scene


def test_a_proof_holds_for_the_same_things_only(scene: Scene) -> None:
    assert not is_proven(scene.context, "x", "volume", "image")
    prove(scene.context, "x", "volume", "image")
    assert is_proven(scene.context, "x", "volume", "image")
    assert not is_proven(scene.context, "x", "volume", "other")
    assert not is_proven(scene.context, "y", "volume", "image")


def _earlier(scene: Scene, state: str, minutes: int, **results: str) -> None:
    with transaction(scene.context.sessions) as session:
        moment = utc_now() - timedelta(minutes=minutes)
        operation = Operation(kind="backup", tenant_id=scene.context.tenant_id, inputs={}, requested_by="ana")
        operation.state, operation.results, operation.created_at = state, results, moment
        session.add(operation)


def test_a_proof_outlives_its_operation(scene: Scene) -> None:
    prove(scene.context, "x", "volume", "image")
    _earlier(scene, "succeeded", 9, **scene.results)
    _earlier(scene, "succeeded", 5, unlike="it")
    scene.results.clear()
    assert is_proven(scene.context, "x", "volume", "image")
    assert not is_proven(scene.context, "x", "volume", "other")


def test_only_the_last_proof_counts(scene: Scene) -> None:
    prove(scene.context, "x", "old")
    _earlier(scene, "succeeded", 9, **scene.results)
    prove(scene.context, "x", "new")
    _earlier(scene, "failed", 5, **scene.results)
    scene.results.clear()
    assert is_proven(scene.context, "x", "new")
    assert not is_proven(scene.context, "x", "old")


def test_what_was_undone_proves_nothing(scene: Scene) -> None:
    prove(scene.context, "x", "volume")
    _earlier(scene, "undone", 9, **scene.results)
    scene.results.clear()
    assert not is_proven(scene.context, "x", "volume")


def test_a_repeated_line_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: clock[0])
    told: list[Any] = []
    tell = Pace(lambda message, percent=None: told.append((message, percent)))
    for clock[0] in (0.0, 0.5, 1.9, 2.1, 2.2):
        tell("waiting", 10)
    tell("waiting", 20)
    assert told == [("waiting", 10), ("waiting", 10), ("waiting", 20)]


def test_a_lost_lease_comes_through() -> None:
    def lost(message: str, percent: int | None = None) -> None:
        raise LeaseLost("lease_lost", message)

    with pytest.raises(LeaseLost):
        Pace(lost)("waiting")
