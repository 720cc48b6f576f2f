"""Reading handoffs, of what `user` may see."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, joinedload

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation
from appliance.conversations.presenting import moment
from appliance.conversations.queries import present_conversations
from appliance.conversations.visibility import visible_to
from appliance.database import utc_now
from appliance.errors import NotFound
from appliance.handoffs.models import Handoff

PENDING: Final = "pending"
ASSIGNED: Final = "assigned"
COMPLETED: Final = "completed"
STATES: Final = (PENDING, ASSIGNED, COMPLETED)


def list_handoffs(
    session: Session, user: User, state: str | None, limit: int, before_id: int | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest first, and the cursor of the next one."""
    query = _visible(user).order_by(Handoff.id.desc()).limit(limit + 1)
    if state is not None:
        query = query.where(_is(state))
    if before_id is not None:
        query = query.where(Handoff.id < before_id)
    rows = session.execute(query).all()
    page = [row[0] for row in rows[:limit]]
    return _present(session, page), str(page[-1].id) if len(rows) > limit else None


def list_pending(session: Session, user: User, limit: int) -> list[dict[str, Any]]:
    """Those nobody has taken, longest waiting first, each with its place."""
    query = _visible(user).where(_is(PENDING)).order_by(Handoff.requested_at, Handoff.id).limit(limit)
    shown = _present(session, [row[0] for row in session.execute(query)])
    return [one | {"position": position} for position, one in enumerate(shown, start=1)]


def get_handoff(session: Session, user: User, handoff_id: int) -> Handoff:
    """Raises NotFound, also for one whose conversation `user` may not see."""
    row = session.execute(_visible(user).where(Handoff.id == handoff_id)).first()
    if row is None:
        raise NotFound("handoff_not_found", "Este repasse não existe.")
    handoff: Handoff = row[0]
    return handoff


def open_handoff(session: Session, conversation_id: int) -> Handoff:
    """The one of a conversation that was just handed over."""
    return session.scalars(
        select(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.completed_at.is_(None))
    ).one()


def present_one(session: Session, handoff: Handoff) -> dict[str, Any]:
    """A handoff of the API."""
    return _present(session, [handoff])[0]


def _visible(user: User) -> Select[Handoff, Conversation]:
    return (
        select(Handoff, Conversation)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .join(Conversation.contact)
        .where(Contact.is_synthetic.is_(False), visible_to(user))
    )


def _is(state: str) -> ColumnElement[bool]:
    if state == COMPLETED:
        return Handoff.completed_at.is_not(None)
    is_taken = Handoff.assigned_at.is_not(None) if state == ASSIGNED else Handoff.assigned_at.is_(None)
    return and_(Handoff.completed_at.is_(None), is_taken)


def _state_of(row: Handoff) -> str:
    if row.completed_at is not None:
        return COMPLETED
    return ASSIGNED if row.assigned_at is not None else PENDING


def _waited(row: Handoff, now: datetime) -> int:
    until = row.assigned_at or row.completed_at or now
    return int((until - row.requested_at).total_seconds())


def _present(session: Session, rows: list[Handoff]) -> list[dict[str, Any]]:
    ids = {row.conversation_id for row in rows}
    found = session.scalars(
        select(Conversation).where(Conversation.id.in_(ids)).options(joinedload(Conversation.contact))
    )
    shown = {one["id"]: one for one in present_conversations(session, list(found))}
    now = utc_now()
    return [
        {
            "id": row.id,
            "state": _state_of(row),
            "reason": row.reason,
            "conversation": shown[row.conversation_id],
            "requested_at": moment(row.requested_at),
            "assigned_user_id": row.assigned_user_id,
            "assigned_at": moment(row.assigned_at),
            "completed_at": moment(row.completed_at),
            "waited_seconds": int(
                ((row.assigned_at or row.completed_at or now) - row.requested_at).total_seconds()
            ),
        }
        for row in rows
    ]
