"""A customer's message becomes a row: contact, conversation, message, file and event in one transaction."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.identity import resolve
from appliance.conversations.activity import enter_thread
from appliance.conversations.live import begin_conversation, find_live
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT, CLOSED
from appliance.media.storing import add_media
from appliance.settings import TenantSettings
from appliance.surveys.answers import take, tapped, written
from appliance.surveys.models import Survey
from appliance.whatsapp.answers import link_answers, quoted_id
from appliance.whatsapp.changes import settle_changes
from appliance.whatsapp.fields import get
from appliance.whatsapp.payload import InboundMessage, not_later_than_now
from appliance.whatsapp.records import MEDIA_KINDS


def store_message(session: Session, inbound: InboundMessage, tenant: TenantSettings) -> int | None:
    """Contact, conversation, message and event in the caller's transaction.

    The message's id if the bot is to consider it; None for a repeat, for a conversation in a person's
    hands, for an answer to a survey and for the provisioning test's contact.
    """
    if is_known(session, inbound.id):
        return None
    contact = resolve(session, inbound.identity, smoke_wa_id=tenant.smoke_wa_id)
    survey = tapped(session, contact, inbound)
    live = find_live(session, contact) if survey is None else None
    survey = survey or (written(session, contact, inbound) if live is None else None)
    if survey is not None:
        _store_answer(session, survey, inbound)
        return None
    conversation = live or begin_conversation(session, contact, tenant.timezone)
    message = new_message(inbound, conversation, "customer", "received")
    add(session, conversation, message, inbound)
    return message.id if conversation.status == BOT and not contact.is_synthetic else None


def _store_answer(session: Session, survey: Survey, inbound: InboundMessage) -> None:
    """With the conversation it is about, where nobody has to read it."""
    conversation = session.get_one(Conversation, survey.conversation_id, with_for_update=True)
    unread = conversation.unread_count
    add(session, conversation, new_message(inbound, conversation, "customer", "received"), inbound)
    if conversation.status == CLOSED:
        conversation.unread_count = unread
    take(session, survey, inbound)


def is_known(session: Session, whatsapp_message_id: str) -> bool:
    """Whether the message is stored already."""
    found = select(Message.id).where(Message.whatsapp_message_id == whatsapp_message_id)
    return session.scalar(found) is not None


def new_message(
    inbound: InboundMessage, conversation: Conversation, sender_type: str, status: str
) -> Message:
    """The row, not yet in the session."""
    return Message(
        conversation_id=conversation.id,
        sender_type=sender_type,
        message_type=inbound.type,
        content=inbound.content,
        record=inbound.record,
        payload=inbound.raw,
        whatsapp_message_id=inbound.id,
        status=status,
        sent_at=not_later_than_now(inbound.sent_at),
    )


def add(session: Session, conversation: Conversation, message: Message, inbound: InboundMessage) -> None:
    """Stores it with all that hangs on it: its file, what it quotes, and what was said about it before.

    A customer's is unread and opens the window.
    """
    newest = is_newest(conversation, message)
    session.add(message)
    session.flush()
    enter_thread(session, conversation, message)
    attach(session, conversation, message, inbound, newest=newest)
    settle_changes(session, [message])


def is_newest(conversation: Conversation, message: Message) -> bool:
    """Whether it is later than all that the conversation holds."""
    return conversation.last_message_id is None or message.sent_at > conversation.last_message_at


def attach(
    session: Session, conversation: Conversation, message: Message, inbound: InboundMessage, *, newest: bool
) -> None:
    """What a message that has its id brings with it, but for what was said about it before."""
    message.reply_to_id = quoted_id(session, inbound.reply_to, conversation.id)
    if message.sender_type == "customer":
        conversation.unread_count += 1
        open_window(conversation, message.sent_at)
    add_file(session, message, inbound)
    if not newest:  # nobody quotes what comes after their own message
        link_answers(session, [message])


def add_file(session: Session, message: Message, inbound: InboundMessage) -> None:
    """The row of its file, if it is of a kind that has one."""
    if inbound.type in MEDIA_KINDS:
        kind = "audio" if inbound.type == "voice" else inbound.type
        add_media(session, message, kind, get(inbound.raw, inbound.type))


def open_window(conversation: Conversation, moment: datetime) -> None:
    """The customer wrote or called: Meta's 24 hours count from the latest of these; nothing is put off."""
    conversation.snoozed_until = None
    opened = conversation.last_customer_message_at
    conversation.last_customer_message_at = max(opened, moment) if opened else moment
