"""Conversations by whom they are with, or by their protocol. Looks through contacts, not messages: as many as
there are customers, however much they wrote.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.conversations.filtering import looked_for
from appliance.conversations.models import Conversation
from appliance.conversations.presenting import moment, present_contact
from appliance.conversations.visibility import visible_to
from appliance.search.highlights import marked
from appliance.search.words import Asked

OF_ONE_CONTACT: Final = 4
"""A contact is shown once: so many rows are read for each that is shown."""


def find_conversations(
    session: Session, user: User, q: str, asked: Asked, limit: int
) -> list[dict[str, Any]]:
    """Newest activity first; of each contact the newest conversation that `user` may see."""
    if not asked:
        return []
    rows = _newest(session, user, looked_for(session, q), limit)
    shown: dict[int, Conversation] = {}
    for row in rows:
        shown.setdefault(row.contact_id, row)
    return [_present(row, asked) for row in list(shown.values())[:limit]]


def _newest(session: Session, user: User, found: ColumnElement[bool], limit: int) -> Sequence[Conversation]:
    return session.scalars(
        select(Conversation)
        .join(Conversation.contact)
        .options(contains_eager(Conversation.contact))
        .where(found, visible_to(user), Contact.is_synthetic.is_(False))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(limit * OF_ONE_CONTACT)
    ).all()


def _present(row: Conversation, asked: Asked) -> dict[str, Any]:
    contact = present_contact(row.contact)
    return {
        "id": row.id,
        "protocol": row.protocol,
        "status": row.status,
        "contact": contact,
        "name": marked(contact["name"], asked),
        "last_message_at": moment(row.last_message_at),
    }
