"""What each step will do, in words: data (plans.json), for whoever wants to know before it is done.

A step is described under its name, or under `<kind>.<step>` where it means something else in that kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from control_plane.operations.words import Words, read_words


@dataclass(frozen=True)
class Makes:
    """Docker objects of a kind whose absence is what the step looks for."""

    kind: str
    """As the inventory names it: network, secret, service."""
    endings: tuple[str, ...] = ("",)
    """Of their names."""
    is_all: bool = False
    """Nothing else makes the step necessary: where they are there, it is skipped."""


@dataclass(frozen=True)
class StepPlan:
    does: Words
    seconds: int
    """How long it takes on a small tenant, where no earlier operation says."""
    condition: Words | None = None
    """On a tenant that exists already: when it has anything to do. None: always."""
    makes: Makes | None = None
    is_proven: bool = False
    """It remembers what it did as a proof (steps/proof.py)."""
    interrupts: Words | None = None
    """What stops working meanwhile, and for whom."""
    interrupted_steps: tuple[str, ...] = ()
    """For as long as these take; none: as long as the step itself."""
    irreversible: Words | None = None


@dataclass(frozen=True)
class Texts:
    steps: Mapping[str, StepPlan]
    because: Mapping[str, Words]
    """Why a step is skipped or not."""
    terms: Mapping[str, Words]
    """Single words that values are lists of."""


@cache
def texts() -> Texts:
    """The file, read once."""
    document = read_words(Path(__file__).with_suffix(".json"))
    steps = {name: _step(dict(entry)) for name, entry in document["steps"].items()}
    return Texts(steps, document["because"], document["terms"])


def step_plan(kind: str, step: str) -> StepPlan:
    """Raises KeyError for a step that nobody has described."""
    steps = texts().steps
    return steps.get(f"{kind}.{step}") or steps[step]


def _step(entry: dict[str, object]) -> StepPlan:
    makes = entry.pop("makes", None)
    if isinstance(makes, dict):
        entry["makes"] = Makes(**makes | {"endings": tuple(makes.get("endings", ("",)))})
    if interrupted := entry.get("interrupted_steps"):
        entry["interrupted_steps"] = tuple(interrupted)  # type: ignore[arg-type]
    return StepPlan(**entry)  # type: ignore[arg-type]
