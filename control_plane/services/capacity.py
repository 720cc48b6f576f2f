"""Whether the engine has room for one more tenant.

Pure functions: facts in, sentences out. The API asks them at submission, the first step of the creation asks
them again with what the engine says at that moment. A result maps what is short to a sentence that says what
to do; empty means: go ahead.
"""

import re
from collections.abc import Mapping
from typing import Any

from control_plane.services.plan_limits import MIB, STANDARD
from control_plane.services.room import Room, cpus_text, needed, room_of

Problems = dict[str, str]

SUBNETS_NEEDED = 2
INODES_NEEDED = 20_000
"""Database, first media, and a restore beside them."""
BRIDGE_PORTS_NEEDED = 20
"""Web, worker, the second of each that an update starts first; and what others start meanwhile."""
OLDEST_ENGINE = (20, 10)
_NOTHING = Room()


def capacity_problems(
    capacity: Mapping[str, Any],
    database: str,
    limits: Mapping[str, Any] = STANDARD,
    promised: Room = _NOTHING,
) -> Problems:
    """Whether the engine is new enough and has room for one more tenant with these `limits`.

    `capacity` as the runner reports it: memory_total, memory_reserved, disk_total, disk_free (bytes), cpus,
    cpus_reserved, engine_version, subnets_free, inodes_free, bridge_ports_free. What it does not say is not
    judged. `promised`: what the plans of the others set aside, also of those whose stacks do not run yet, or
    not now.
    """
    problems: Problems = {}
    version = str(capacity.get("engine_version", ""))
    if version and _version(version) < OLDEST_ENGINE:
        problems["engine"] = f"Docker {version} is too old: upgrade the engine to 20.10 or newer."
    asked = needed(limits, database)
    return {**problems, **_size_problems(capacity, asked, promised), **_number_problems(capacity)}


def _size_problems(capacity: Mapping[str, Any], asked: Room, promised: Room) -> Problems:
    """What is set aside, and the disk that has to be free at once."""
    problems: Problems = {}
    there_is = room_of(capacity)
    memory = there_is.get("memory", 0) - max(capacity.get("memory_reserved", 0), promised.memory)
    if "memory" in there_is and memory < asked.memory:
        problems["memory"] = (
            f"A tenant reserves {_mib(asked.memory)} of memory and {_mib(memory)} is left: add memory or a"
            " node, or archive a tenant."
        )
    cpus = there_is.get("cpus", 0) - max(round(capacity.get("cpus_reserved", 0) * 1000), promised.cpus)
    if "cpus" in there_is and cpus < asked.cpus:
        problems["cpus"] = (
            f"A tenant reserves {cpus_text(asked.cpus)} CPUs and {cpus_text(cpus)} are left: add CPUs or a"
            " node, or archive a tenant."
        )
    disk = there_is.get("disk", 0) - promised.disk
    if capacity.get("disk_free", asked.disk) < asked.disk:
        problems["disk"] = (
            f"A tenant needs {_mib(asked.disk)} of free disk and {_mib(capacity['disk_free'])} is left:"
            " free some, or grow the disk."
        )
    elif "disk" in there_is and disk < asked.disk:
        problems["disk"] = (
            f"A tenant has {_mib(asked.disk)} of disk set aside and {_mib(disk)} is left that others do not"
            " have: grow the disk, or delete a tenant."
        )
    return problems


def _number_problems(capacity: Mapping[str, Any]) -> Problems:
    """What runs out by number, not by size."""
    problems: Problems = {}
    if (inodes := capacity.get("inodes_free", INODES_NEEDED)) < INODES_NEEDED:
        problems["inodes"] = (
            f"A tenant needs {INODES_NEEDED} free inodes and {inodes} are left: remove small files,"
            " or grow the disk."
        )
    if (ports := capacity.get("bridge_ports_free", BRIDGE_PORTS_NEEDED)) < BRIDGE_PORTS_NEEDED:
        problems["bridge_ports"] = (
            f"The node's bridge to the outside has room for {max(ports, 0)} more containers, and a tenant"
            f" needs room for {BRIDGE_PORTS_NEEDED}: archive a tenant, or add a node."
        )
    if capacity.get("subnets_free", SUBNETS_NEEDED) < SUBNETS_NEEDED:
        problems["subnets"] = (
            "The address pool of tenants' networks is used up: archive a tenant, or enlarge the swarm's pool."
        )
    return problems


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:2])


def _mib(amount: int) -> str:
    return f"{max(amount, 0) // MIB} MiB"
