"""What an answer or a reaction names, and in whose chat that stands."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.models import ContactMerge
from appliance.conversations.models import Conversation, Message


@dataclass(frozen=True)
class Quoted:
    """A message that WhatsApp has, by its id there."""

    whatsapp_id: str
    wa_id: str | None = None
    bsuid: str | None = None
    """Whose chat it stands in, if the contact is several people's: neither is given where it is one's."""


def quoted_by(session: Session, messages: Collection[Message]) -> dict[int, Quoted]:
    """By the ids of our rows, what `messages` quote or react to, as far as WhatsApp has it.

    People whom somebody merged by hand have an account each, and WhatsApp knows a message in its own chat
    only; those whom WhatsApp itself showed to be one are written to where they wrote last.
    """
    ids = {row.reply_to_id for row in messages} - {None}
    if not ids:
        return {}
    by_hand = (
        select(ContactMerge.id)
        .where(
            ContactMerge.kept_id == Conversation.contact_id,
            ContactMerge.user_id.is_not(None),
            ContactMerge.undone_at.is_(None),
        )
        .exists()
    )
    found = session.execute(
        select(
            Message.id,
            Message.whatsapp_message_id,
            Message.payload["from"].as_string(),
            Message.payload["from_user_id"].as_string(),
            (Message.sender_type == "customer") & by_hand,
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id.in_(ids), Message.whatsapp_message_id.is_not(None))
    )
    return {
        row_id: Quoted(whatsapp_id, wa_id, bsuid) if has_own_chat else Quoted(whatsapp_id)
        for row_id, whatsapp_id, wa_id, bsuid, has_own_chat in found
        if whatsapp_id
    }
