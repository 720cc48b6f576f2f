"""A contact with all that is known of them, as the API shows it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.contacts.models import Contact, ContactMerge
from appliance.contacts.owners import aliases_of
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import moment, present_contact
from appliance.conversations.visibility import visible_to

SHOWN = 50
"""How many conversations and merges are shown, the newest."""
_HEARD_OR_REACHED = ("received", "delivered", "read", "played")


def present_listed(contact: Contact) -> dict[str, Any]:
    """`given_name` is the one set by hand; null while the profile's is used."""
    return {
        **present_contact(contact),
        "given_name": contact.name,
        "marketing_stopped_at": moment(contact.marketing_stopped_at),
        "merged_into_id": contact.merged_into_id,
        "is_synthetic": contact.is_synthetic,
        "created_at": moment(contact.created_at),
    }


def present_whole(session: Session, contact: Contact, user: User) -> dict[str, Any]:
    """With identifiers, merges, and those conversations that `user` may see."""
    conversations = session.scalars(
        select(Conversation)
        .where(Conversation.contact_id == contact.id, visible_to(user))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(SHOWN)
    ).all()
    return {
        **present_listed(contact),
        "delivery_trouble": _present_trouble(session, conversations),
        "aliases": [{"kind": row.kind, "value": row.value} for row in aliases_of(session, contact)],
        "conversations": [_present_conversation(row) for row in conversations],
        "merges": _present_merges(session, contact),
    }


def present_merge(session: Session, row: ContactMerge, *, can_undo: bool) -> dict[str, Any]:
    """`user` is null when WhatsApp showed that both are one."""
    user = session.get(User, row.user_id) if row.user_id is not None else None
    return {
        "id": row.id,
        "kept_id": row.kept_id,
        "merged": present_contact(session.get_one(Contact, row.merged_id)),
        "user": {"id": user.id, "name": user.name} if user else None,
        "created_at": moment(row.created_at),
        "undone_at": moment(row.undone_at),
        "can_undo": can_undo,
    }


def _present_merges(session: Session, contact: Contact) -> list[dict[str, Any]]:
    """Only the newest that stands can be undone, and none while the contact is itself merged."""
    rows = session.scalars(
        select(ContactMerge)
        .where(or_(ContactMerge.kept_id == contact.id, ContactMerge.merged_id == contact.id))
        .order_by(ContactMerge.id.desc())
        .limit(SHOWN)
    ).all()
    newest = next((row.id for row in rows if row.undone_at is None), None)
    return [
        present_merge(session, row, can_undo=row.id == newest) for row in rows if row.kept_id == contact.id
    ]


def _present_trouble(session: Session, conversations: Sequence[Conversation]) -> dict[str, Any] | None:
    """Why WhatsApp does not reach this customer; nothing once a message arrived or they wrote again.

    Only what Meta says of the recipient counts (support/error-codes: 131026, 137000), in the newest
    conversation.
    """
    if not conversations:
        return None
    is_about_them = and_(Message.status == "failed", Message.error["about"].as_string() == "recipient")
    last = session.scalar(
        select(Message)
        .where(
            Message.conversation_id == conversations[0].id,
            or_(Message.status.in_(_HEARD_OR_REACHED), is_about_them),
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    )
    if last is None or last.error is None or last.status != "failed":
        return None
    return {
        "reason": last.error.get("reason"),
        "message": last.error.get("message"),
        "since": moment(last.sent_at),
    }


def _present_conversation(row: Conversation) -> dict[str, Any]:
    return {
        "id": row.id,
        "protocol": row.protocol,
        "status": row.status,
        "assigned_user_id": row.assigned_user_id,
        "last_message_at": moment(row.last_message_at),
        "created_at": moment(row.created_at),
        "closed_at": moment(row.closed_at),
    }
