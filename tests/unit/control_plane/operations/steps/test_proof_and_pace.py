from typing import Any

import pytest

from control_plane.errors import LeaseLost
from control_plane.operations.steps import pace
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import tail
from tests.unit.control_plane.operations.steps.conftest import Scene


def test_a_proof_holds_for_the_same_things_only(scene: Scene) -> None:
    assert not is_proven(scene.context, "x", "volume", "image")
    prove(scene.context, "x", "volume", "image")
    assert is_proven(scene.context, "x", "volume", "image")
    assert not is_proven(scene.context, "x", "volume", "other")
    assert not is_proven(scene.context, "y", "volume", "image")


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


def test_the_end_of_an_output_is_what_is_shown() -> None:
    assert tail("a\n\nb\nc\nd\ne\n") == "b ⏎ c ⏎ d ⏎ e"
    assert tail(" \n") == "it said nothing"
    assert len(tail("x" * 5000)) == 600
