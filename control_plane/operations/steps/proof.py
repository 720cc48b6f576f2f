"""Remembers that something was done to a particular thing, so that it need not be done to that thing again.

For effects inside a tenant's database, which the runner cannot look into. A proof names what it was made
with (a volume and its birth, secrets, an image); another volume or image makes it void. It outlives its
operation: what a creation proved, a repair need not do again.
"""

import hashlib

from sqlalchemy import select

from control_plane.database import transaction
from control_plane.models import Operation
from control_plane.operations.step import StepContext


def is_proven(context: StepContext, step: str, *subjects: str) -> bool:
    """Whether the tenant's last `prove` of this step was called with exactly these subjects."""
    known = context.recall(_key(step)) or _last(context, step)
    return bool(known == _digest(subjects))


def was_proven(context: StepContext, step: str) -> bool:
    """Whether this very operation proved it, with whatever subjects."""
    return context.recall(_key(step)) is not None


def prove(context: StepContext, step: str, *subjects: str) -> None:
    """Call it last, when the effect is certain."""
    context.remember(_key(step), _digest(subjects))


def _last(context: StepContext, step: str) -> str | None:
    """From the tenant's newest operation that proved it; what was undone proves nothing any more."""
    proof = Operation.results[_key(step)].as_string()
    query = select(proof).where(
        Operation.tenant_id == context.tenant_id, Operation.state != "undone", proof.is_not(None)
    )
    with transaction(context.sessions) as session:
        return session.scalars(query.order_by(Operation.created_at.desc()).limit(1)).first()


def _key(step: str) -> str:
    return f"proof.{step}"


def _digest(subjects: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(subjects).encode()).hexdigest()[:16]
