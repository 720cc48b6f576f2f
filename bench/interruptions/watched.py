"""The real runner, told where to stop for a moment: `python -m bench.interruptions.watched FOLDER`.

FOLDER/stops.json lists the stops as [[id, step, point], …]. A point is a number (the so many-th call to the
engine, the edge, the platform database or a program that the step makes while it works), `applied` (its
effect is there, nothing of that is written down) or `boundary` (all is written down). A stop whose point the
step never reaches, say because its effect held already, is made at its boundary.

At a stop the walk writes FOLDER/reached-<id> and goes on once FOLDER/go-<id> is there: time for a fault, or
for SIGKILL. Of each step that was applied a line goes to FOLDER/ledger: how many calls it made, by kind.
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from control_plane.__main__ import main as control_plane
from control_plane.adapters import command
from control_plane.adapters.docker_engine import _Client
from control_plane.adapters.tenant_http import TenantHttp
from control_plane.operations.catalog import KINDS
from control_plane.operations.engine.walk import Walk
from control_plane.operations.step import Step, StepContext, UndoableStep
from control_plane.operations.steps import all as catalog

BOUNDARY, APPLIED = "boundary", "applied"
_POLL_SECONDS = 0.01


class Stops:
    """Where this process stops, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[tuple[str, str, Any]] = [
            tuple(each) for each in json.loads((folder / "stops.json").read_text())
        ]
        self._at_work = threading.local()

    def begin(self, step: str) -> None:
        """This thread applies the step from now on."""
        self._at_work.step, self._at_work.calls = step, Counter[str]()

    def end(self) -> None:
        line = json.dumps({"step": self._at_work.step, "calls": self._at_work.calls})
        with (self._folder / "ledger").open("a") as ledger:
            ledger.write(line + "\n")
        self._at_work.step = None

    def call(self, kind: str) -> None:
        """A moment before or after something outside was asked."""
        step = getattr(self._at_work, "step", None)
        if step is not None:
            self._at_work.calls[kind] += 1
            self.reach(step, self._at_work.calls.total())

    def reach(self, step: str, point: object) -> None:
        for stop in list(self._waiting):
            name, where, when = stop
            if where == step and point in (when, BOUNDARY):
                self._waiting.remove(stop)
                (self._folder / f"reached-{name}").touch()
                while not (self._folder / f"go-{name}").exists():
                    time.sleep(_POLL_SECONDS)


class Watched:
    """A step that tells when it works."""

    def __init__(self, step: Step, stops: Stops) -> None:
        self.name, self.deadline_seconds = step.name, step.deadline_seconds
        self.check = step.check
        self._step, self._stops = step, stops

    def apply(self, context: StepContext) -> None:
        self._work(self._step.apply, context)

    def _work(self, work: Callable[[StepContext], None], context: StepContext) -> None:
        self._stops.begin(self.name)
        try:
            work(context)
        finally:
            self._stops.end()
        self._stops.reach(self.name, APPLIED)


class WatchedUndoable(Watched):
    def __init__(self, step: UndoableStep, stops: Stops) -> None:
        super().__init__(step, stops)
        self._undo = step.undo

    def undo(self, context: StepContext) -> None:
        self._work(self._undo, context)


def _tell_before_and_after(owner: Any, name: str, kind: str, stops: Stops) -> None:
    original = getattr(owner, name)

    def told(*arguments: Any, **options: Any) -> Any:
        stops.call(kind)
        answer = original(*arguments, **options)
        stops.call(kind)
        return answer

    setattr(owner, name, told)


def _tell_boundaries(name: str, stops: Stops) -> None:
    original = getattr(Walk, name)

    def told(walk: Walk, position: int, step: Step, *rest: Any, **options: Any) -> None:
        original(walk, position, step, *rest, **options)
        stops.reach(step.name, BOUNDARY)

    setattr(Walk, name, told)


def _watched(step: Step, stops: Stops) -> Step:
    return WatchedUndoable(step, stops) if isinstance(step, UndoableStep) else Watched(step, stops)


def watch(folder: Path) -> None:
    """Puts the stops into this process, before the runner's own program is imported."""
    stops = Stops(folder)
    for name, kind in KINDS.items():  # one operation at a time: what follows on it is not what is looked at
        KINDS[name] = replace(kind, followed_by=None)
    catalog.STEPS = {name: _watched(step, stops) for name, step in catalog.STEPS.items()}
    _tell_before_and_after(_Client, "send", "engine", stops)
    _tell_before_and_after(TenantHttp, "request", "edge", stops)
    _tell_before_and_after(command, "run", "program", stops)
    event.listen(Session, "after_commit", lambda _session: stops.call("database"))
    for name in ("_step", "_take_back"):
        _tell_boundaries(name, stops)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
    sys.exit(control_plane(["runner"]))
