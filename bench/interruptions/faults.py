"""What can happen to a runner that lives on: it is cut off, its disks fill up, its engine restarts."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.faults.proxy import CUT, OPEN, SILENT, Proxy
from bench.interruptions.disks import Disk
from bench.interruptions.own_engine import OwnEngine

KILL_AFTER, KILL_WITHIN = "killed after it, twice", "killed within it, twice"


@dataclass(frozen=True)
class Fault:
    """Struck while a step works, healed after `seconds`."""

    name: str
    strike: Callable[[], None]
    heal: Callable[[], None]
    calls: str
    """Hits the steps that call this: engine, edge, database (of the platform)."""
    seconds: float = 20
    steps: str = ""
    """And whose name has this in it."""
    may_fail: bool = False
    """It lasts longer than anybody waits: the operation may end as failed, and then succeeds once resumed."""


def network_faults(engine: Proxy, edge: Proxy) -> tuple[Fault, ...]:
    """The runner's way to the engine, and to the tenants through the edge."""

    def setting(proxy: Proxy, word: str) -> Callable[[], None]:
        return lambda: setattr(proxy, "network", word)

    return (
        Fault("engine cut off", setting(engine, CUT), setting(engine, OPEN), "engine"),
        Fault("engine silent", setting(engine, SILENT), setting(engine, OPEN), "engine", seconds=45),
        Fault("edge cut off", setting(edge, CUT), setting(edge, OPEN), "edge"),
    )


def platform_disk_fault(disk: Disk, database: Path) -> Fault:
    """The disk of the platform database, whose log of changes has to grow for every write."""

    def strike() -> None:
        # a log that was long before has room in it, and would hide a full disk for a while
        connection = sqlite3.connect(database, timeout=10)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()
        disk.fill()

    return Fault("platform's disk full", strike, disk.empty, "database")


def volume_fault(name: str, disk: Disk, steps: str) -> Fault:
    """The disk of a volume of the base tenant's; long enough for a job to end on it."""
    return Fault(name, disk.fill, disk.empty, "engine", seconds=15, steps=steps, may_fail=True)


def engine_faults(engine: OwnEngine) -> tuple[Fault, ...]:
    """Of an engine that is nobody else's."""
    return (
        Fault("engine restarted", engine.stop, engine.start, "engine", seconds=5),
        Fault("engine killed", engine.kill, engine.start, "engine", seconds=5),
        Fault("engine's disk full", engine.fill_disk, engine.free_disk, "engine", may_fail=True),
    )
