"""What the business wrote on its own phone (coexistence numbers): shown, and the bot falls silent.

Meta, webhooks/reference/smb_message_echoes: an echo is free and opens no customer service window.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from appliance.contacts.identity import resolve
from appliance.conversations.live import live_conversation
from appliance.conversations.ownership import answered_elsewhere
from appliance.settings import TenantSettings
from appliance.whatsapp.fields import get, word
from appliance.whatsapp.inbound import add, is_known, new_message
from appliance.whatsapp.payload import InboundMessage, identity_of, parse_as
from appliance.whatsapp.receipts import settle

ECHO = {"echo": True}


def parse_echo(raw: Any, contacts: list[Any]) -> InboundMessage:
    """The customer is `to`. Raises ValueError when it has no id or does not say to whom."""
    customer = identity_of(word(get(raw, "to")), word(get(raw, "to_user_id")), contacts)
    return parse_as(raw, customer, ECHO)


def store_echo(session: Session, echo: InboundMessage, tenant: TenantSettings) -> None:
    """An attendant's message that nobody here wrote: nothing is unread and no window opens."""
    if is_known(session, echo.id):
        return
    told = replace(echo.identity, said_at=None)  # where the business wrote is not where the customer does
    contact = resolve(session, told, smoke_wa_id=tenant.smoke_wa_id)
    conversation = live_conversation(session, contact, tenant.timezone)
    answered_elsewhere(session, conversation)
    message = new_message(echo, conversation, "attendant", "sent")
    add(session, conversation, message, echo)
    settle(session, message)
