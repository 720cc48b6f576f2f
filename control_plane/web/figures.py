"""Moments, durations, amounts and progress, as pages show them. Pure functions of what services return."""

from datetime import UTC, date, datetime
from typing import Any

from control_plane.database import utc_now
from control_plane.operations.states import LIVE
from control_plane.web.language import Language

_DONE = frozenset({"done", "skipped"})
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def moment(iso: str) -> datetime:
    """What the services give as ISO 8601, aware."""
    return datetime.fromisoformat(iso).astimezone(UTC)


def ago(language: Language, iso: str) -> str:
    """How long since `iso`, in words."""
    return _distance(language, "ago", (utc_now() - moment(iso)).total_seconds())


def left(language: Language, iso: str) -> str:
    """How long until `iso`, in words."""
    return _distance(language, "left", (moment(iso) - utc_now()).total_seconds())


def _distance(language: Language, group: str, seconds: float) -> str:
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= size:
            return language.text(f"{group}.{unit}", count=int(seconds // size))
    return language.text(f"{group}.now")


def day(language: Language, iso: str) -> str:
    """A date as the language writes it: the UTC day, for what lasts until some day."""
    return f"{moment(iso):{language.text('format.day')}}"


def calendar_day(language: Language, iso: str) -> str:
    """Likewise a date alone, which is of no time zone: "2026-11-21"."""
    return f"{date.fromisoformat(iso):{language.text('format.day')}}"


def exact(language: Language, iso: str) -> str:
    """A moment to the second, where "2 days ago" is not enough: UTC, which it says."""
    return f"{moment(iso):{language.text('format.day')} %H:%M:%S} UTC"


def duration(started: str, finished: str | None = None) -> str:
    """From one moment to another, or to now: "8 s", "1 min 05 s", "2 h 03 min" in every language."""
    end = moment(finished) if finished else utc_now()
    return span(int((end - moment(started)).total_seconds()))


def span(seconds: int) -> str:
    """So many seconds, in the same words."""
    seconds = max(0, seconds)
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
    return f"{figure(language, size, '.1f' if unit and size < 100 else '.0f')} {_UNITS[unit]}"


def figure(language: Language, value: float, rounded: str = "") -> str:
    """A number as people write it: "3,5"; `rounded` as in Python's format strings."""
    return f"{value:{rounded}}".replace(".", language.text("format.decimal"))


def cores(language: Language, milli: int) -> str:
    """Thousandths of a core as cores: "0,25"."""
    return figure(language, milli / 1000, ".2f")


def curve(values: list[int | None], width: int = 160, height: int = 32) -> list[str]:
    """A curve's stretches as SVG points, from the bottom at 0 to the highest value at the top; where nothing
    was seen it breaks off."""
    known = [value for value in values if value is not None]
    top = max(known, default=0) or 1
    step = width / max(1, len(values) - 1)
    stretches: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{at * step:.1f},{height - 1 - value * (height - 2) / top:.1f}")
    return [" ".join(points if len(points) > 1 else points * 2) for points in stretches if points]


def is_stale(iso: str, seconds: int) -> bool:
    """Whether `iso` lies longer ago than that."""
    return (utc_now() - moment(iso)).total_seconds() > seconds


def is_active(operation: dict[str, Any] | None) -> bool:
    """Whether something may still happen by itself."""
    return operation is not None and operation["state"] in LIVE


def steps_done(operation: dict[str, Any]) -> tuple[int, int]:
    """How many steps are behind it, of how many; of an undo: undone, of those that had begun."""
    steps, over = _at_stake(operation)
    return sum(step["state"] in over for step in steps), len(steps)


def percent(operation: dict[str, Any]) -> int:
    """Every step weighs the same; a step that tells its own progress counts by it."""
    if operation["state"] in ("succeeded", "undone"):
        return 100
    steps, over = _at_stake(operation)
    done = sum(_share(step, over) for step in steps)
    return min(99, done // len(steps)) if steps else 0


def current_step(operation: dict[str, Any]) -> dict[str, Any] | None:
    """The step that runs or failed; else the first that is still to come."""
    steps, _ = _at_stake(operation)
    for states in ({"running", "failed"}, _DONE if operation["is_undoing"] else {"pending"}):
        for step in steps:
            if step["state"] in states:
                return step
    return None


def _at_stake(operation: dict[str, Any]) -> tuple[list[dict[str, Any]], frozenset[str]]:
    """The steps in the order they are worked on, and the states that leave nothing to do."""
    steps: list[dict[str, Any]] = operation["steps"]
    if not operation["is_undoing"]:
        return steps, _DONE
    return [step for step in reversed(steps) if step["state"] != "pending"], frozenset({"undone"})


def _share(step: dict[str, Any], over: frozenset[str]) -> int:
    if step["state"] in over:
        return 100
    return int(step["percent"]) if step["state"] in ("running", "failed") else 0
