"""Moments, durations, amounts and progress, as pages show them. Pure functions of what services return."""

from datetime import UTC, datetime
from typing import Any

from control_plane.database import utc_now
from control_plane.web.language import Language

ACTIVE_STATES = frozenset({"queued", "running", "waiting"})
_DONE = frozenset({"done", "skipped"})
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def moment(iso: str) -> datetime:
    """What the services give as ISO 8601, aware."""
    return datetime.fromisoformat(iso).astimezone(UTC)


def ago(language: Language, iso: str) -> str:
    """How long since `iso`, in words."""
    seconds = max(0, int((utc_now() - moment(iso)).total_seconds()))
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= size:
            return language.text(f"ago.{unit}", count=seconds // size)
    return language.text("ago.now")


def duration(started: str, finished: str | None = None) -> str:
    """From one moment to another, or to now: "8 s", "1 min 05 s", "2 h 03 min" in every language."""
    end = moment(finished) if finished else utc_now()
    seconds = max(0, int((end - moment(started)).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02} min"


def amount(language: Language, size: float) -> str:
    """Bytes in a unit that keeps the figure short."""
    unit = 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size /= 1024
        unit += 1
    figure = f"{size:.1f}" if unit and size < 100 else f"{size:.0f}"
    return f"{figure.replace('.', language.text('format.decimal'))} {_UNITS[unit]}"


def is_active(operation: dict[str, Any] | None) -> bool:
    """Whether something may still happen by itself."""
    return operation is not None and operation["state"] in ACTIVE_STATES


def percent(operation: dict[str, Any]) -> int:
    """Every step weighs the same; a step that tells its own progress counts by it."""
    steps = operation["steps"]
    if operation["state"] == "succeeded" or not steps:
        return 100 if operation["state"] == "succeeded" else 0
    done = sum(100 if step["state"] in _DONE else step["percent"] for step in steps)
    return min(99, done // len(steps))


def current_step(operation: dict[str, Any]) -> dict[str, Any] | None:
    """The step that runs or failed; else the first that is still to come."""
    for states in ({"running", "failed"}, {"pending"}):
        for step in operation["steps"]:
            if step["state"] in states:
                found: dict[str, Any] = step
                return found
    return None
