"""The address book of the business's phone (coexistence): what the business calls its customers.

Meta, webhooks/reference/smb_app_state_sync. A name set by hand here wins over it (contacts.models).
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from appliance.contacts.identity import Identity, find, resolve
from appliance.settings import TenantSettings
from appliance.whatsapp.fields import get, moment, name, text, word
from appliance.whatsapp.payload import identity_of


def sync_contact(session: Session, raw: Any, received_at: datetime, tenant: TenantSettings) -> None:
    """Takes over or takes away a name; older news than what is known change nothing.

    Somebody who never wrote becomes a contact, so that their name is there when they do. Raises ValueError
    when it is of no contact or names nobody.
    """
    if text(get(raw, "type")) != "contact":
        raise ValueError(f"unknown state: {text(get(raw, 'type'), 40)}")
    identity = _identity(get(raw, "contact"))
    is_removed = text(get(raw, "action")) == "remove"
    contact = find(session, identity)
    if contact is None:
        if is_removed:
            return
        contact = resolve(session, identity, smoke_wa_id=tenant.smoke_wa_id)
    said_at = moment(get(raw, "metadata", "timestamp")) or received_at
    if contact.phonebook_said_at is not None and said_at < contact.phonebook_said_at:
        return
    contact.phonebook_said_at = said_at
    contact.phonebook_name = None if is_removed else _name(get(raw, "contact"))


def _identity(contact: Any) -> Identity:
    written = text(get(contact, "phone_number")) or text(get(contact, "wa_id"))
    digits = "".join(character for character in written or "" if character.isdecimal())
    return identity_of(digits or None, word(get(contact, "user_id")), [])


def _name(contact: Any) -> str | None:
    return name(get(contact, "full_name"), 160) or name(get(contact, "first_name"), 160)
