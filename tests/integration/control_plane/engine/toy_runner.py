"""A real runner process over toy steps, which can be told where to die.

    python toy_runner.py DATABASE_URL WORLD [--lease SECONDS] [--at STEP:PHASE:DEED]

Each step adds its name as a line to WORLD/effects. PHASE: before (the effect), after (it), checked (again).
DEED: kill (SIGKILL itself), wait (until WORLD/go exists, then a line of progress), spin (progress for ever).
"""

import argparse
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from control_plane.adapters.all import Adapters
from control_plane.database import make_engine, make_sessions
from control_plane.notices import Notices
from control_plane.operations import catalog
from control_plane.operations.engine import lease, runner
from control_plane.operations.step import StepContext
from control_plane.settings import read_settings

STEPS = ("first", "second", "third")
PLATFORM_KEY = "ab" * 32
catalog.KINDS["toy"] = catalog.Kind(
    "playing",
    STEPS,
    starts_in=(),
    lifecycle_while="creating",
    lifecycle_after="active",
    lifecycle_failed="failed",
)


@dataclass
class ToyStep:
    name: str
    world: Path
    deed_at: tuple[str, str, str]
    deadline_seconds: int = 60
    is_applied: bool = False

    def check(self, context: StepContext) -> bool:
        holds = self.name in (self.world / "effects").read_text().splitlines()
        if self.is_applied:
            self.reach("checked", context)
        return holds

    def apply(self, context: StepContext) -> None:
        self.reach("before", context)
        with (self.world / "effects").open("a") as effects:
            effects.write(f"{self.name}\n")
        self.is_applied = True
        self.reach("after", context)

    def reach(self, phase: str, context: StepContext) -> None:
        step, due, deed = self.deed_at
        if (step, due) != (self.name, phase):
            return
        (self.world / "reached").touch()
        if deed == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        while deed == "spin" or not (self.world / "go").exists():
            if deed == "spin":
                context.progress("still at it")
            time.sleep(0.02)
        context.progress("going on")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("database_url")
    parser.add_argument("world", type=Path)
    parser.add_argument("--lease", type=float, default=lease.LEASE_SECONDS)
    parser.add_argument("--at", default="::")
    options = parser.parse_args()
    lease.LEASE_SECONDS = options.lease
    runner.HEARTBEAT_SECONDS = options.lease / 3
    key = options.world / "key"
    key.write_text(PLATFORM_KEY)
    settings = read_settings(
        {f"{name}_FILE": str(key) for name in ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY")}
    )
    step, phase, deed = options.at.split(":")
    process = runner.Runner(
        settings=settings,
        sessions=make_sessions(make_engine(options.database_url)),
        notices=Notices(None, "toy"),
        steps={name: ToyStep(name, options.world, (step, phase, deed)) for name in STEPS},
        adapters=cast(Adapters, object()),
    )
    signal.signal(signal.SIGTERM, lambda *_: process.stop())
    process.run()


if __name__ == "__main__":
    main()
