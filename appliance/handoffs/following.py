"""Keeping handoffs in step with their conversations, in the transaction that changes these."""

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from appliance.database import utc_now
from appliance.handoffs.models import Handoff


def requested(session: Session, conversation_id: int, reason: str) -> None:
    """The bot gave it up. Called after the conversation changed, so that none is open already."""
    session.add(Handoff(conversation_id=conversation_id, reason=reason))


def taken(session: Session, conversation_id: int, user_id: int | None) -> None:
    """Somebody answers it; who took it first stays on record."""
    session.execute(
        update(Handoff)
        .where(Handoff.conversation_id == conversation_id, Handoff.completed_at.is_(None))
        .values(
            assigned_user_id=func.coalesce(Handoff.assigned_user_id, user_id),
            assigned_at=func.coalesce(Handoff.assigned_at, utc_now()),
        )
        .execution_options(synchronize_session=False)
    )


def done(session: Session, conversation_id: int) -> None:
    """The conversation is closed."""
    session.execute(
        update(Handoff)
        .where(Handoff.conversation_id == conversation_id, Handoff.completed_at.is_(None))
        .values(completed_at=utc_now())
        .execution_options(synchronize_session=False)
    )
