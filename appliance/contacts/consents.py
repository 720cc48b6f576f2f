"""What customers agreed to and withdrew, per purpose, with how they said it (LGPD, arts. 7, 8, 9 and 18).

Rows are only added. Of contacts merged into another each keeps its own: what holds is made of all of them,
and a withdrawal by any holds for the person until they agree anew. For marketing it is the same stop that
WhatsApp knows (contacts.marketing_stopped_at); one told by WhatsApp is taken back there, by the customer.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.contacts.consent_rows import (
    GIVEN,
    MESSAGE,
    WHATSAPP,
    WITHDRAWN,
    family_rows,
    holding,
    is_whatsapps,
)
from appliance.contacts.editing import require_unmerged
from appliance.contacts.merging import tell_conversations
from appliance.contacts.models import Consent, ConsentPurpose, Contact
from appliance.contacts.owners import lock_contacts
from appliance.contacts.purposes import MARKETING, get_purpose, present
from appliance.contacts.queries import get_contact
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.presenting import moment
from appliance.conversations.visibility import find_message
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, InvalidInput
from appliance.realtime.events import CONTACT_CHANGED, publish_pending

SHOWN = 100
"""How much of the history is shown, the newest."""


@dataclass(frozen=True)
class Said:
    """What somebody records."""

    purpose_id: int
    state: str
    way: str
    message_id: int | None = None
    note: str | None = None


def show(session: Session, contact_id: int) -> dict[str, Any]:
    """What holds now for each purpose, and the history, newest first. Raises NotFound."""
    contact = get_contact(session, contact_id)
    rows, merged_at = family_rows(session, contact_id)
    purposes = list(session.scalars(select(ConsentPurpose).order_by(ConsentPurpose.id)))
    names = _names(session, rows)
    said = {
        one.id: holding([row for row in rows if row.purpose_id == one.id], contact_id, merged_at)
        for one in purposes
    }
    return {
        "purposes": [
            _present_purpose(one, said[one.id], contact)
            for one in purposes
            if one.archived_at is None or said[one.id] is not None
        ],
        "history": [_present_row(row, names) for row in reversed(rows[-SHOWN:])],
    }


def record_consent(context: Context, user: User, contact_id: int, said: Said) -> dict[str, Any]:
    """Adds to the history; saying the same once more is more proof, not an error.

    Raises NotFound, Conflict (`merged_already`, `stopped_on_whatsapp`, `purpose_archived`), InvalidInput
    `message_needed`, `not_their_message`.
    """

    def work(session: Session) -> dict[str, Any]:
        get_contact(session, contact_id)
        contact = lock_contacts(session, [contact_id])[contact_id]
        require_unmerged(contact)
        purpose = get_purpose(session, said.purpose_id)
        if purpose.archived_at is not None and said.state == GIVEN:
            raise Conflict("purpose_archived", "Esta finalidade não é mais usada.")
        before = _state_of(session, contact_id, purpose.id)
        said_at = _said_at(session, user, contact_id, said)
        if purpose.key == MARKETING:
            _heed_marketing(session, contact, said.state)
        session.add(
            Consent(
                contact_id=contact_id,
                purpose_id=purpose.id,
                state=said.state,
                way=said.way,
                message_id=said.message_id if said.way == MESSAGE else None,
                text=purpose.text,
                note=said.note,
                user_id=user.id,
                said_at=said_at,
            )
        )
        session.flush()
        note(
            session,
            f"consent.{said.state}",
            ("contact", contact_id),
            {"purpose": purpose.name, "state": before},
            {"purpose": purpose.name, "state": said.state, "way": said.way},
        )
        tell_conversations(session, contact, CONTACT_CHANGED)
        return show(session, contact_id)

    shown = run_transaction(context.sessions, work)
    publish_pending(context)
    return shown


def _heed_marketing(session: Session, contact: Contact, state: str) -> None:
    if state == WITHDRAWN:
        contact.marketing_stopped_at = contact.marketing_stopped_at or utc_now()
    elif is_whatsapps(session, contact):
        message = "O cliente parou o marketing no próprio WhatsApp: só ele pode voltar a aceitar, lá."
        raise Conflict("stopped_on_whatsapp", message)
    else:
        contact.marketing_stopped_at = None
    contact.marketing_said_at = utc_now()


def _said_at(session: Session, user: User, contact_id: int, said: Said) -> datetime:
    if said.way != MESSAGE:
        return utc_now()
    if said.message_id is None:
        message_needed = "Escolha a mensagem em que o cliente disse isso."
        raise InvalidInput("message_needed", message_needed, field="message_id")
    message = find_message(session, user, said.message_id)
    conversation = session.get_one(Conversation, message.conversation_id)
    if conversation.contact_id != contact_id or message.sender_type != "customer":
        raise InvalidInput("not_their_message", "Esta mensagem não é deste cliente.", field="message_id")
    return message.sent_at


def _state_of(session: Session, contact_id: int, purpose_id: int) -> str | None:
    rows, merged_at = family_rows(session, contact_id)
    row = holding([one for one in rows if one.purpose_id == purpose_id], contact_id, merged_at)
    return row.state if row else None


def _present_purpose(purpose: ConsentPurpose, row: Consent | None, contact: Contact) -> dict[str, Any]:
    is_stopped = purpose.key == MARKETING and contact.marketing_stopped_at is not None
    return {
        **present(purpose),
        "state": WITHDRAWN if is_stopped else (row.state if row else None),
        "way": row.way if row else (WHATSAPP if is_stopped else None),
        "said_at": moment(row.said_at if row else contact.marketing_stopped_at if is_stopped else None),
    }


def _present_row(row: Consent, names: dict[int, str]) -> dict[str, Any]:
    user = {"id": row.user_id, "name": names.get(row.user_id, "")} if row.user_id is not None else None
    return {
        "id": row.id,
        "purpose_id": row.purpose_id,
        "state": row.state,
        "way": row.way,
        "message_id": row.message_id,
        "text": row.text,
        "note": row.note,
        "user": user,
        "said_at": moment(row.said_at),
        "created_at": moment(row.created_at),
    }


def _names(session: Session, rows: list[Consent]) -> dict[int, str]:
    ids = {row.user_id for row in rows if row.user_id is not None}
    query = select(User.id, User.name).where(User.id.in_(ids))
    return {user_id: name for user_id, name in session.execute(query)} if ids else {}
