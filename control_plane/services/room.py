"""What a tenant has set aside for it of memory, CPU and disk, and how much there is. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from control_plane.services.plan_limits import MIB, split

_SPARE = 16
"""MiB for a job beside the services."""
_KEPT_FREE = 20
"""One part in so many of the disk is promised to nobody: below it, the alarm DiskFull goes off."""


@dataclass(frozen=True)
class Room:
    """Memory and disk in bytes, CPUs in thousandths of one: sums of these are exact."""

    memory: int = 0
    cpus: int = 0
    disk: int = 0

    def __add__(self, other: "Room") -> "Room":
        return Room(self.memory + other.memory, self.cpus + other.cpus, self.disk + other.disk)


def reserved(limits: Mapping[str, Any], database: str) -> Room:
    """What these limits keep for one tenant: what its services reserve together, and its disk."""
    services = split(limits, database).values()
    return Room(
        memory=sum(each.memory_reserved for each in services) * MIB,
        cpus=sum(round(each.cpus_reserved * 1000) for each in services),
        disk=int(limits["disk_reserved"]) * MIB,
    )


def spare(limits: Mapping[str, Any], database: str) -> Room:
    """What it takes beside that for a moment: a second `web`, which an update starts first, and a job."""
    web = split(limits, database)["web"]
    return Room(memory=(web.memory_reserved + _SPARE) * MIB, cpus=round(web.cpus_reserved * 1000))


def needed(limits: Mapping[str, Any], database: str) -> Room:
    """What must be left for one more tenant."""
    return reserved(limits, database) + spare(limits, database)


def room_of(capacity: Mapping[str, Any]) -> dict[str, int]:
    """How much of each there is for all tenants together, in Room's units.

    `capacity` as the runner reports it; of what it does not say, nothing is there.
    """
    found = {}
    if "memory_total" in capacity:
        found["memory"] = int(capacity["memory_total"])
    if "cpus" in capacity:
        found["cpus"] = int(capacity["cpus"] * 1000)
    if "disk_total" in capacity:
        found["disk"] = int(capacity["disk_total"]) * (_KEPT_FREE - 1) // _KEPT_FREE
    return found


def cpus_text(thousandths: int) -> str:
    """Thousandths of a CPU as people write CPUs: 1.25."""
    return f"{max(thousandths, 0) / 1000:.3f}".rstrip("0").rstrip(".")
