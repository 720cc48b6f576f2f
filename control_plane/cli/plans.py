"""What an operation would do, as lines to be read before it is asked for."""

from collections.abc import Iterator
from typing import Any

from control_plane.cli.values import since

_LONGEST_SECONDS = 120


def plan_lines(plan: dict[str, Any]) -> Iterator[str]:
    """Of the API's answer: who is before it, then every step."""
    steps = plan["steps"]
    many = "step" if len(steps) == 1 else "steps"
    yield f"{plan['kind'].replace('_', ' ')} of {plan['tenant']}, {len(steps)} {many}. Nothing was done."
    yield from _standing(plan)
    for at, step in enumerate(steps, start=1):
        name = step["name"].replace("_", " ")
        yield f"{at:>2}. {name} ({_expected(step)})"
        yield f"    {step['does']}"
        if step["because"]:
            yield f"    {step['because']}"
        if step["interrupts"]:
            yield f"    Interrupts for about {_about(step['interrupted_seconds'])}: {step['interrupts']}"
        if step["irreversible"]:
            yield f"    Cannot be taken back: {step['irreversible']}"


def _standing(plan: dict[str, Any]) -> Iterator[str]:
    lock, limits = plan["lock"], plan["limits"]
    if lock:
        yield f"Held by {lock['holder']} since {since(lock['since'])}: {lock['reason']}."
    if plan["ahead"]:
        yield f"Its turn would come after {plan['ahead']} more of this tenant."
    if limits["running"] >= limits["at_once"]:
        yield f"{limits['running']} of this kind run now, of {limits['at_once']} at a time: it would wait."
    if plan["can_undo"]:
        yield "Should it fail, all of it can be taken back."


def _expected(step: dict[str, Any]) -> str:
    if step["expected"] == "skipped":
        return "skipped"
    about = f"about {_about(step['seconds'])}"
    return f"if needed, {about}" if step["expected"] == "if_needed" else about


def _about(seconds: int) -> str:
    return f"{seconds} s" if seconds <= _LONGEST_SECONDS else f"{round(seconds / 60)} min"
