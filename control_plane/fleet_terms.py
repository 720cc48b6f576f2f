"""How tenants are found in the fleet and what may be asked of many: data, which may be imported anywhere."""

from control_plane.operations.lifecycles import GONE, LIFECYCLES
from control_plane.roles import Permission

UP, UNREADY, DOWN = "up", "unready", "down"
"""Through the edge: it serves; it answers that a part of it does not work; it does not answer."""
HEALTHS = (UP, UNREADY, DOWN)
UNSEEN = "unseen"
"""Nobody has looked at it yet, though people are let in."""
SHOWN_LIFECYCLES = tuple(each for each in LIFECYCLES if each not in GONE)
SORTS = (
    "name",
    "slug",
    "health",
    "alarms",
    "version",
    "backup",
    "offsite",
    "proof",
    "memory",
    "cpu",
    "disk",
    "messages",
    "ai",
    "latency",
    "created",
)
"""By name; with a hyphen before it the other way round. What is not known comes last either way."""
LONGEST_SEARCH = 100
"""Characters."""

BULK_ACTIONS: dict[str, Permission] = {
    "backup": "backups.run",
    "repair": "tenants.repair",
    "suspend": "tenants.suspend",
    "resume": "tenants.suspend",
}
"""What may be asked for many, and what one needs for it: nothing that cannot be taken back."""
