"""Which fault comes after which: the same list for the same seed."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import redis as redis_client

from bench.faults.proxy import CUT, OPEN, SILENT, SLOW
from bench.faults.site import Site

BAD_NETWORK_SECONDS = 2.0
FULL_DISK_SECONDS = 3.0
CLOCK_JUMP_SECONDS = 600
OTHERS_PER_KILL = 0.3

_KILLS = (
    *("web",) * 6,
    *("worker",) * 4,
    *("child of worker",) * 6,
    *("database",) * 2,
    *("redis",) * 3,
)
"""Drawn from, so that what restarts slowly is not all there is."""
_OTHERS = (
    *("Redis wiped",) * 2,
    *(f"{server} {network}" for server in ("database", "redis", "graph") for network in (CUT, SILENT, SLOW)),
    *("clock ahead", "clock behind"),
    *("database disk full", "media disk full"),
)


@dataclass(frozen=True)
class Fault:
    name: str
    choice: int
    """Random, for faults that pick a victim."""
    is_kill: bool


def make_schedule(seed: int, kills: int) -> list[Fault]:
    """`kills` kills among other faults; every kind of the others comes up before any does again."""
    chance = random.Random(seed)
    faults = [Fault(chance.choice(_KILLS), chance.randrange(2**16), is_kill=True) for _ in range(kills)]
    others: list[str] = []
    for _ in range(round(kills * OTHERS_PER_KILL)):
        others = others or chance.sample(_OTHERS, len(_OTHERS))
        faults.append(Fault(others.pop(), chance.randrange(2**16), is_kill=False))
    chance.shuffle(faults)
    return faults


def inflict(site: Site, fault: Fault) -> bool:
    """Does it, and returns when it is over or has begun to heal. False where this machine cannot."""
    if fault.is_kill:
        _KILLERS[fault.name](site, fault)
        return True
    if fault.name == "Redis wiped":
        _wipe(site)
    elif fault.name.startswith("clock"):
        return _clock_jumps(site, fault.name)
    elif fault.name.endswith("disk full"):
        return _disk_full(site, fault.name.split()[0])
    else:
        server, network = fault.name.split()
        site.proxies[server].network = network
        time.sleep(BAD_NETWORK_SECONDS)
        site.proxies[server].network = OPEN
    return True


def _kill_child(site: Site, fault: Fault) -> None:
    children = site.programs["worker"].family()[1:]
    if children:
        with suppress(ProcessLookupError):
            os.kill(children[fault.choice % len(children)], signal.SIGKILL)


_KILLERS: dict[str, Callable[[Site, Fault], None]] = {
    "web": lambda site, _: site.programs["web"].kill(),
    "worker": lambda site, _: site.programs["worker"].kill(),
    "child of worker": _kill_child,
    "database": lambda site, _: site.kill_server("database"),
    "redis": lambda site, _: site.kill_server("redis"),
}


def _wipe(site: Site) -> None:
    settings = site.direct.redis
    with (
        suppress(redis_client.RedisError),
        redis_client.Redis(host=settings.host, port=settings.port, password=settings.password) as client,
    ):
        client.flushall()


def _clock_jumps(site: Site, name: str) -> bool:
    if site.clock is None:
        return False
    site.set_clock(CLOCK_JUMP_SECONDS if name == "clock ahead" else -CLOCK_JUMP_SECONDS)
    time.sleep(BAD_NETWORK_SECONDS)
    site.set_clock(0)
    return True


def _disk_full(site: Site, disk: str) -> bool:
    if disk not in site.disks:
        return False
    site.fill(disk)
    time.sleep(FULL_DISK_SECONDS)
    (site.disks[disk] / "ballast").unlink(missing_ok=True)
    site.start_servers()
    return True
