"""Conversations that Meta's Business Agent holds: followed quietly, until somebody here answers.

Meta, webhooks/reference/standby (August 2026): what customer and agent say comes under `standby` instead of
`messages`, shaped as messages and echoes are. Nobody here is asked to answer: nothing is unread and the bot
is silent; a message from here takes the conversation over. `messaging_handovers` says when that changed.
"""

import json
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from appliance.contacts.identity import resolve
from appliance.conversations.activity import add_message
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import answered_elsewhere
from appliance.settings import TenantSettings
from appliance.whatsapp.fields import get, moment, word
from appliance.whatsapp.inbound import add, is_known, new_message
from appliance.whatsapp.payload import InboundMessage, identity_of, not_later_than_now, parse_as, sender_of
from appliance.whatsapp.receipts import settle

STANDBY = {"standby": True}
TO_US, ELSEWHERE = "control_passed", "control_taken"
_WORDS = {
    TO_US: "O agente da Meta passou a conversa para este atendimento.",
    ELSEWHERE: "O agente da Meta assumiu a conversa.",
}
_CHANGED = "O controle da conversa mudou no WhatsApp."


def parse_overheard(raw: Any, contacts: list[Any]) -> InboundMessage:
    """What the customer wrote to the agent. Raises ValueError when it has no id or no sender."""
    return parse_as(raw, sender_of(raw, contacts), STANDBY)


def parse_agents(raw: Any, contacts: list[Any]) -> InboundMessage:
    """What the agent wrote: the customer is `to`. Raises ValueError likewise."""
    return parse_as(raw, identity_of(word(get(raw, "to")), word(get(raw, "to_user_id")), contacts), STANDBY)


def store_overheard(session: Session, inbound: InboundMessage, tenant: TenantSettings) -> None:
    """A customer's message: it opens Meta's window as any does, and waits for nobody here."""
    if is_known(session, inbound.id):
        return
    conversation = _followed(session, inbound, tenant)
    unread = conversation.unread_count
    add(session, conversation, new_message(inbound, conversation, "customer", "received"), inbound)
    conversation.unread_count = unread


def store_agents(session: Session, inbound: InboundMessage, tenant: TenantSettings) -> None:
    """The agent's answer, shown as a bot's."""
    if is_known(session, inbound.id):
        return
    conversation = _followed(session, inbound, tenant)
    message = new_message(inbound, conversation, "bot", "sent")
    add(session, conversation, message, inbound)
    settle(session, message)


def store_handover(session: Session, raw: Any, contacts: list[Any], tenant: TenantSettings) -> None:
    """A line in the conversation; one that was passed to us is unread, for the customer may be waiting.

    Raises ValueError when it does not say of whom.
    """
    own_id = handover_id(raw)
    if is_known(session, own_id):
        return
    sender = get(raw, "sender")
    customer = identity_of(word(get(sender, "phone_number")), word(get(sender, "user_id")), contacts)
    contact = resolve(session, customer, smoke_wa_id=tenant.smoke_wa_id)
    conversation = live_conversation(session, contact, tenant.timezone)
    answered_elsewhere(session, conversation)
    found = next((event for event in _WORDS if event in raw), "")
    message = Message(
        conversation_id=conversation.id,
        sender_type="system",
        message_type="system",
        content=_WORDS.get(found, _CHANGED),
        payload=raw,
        record={"handover": found or "changed"},
        whatsapp_message_id=own_id,
        status="received",
        sent_at=not_later_than_now(moment(get(raw, "timestamp"))),
    )
    add_message(session, conversation, message)
    if found == TO_US:
        conversation.unread_count += 1


def handover_id(raw: Any) -> str:
    """A handover has none of Meta's: the same words are the same one."""
    return f"handover.{sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()}"


def _followed(session: Session, inbound: InboundMessage, tenant: TenantSettings) -> Conversation:
    contact = resolve(session, inbound.identity, smoke_wa_id=tenant.smoke_wa_id)
    conversation = live_conversation(session, contact, tenant.timezone)
    answered_elsewhere(session, conversation)
    return conversation
