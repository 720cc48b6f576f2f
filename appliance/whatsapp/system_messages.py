"""What WhatsApp itself says about a customer: a new number, a new user id, a new device.

Meta, webhooks/reference/messages/system. It is a line in the conversation and no message of the customer's:
nothing is unread, no window opens, the bot is not asked, and a closed conversation stays closed.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.identity import Identity, resolve
from appliance.contacts.models import Contact
from appliance.contacts.relinking import relink
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Conversation
from appliance.settings import TenantSettings
from appliance.whatsapp.fields import get, text, word
from appliance.whatsapp.inbound import add, is_known, new_message
from appliance.whatsapp.payload import InboundMessage, identity_of


def store_system(session: Session, inbound: InboundMessage, tenant: TenantSettings) -> None:
    """The line, and the customer known by their new ids from now on (contacts.relinking)."""
    if is_known(session, inbound.id):
        return
    changed = _changed_ids(inbound.raw)
    if changed is None:
        contact = resolve(session, inbound.identity, smoke_wa_id=tenant.smoke_wa_id)
    else:
        old, new = (replace(one, said_at=inbound.identity.said_at) for one in changed)
        contact = relink(session, old, new, smoke_wa_id=tenant.smoke_wa_id)
    conversation = _newest_conversation(session, contact) or live_conversation(
        session, contact, tenant.timezone
    )
    message = new_message(inbound, conversation, "system", "received")
    add(session, conversation, message, inbound)


def _changed_ids(raw: Any) -> tuple[Identity, Identity] | None:
    """The customer's ids before and after, if it says both."""
    system = get(raw, "system")
    if text(get(system, "type")) not in {"user_changed_number", "user_changed_user_id"}:
        return None
    before = word(get(system, "previous_user_id")) or word(get(raw, "from_user_id"))
    after = word(get(system, "wa_id")), word(get(system, "user_id"))
    try:
        return identity_of(word(get(raw, "from")), before, []), identity_of(*after, [])
    except ValueError:
        return None


def _newest_conversation(session: Session, contact: Contact) -> Conversation | None:
    """The live one before any closed one."""
    return session.scalar(
        select(Conversation)
        .where(Conversation.contact_id == contact.id)
        .order_by(Conversation.open_contact_id.is_(None), Conversation.id.desc())
        .limit(1)
        .with_for_update()
    )
