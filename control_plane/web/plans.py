"""What would happen, for pages that ask before they do it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from control_plane.access import current_actor
from control_plane.actor import Actor
from control_plane.errors import Conflict
from control_plane.services.planning import Rehearsed
from control_plane.web.page import page_language


@dataclass(frozen=True)
class Foreseen:
    """The plan in the reader's language, or why there is none."""

    plan: dict[str, Any] | None = None
    refusal: str = ""
    is_wanted: bool = False
    """Asked for on a form whose own problems are in the way."""


def foresee(submit: Callable[[Actor], object]) -> Foreseen:
    """Rehearses `submit`, which gets the actor to ask as. Raises what the real one would, save Conflict."""
    try:
        submit(replace(current_actor(), is_rehearsing=True))
    except Rehearsed as rehearsed:
        return told(rehearsed)
    except Conflict as refused:
        return Foreseen(refusal=refused.message)
    return Foreseen()


def told(rehearsed: Rehearsed) -> Foreseen:
    """For a view that was asked to rehearse."""
    return Foreseen(rehearsed.plan.tell(page_language().code))


def not_told() -> Foreseen:
    """For the same view, where the form is refused."""
    return Foreseen(is_wanted=current_actor().is_rehearsing)
