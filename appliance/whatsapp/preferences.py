"""A customer asks WhatsApp for no more marketing, or for it again (Meta: webhooks, user_preferences)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from appliance.contacts.consent_rows import heard_from_whatsapp
from appliance.contacts.identity import resolve
from appliance.settings import TenantSettings
from appliance.whatsapp.fields import get, moment, text, word
from appliance.whatsapp.payload import identity_of

STOP = "stop"
AGAIN = ("resume", "signup")


def take_preference(
    session: Session, raw: Any, contacts: list[Any], received_at: datetime, tenant: TenantSettings
) -> None:
    """Kept on the contact, also of somebody who never wrote; older news than what is known change nothing.

    Raises ValueError for a preference nobody knows: it must not be taken for a yes or a no.
    """
    category, wanted = text(get(raw, "category")), text(get(raw, "value"))
    if category != "marketing_messages" or wanted not in {STOP, *AGAIN}:
        raise ValueError(f"unknown preference: {category} {wanted}"[:120])
    identity = identity_of(word(get(raw, "wa_id")), word(get(raw, "user_id")), contacts)
    said_at = moment(get(raw, "timestamp")) or received_at
    contact = resolve(session, replace(identity, said_at=said_at), smoke_wa_id=tenant.smoke_wa_id)
    if contact.marketing_said_at is not None and said_at < contact.marketing_said_at:
        return
    heard_from_whatsapp(session, contact, stopped=wanted == STOP, said_at=said_at)
