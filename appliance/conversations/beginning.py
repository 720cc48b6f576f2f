"""The business writes first: a conversation with a customer who has none; only a template may be sent.

A number that WhatsApp never named is written to in full, with its ninth digit (contacts.numbers); what
WhatsApp makes of it is learned from the answer to the first message (contacts.canonical).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.contacts.editing import note_down, require_real, require_unmerged
from appliance.contacts.models import Contact
from appliance.contacts.owners import lock_contacts
from appliance.contacts.queries import get_contact
from appliance.context import Context
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Conversation
from appliance.conversations.ownership import take_over
from appliance.conversations.queries import present_conversations
from appliance.conversations.visibility import sees
from appliance.database import run_transaction
from appliance.errors import Conflict
from appliance.realtime.events import publish_pending
from appliance.settings import TenantSettings


@dataclass(frozen=True)
class Whom:
    """A contact of ours, or else a number (digits, E.164), with the name of who is not known yet."""

    contact_id: int | None = None
    phone: str | None = None
    name: str | None = None


def begin(context: Context, user: User, whom: Whom) -> tuple[dict[str, Any], bool]:
    """The contact's live conversation, `user`'s from now on, and whether it is new.

    Raises NotFound, Conflict (`already_taken` when somebody else answers it, `in_another_queue` when `user`
    may not see it, `merged_already`, `synthetic_contact`).
    """

    def work(session: Session) -> tuple[dict[str, Any], bool]:
        contact = _contact(session, whom, context.settings.tenant)
        live = session.scalar(select(Conversation).where(Conversation.open_contact_id == contact.id))
        if live is not None and not sees(user, live):
            raise Conflict("in_another_queue", "Este cliente está sendo atendido em outro setor.")
        is_new = live is None
        conversation = live_conversation(session, contact, context.settings.tenant.timezone)
        take_over(session, conversation, user)
        session.flush()
        return present_conversations(session, [conversation])[0], is_new

    shown, is_new = run_transaction(context.sessions, work)  # a lost race finds the other's next time
    publish_pending(context)
    return shown, is_new


def _contact(session: Session, whom: Whom, tenant: TenantSettings) -> Contact:
    """Locked: nobody else begins one, or writes first, meanwhile."""
    if whom.contact_id is None:
        return note_down(session, whom.phone or "", whom.name, tenant.smoke_wa_id)[0]
    get_contact(session, whom.contact_id)
    contact = lock_contacts(session, [whom.contact_id])[whom.contact_id]
    require_unmerged(contact)
    require_real(contact)
    return contact
