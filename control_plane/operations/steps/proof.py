"""Remembers that something was done to a particular thing, so that it need not be done to that thing again.

For effects inside a tenant's database, which the runner cannot look into. A proof names what it was made
with (a volume and its birth, secrets, an image); another volume or image makes it void.
"""

import hashlib

from control_plane.operations.step import StepContext


def is_proven(context: StepContext, step: str, *subjects: str) -> bool:
    """Whether `prove` was called with exactly these subjects in this operation."""
    return bool(context.recall(f"proof.{step}") == _digest(subjects))


def prove(context: StepContext, step: str, *subjects: str) -> None:
    """Call it last, when the effect is certain."""
    context.remember(f"proof.{step}", _digest(subjects))


def _digest(subjects: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(subjects).encode()).hexdigest()[:16]
