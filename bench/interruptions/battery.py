"""One operation under one fault: struck at its stops, followed to its end, held against a calm one."""

import itertools
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.interruptions.faults import KILL_AFTER, KILL_WITHIN, Fault
from bench.interruptions.kinds import ASKED, NEW, OPERATOR, World
from bench.interruptions.runner import RunnerProcess, Stop
from bench.interruptions.state import EndState, differences, end_state
from bench.interruptions.watched import BOUNDARY
from bench.report import note
from control_plane.operations.states import ENDED, STOPPED

FREE_SECONDS = 60
"""The most a tenant may be held by a runner that is no more, or stands still."""
_OPERATION_SECONDS = 900
_POLL_SECONDS = 0.05
_MOST_RESUMES = 4
Calls = Mapping[str, Mapping[str, int]]


@dataclass
class Row:
    """What came of one operation."""

    kind: str
    step: str
    fault: str
    state: str = ""
    strikes: int = 0
    resumed: list[str] = field(default_factory=list)
    """The codes with which it had failed before."""
    free_seconds: float = 0.0
    """Until somebody alive worked on it again, or it was over: the worst of its strikes."""
    took_seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "step": self.step,
            "fault": self.fault,
            "strikes": self.strikes,
            "end": self.state,
            "failed before": ", ".join(self.resumed) or "-",
            "free after s": round(self.free_seconds, 1),
            "took s": round(self.took_seconds),
            "differences": len(self.problems) or "none",
        }


class Battery:
    """Runs operations one at a time in `world`, each in a folder of its own."""

    def __init__(self, world: World, folder: Path, environ: Mapping[str, str]) -> None:
        """`environ`: what runners are given beside the platform's own."""
        self._world = world
        self._folder = folder
        self._environ = {**world.platform.environ, **environ}
        self._numbers = itertools.count(1)
        self._expected: dict[str, EndState] = {}
        self._calls: dict[str, Calls] = {}

    def calm(self, kind: str) -> Row:
        """Nobody disturbs it: what the others are held against."""
        row = Row(kind, "", "(none)")
        run = _Run(self, kind, row)
        run.follow([])
        note("    " + ", ".join(run.step_seconds()))
        self._calls[kind] = run.runner.calls()
        self._expected[kind] = run.end()
        return row

    def killed(self, kind: str, step: str, fault: str) -> Row:
        """The runner is killed at the step, and so is the next one."""
        row = Row(kind, step, fault)
        run = _Run(self, kind, row)
        for _ in range(2):
            run.kill_at(Stop(f"{next(self._numbers)}", step, self._point(kind, step, fault)))
        run.follow([])
        self._judge(run)
        return row

    def struck(self, kind: str, fault: Fault, steps: Sequence[str]) -> Row:
        """The fault comes in the middle of each of these steps of one operation, and goes again."""
        row = Row(kind, ", ".join(steps) if len(steps) < 3 else f"each of {len(steps)}", fault.name)
        run = _Run(self, kind, row, fault)
        run.follow([Stop(f"{next(self._numbers)}", step, self._middle(kind, step)) for step in steps])
        self._judge(run)
        return row

    def steps_hit(self, kind: str, fault: Fault) -> list[str]:
        """Those that can feel it, by what they called in the calm operation."""
        is_of_base = not fault.steps or kind not in NEW
        calls = self._calls[kind]
        return [
            step
            for step in ASKED[kind].steps
            if is_of_base and fault.steps in step and calls.get(step, {}).get(fault.calls)
        ]

    def start_runner(self, stops: Sequence[Stop]) -> RunnerProcess:
        return RunnerProcess(self._folder / f"runner-{next(self._numbers)}", self._environ, stops)

    @property
    def world(self) -> World:
        return self._world

    def _point(self, kind: str, step: str, fault: str) -> int | str:
        return {KILL_AFTER: BOUNDARY, KILL_WITHIN: self._middle(kind, step)}[fault]

    def _middle(self, kind: str, step: str) -> int | str:
        calls = sum(self._calls[kind].get(step, {}).values())
        return max(1, calls // 2) if calls else BOUNDARY

    def _judge(self, run: "_Run") -> None:
        row, found = run.row, run.end()
        row.problems += differences(self._expected[row.kind], found)
        if row.strikes == 0:
            row.problems.append("never struck")
        if row.free_seconds > FREE_SECONDS:
            row.problems.append(f"held for {row.free_seconds:.0f} s")


class _Run:
    """One operation and the runners that work on it, one after the other."""

    def __init__(self, battery: Battery, kind: str, row: Row, fault: Fault | None = None) -> None:
        self._battery = battery
        self._platform = battery.world.platform
        self._asked = ASKED[kind]
        self._fault = fault
        self.row = row
        self.operation_id = self._asked.ask(battery.world)
        self._database = self._platform.folder / "platform.sqlite3"
        self._begun = time.monotonic()
        self.runner: RunnerProcess

    def kill_at(self, stop: Stop) -> None:
        """Starts a runner, kills it at the stop, and notes how long the one before had held the tenant."""
        runner = self._battery.start_runner([stop])
        self._note_taken_over()
        while not runner.has_reached(stop) and not self._is_over():
            self._check_time(runner)
            time.sleep(_POLL_SECONDS)
        if runner.has_reached(stop):
            self.row.strikes += 1
        self._killed = self._fence(), time.monotonic()
        runner.kill()

    def follow(self, stops: Sequence[Stop]) -> None:
        """A runner works to the end; at each stop the fault is struck, and healed. Resumes what may fail."""
        self.runner = self._battery.start_runner(stops)
        self._note_taken_over()
        waiting = list(stops)
        try:
            while not self._is_settled():
                self._check_time(self.runner)
                for stop in [each for each in waiting if self.runner.has_reached(each)]:
                    waiting.remove(stop)
                    self._strike(stop)
                if not self.runner.is_running():  # it ended itself: Swarm would start another
                    self.runner = self._battery.start_runner(waiting)
                time.sleep(_POLL_SECONDS)
        finally:
            for stop in stops:
                self.runner.release(stop)
            self.runner.stop()
        self.row.took_seconds = time.monotonic() - self._begun
        self.row.state = self._state()

    def step_seconds(self) -> list[str]:
        """Of each step that had something to do."""
        steps = self._platform.services.operations.show(self.operation_id)["steps"]
        return [
            f"{step['name']} {_seconds(step['started_at'], step['finished_at'])}"
            for step in steps
            if step["started_at"] and step["finished_at"]
        ]

    def end(self) -> EndState:
        """What it left; then the world is put back."""
        world, row = self._battery.world, self.row
        found = end_state(self._platform, self.operation_id)
        if row.state == self._asked.good:
            self._asked.tidy(world, self.operation_id)
        else:
            shown = self._platform.services.operations.show(self.operation_id)
            row.problems.append(f"ended {row.state}: {shown['error']}")
            world.forget_base()
        return found

    _killed: tuple[int, float] | None = None

    def _note_taken_over(self) -> None:
        """Waits until the tenant's dead holder is followed by another."""
        if self._killed is None:
            return
        fence, killed = self._killed
        while self._fence() == fence and not self._is_over():
            if time.monotonic() - killed > 3 * FREE_SECONDS:
                break
            time.sleep(_POLL_SECONDS)
        self.row.free_seconds = max(self.row.free_seconds, time.monotonic() - killed)
        self._killed = None

    def _strike(self, stop: Stop) -> None:
        if self._fault is None:
            raise RuntimeError("nothing to strike with")
        self._fault.strike()
        self.row.strikes += 1
        self.runner.release(stop)
        time.sleep(self._fault.seconds)
        self._fault.heal()
        healed = time.monotonic()
        while not self._is_worked_on(since=time.time() - (time.monotonic() - healed)):
            if time.monotonic() - healed > 3 * FREE_SECONDS:
                break
            time.sleep(_POLL_SECONDS)
        self.row.free_seconds = max(self.row.free_seconds, time.monotonic() - healed)

    def _is_settled(self) -> bool:
        """Over; what has failed and may, is resumed first."""
        state = self._state()
        may_fail = self._fault is not None and self._fault.may_fail
        if state in STOPPED and may_fail and len(self.row.resumed) < _MOST_RESUMES:
            shown = self._platform.services.operations.show(self.operation_id)
            self.row.resumed.append(shown["error"]["code"])
            if self._locks():
                self.row.problems.append("failed, and still holds its tenant")
            self._platform.services.operations.resume(self.operation_id, OPERATOR)
            return False
        return state in ENDED

    def _check_time(self, runner: RunnerProcess) -> None:
        if time.monotonic() - self._begun > _OPERATION_SECONDS:
            shown = self._platform.services.operations.show(self.operation_id)
            raise TimeoutError(f"{shown}; see {runner.log}")

    def _is_over(self) -> bool:
        return self._state() in ENDED

    def _is_worked_on(self, since: float) -> bool:
        """Somebody has written about it since then; or nobody needs to."""
        state, lease = self._ask("SELECT state, strftime('%s', lease_until) FROM operations WHERE id = ?")
        return state in ENDED or (lease is not None and float(lease) > since + 14)

    def _state(self) -> str:
        return str(self._ask("SELECT state FROM operations WHERE id = ?")[0])

    def _fence(self) -> int:
        return int(self._ask("SELECT fence FROM operations WHERE id = ?")[0])

    def _locks(self) -> int:
        return int(self._ask("SELECT count(*) FROM tenant_locks WHERE operation_id = ?")[0])

    def _ask(self, query: str) -> Any:
        """A read that takes no lock: the platform's own transactions all begin as writers."""
        connection = sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(query, (self.operation_id,)).fetchone()
        finally:
            connection.close()


def _seconds(started: str, finished: str) -> float:
    return round((datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds(), 1)
