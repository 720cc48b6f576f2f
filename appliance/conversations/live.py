"""The one live conversation of a contact, found or begun."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation
from appliance.conversations.window import last_heard
from appliance.database import utc_now


def live_conversation(session: Session, contact: Contact, timezone: str) -> Conversation:
    """The contact's open conversation, its row locked; a new one, with the bot, if there is none.

    Raises as begin_conversation.
    """
    return find_live(session, contact) or begin_conversation(session, contact, timezone)


def find_live(session: Session, contact: Contact) -> Conversation | None:
    """The contact's open conversation, its row locked."""
    return session.scalar(
        select(Conversation).where(Conversation.open_contact_id == contact.id).with_for_update()
    )


def begin_conversation(session: Session, contact: Contact, timezone: str) -> Conversation:
    """With the bot; it goes on with the contact's 24 hours. Raises IntegrityError if somebody else began one
    just now: run the transaction again.
    """
    conversation = Conversation(
        contact_id=contact.id,
        open_contact_id=contact.id,
        protocol=f"c{contact.id}",
        last_customer_message_at=last_heard(session, contact.id),
    )
    session.add(conversation)
    session.flush()
    conversation.protocol = protocol_number(conversation.id, timezone)
    session.flush()
    return conversation


def protocol_number(conversation_id: int, timezone: str) -> str:
    """What the customer is told: the day in the tenant's timezone, and the number."""
    today = utc_now().astimezone(ZoneInfo(timezone))
    return f"{today:%Y%m%d}-{conversation_id:06d}"
