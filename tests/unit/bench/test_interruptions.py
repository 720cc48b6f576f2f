"""The battery of interruptions itself: no kind is left out, a stop is a stop, a difference is seen."""

import json
import threading
from pathlib import Path
from typing import Any, cast

import pytest

from bench.interruptions.kinds import ASKED, NEW, UNDO
from bench.interruptions.state import differences
from bench.interruptions.watched import APPLIED, BOUNDARY, Stops, Watched, WatchedUndoable, _watched
from control_plane.operations.catalog import KINDS
from control_plane.operations.step import StepContext, UndoableStep
from control_plane.operations.steps.all import STEPS

CONTEXT = cast(StepContext, None)


def test_every_kind_of_operation_is_asked_for() -> None:
    assert ASKED.keys() == {*KINDS, UNDO}, "say in bench/interruptions/kinds.py how the new kind is asked for"
    for kind in KINDS:
        assert ASKED[kind].steps == KINDS[kind].steps
    assert set(NEW) <= ASKED.keys()


def test_what_is_taken_back_is_whatever_a_step_can_take_back() -> None:
    undoable = {name for name in KINDS["create_tenant"].steps if isinstance(STEPS[name], UndoableStep)}
    assert set(ASKED[UNDO].steps) == undoable
    assert ASKED[UNDO].steps[-1] == "create_networks"


class ToyStep:
    name = "toy"
    deadline_seconds = 1

    def __init__(self, stops: list[Stops]) -> None:
        self.stops = stops

    def check(self, _context: StepContext) -> bool:
        return False

    def apply(self, _context: StepContext) -> None:
        for kind in ("engine", "engine", "edge"):
            self.stops[0].call(kind)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def make(folder: Path, *stops: tuple[str, str, Any]) -> tuple[Stops, Watched]:
    (folder / "stops.json").write_text(json.dumps(stops))
    made = Stops(folder)
    return made, Watched(ToyStep([made]), made)


def reached(folder: Path) -> set[str]:
    return {path.name.removeprefix("reached-") for path in folder.glob("reached-*")}


def test_a_step_stops_at_the_call_until_it_is_released(folder: Path) -> None:
    _, step = make(folder, ("a", "toy", 2), ("b", "other", 1))
    work = threading.Thread(target=step.apply, args=(CONTEXT,))
    work.start()
    while not reached(folder):
        assert work.is_alive()
    assert not (folder / "ledger").exists()
    (folder / "go-a").touch()
    work.join(10)
    assert not work.is_alive()
    assert reached(folder) == {"a"}
    line = json.loads((folder / "ledger").read_text())
    assert line == {"step": "toy", "calls": {"engine": 2, "edge": 1}}


def test_calls_outside_of_a_step_do_not_count(folder: Path) -> None:
    stops, step = make(folder, ("a", "toy", 4))
    stops.call("engine")
    step.apply(CONTEXT)
    stops.call("engine")
    assert reached(folder) == set()


def test_applied_comes_before_the_boundary(folder: Path) -> None:
    (folder / "go-a").touch()
    _, step = make(folder, ("a", "toy", APPLIED))
    step.apply(CONTEXT)
    assert reached(folder) == {"a"}


def test_a_stop_whose_call_never_came_is_made_at_the_boundary_once(folder: Path) -> None:
    for name in "ab":
        (folder / f"go-{name}").touch()
    stops, _ = make(folder, ("a", "toy", 99), ("b", "toy", BOUNDARY))
    stops.reach("toy", BOUNDARY)
    assert reached(folder) == {"a", "b"}
    (folder / "reached-a").unlink()
    stops.reach("toy", BOUNDARY)
    assert reached(folder) == {"b"}


def test_what_can_be_taken_back_still_can(folder: Path) -> None:
    stops, _ = make(folder)
    watched = {name: _watched(step, stops) for name, step in STEPS.items()}
    assert {name for name, step in watched.items() if isinstance(step, UndoableStep)} == {
        name for name, step in STEPS.items() if isinstance(step, UndoableStep)
    }
    assert isinstance(watched["create_networks"], WatchedUndoable)


def test_differences_are_counted_per_section() -> None:
    calm = {"objects": ["network a", "secret s", "secret s"], "rows": ["lock None"]}
    assert differences(calm, calm) == []
    found = {"objects": ["secret s", "volume v"], "rows": ["lock None"]}
    assert differences(calm, found) == ["objects: - network a", "objects: - secret s", "objects: + volume v"]
