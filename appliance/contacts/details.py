"""What attendants note down of a contact: e-mail, observations, and the client's own fields."""

import re
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.contacts.editing import require_unmerged
from appliance.contacts.field_values import checked, shown
from appliance.contacts.fields import get_field
from appliance.contacts.merging import tell_conversations
from appliance.contacts.models import Contact, ContactField, ContactValue
from appliance.contacts.owners import lock_contacts
from appliance.contacts.queries import get_contact
from appliance.context import Context
from appliance.database import run_transaction
from appliance.errors import InvalidInput
from appliance.realtime.events import CONTACT_CHANGED, publish_pending
from foundation.names import is_unsafe

LONGEST_NOTES: Final = 4000
LONGEST_EMAIL: Final = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]{2,}")


def show(session: Session, contact_id: int, locale: str) -> dict[str, Any]:
    """E-mail, observations, and what is filled in, archived fields too. Raises NotFound."""
    contact = get_contact(session, contact_id)
    return {"email": contact.email, "notes": contact.notes, "values": _values(session, contact_id, locale)}


def change(context: Context, contact_id: int, wanted: dict[str, str | None]) -> dict[str, Any]:
    """`wanted`: email, notes, or both; nothing takes them away.

    Raises NotFound, Conflict `merged_already`, InvalidInput (`invalid_email`, `too_long`, `invalid_text`).
    """
    checks = {"email": _email, "notes": _notes}
    fresh = {name: checks[name](given or "") for name, given in wanted.items()}

    def work(session: Session) -> dict[str, Any]:
        contact = _locked(session, contact_id)
        before = {name: getattr(contact, name) for name in fresh}
        for name, value in fresh.items():
            setattr(contact, name, value)
        note(session, "contact.changed", ("contact", contact_id), before, fresh)
        return _changed(session, contact, context.settings.tenant.locale)

    now = run_transaction(context.sessions, work)
    publish_pending(context)
    return now


def fill_in(context: Context, contact_id: int, field_id: int, given: str | None) -> dict[str, Any]:
    """One field; nothing empties it.

    Raises NotFound (`contact_not_found`, `field_not_found`), Conflict (`merged_already`, `field_archived`),
    InvalidInput as field_values.checked.
    """

    def work(session: Session) -> dict[str, Any]:
        contact = _locked(session, contact_id)
        field = get_field(session, field_id)
        value = checked(field.kind, field.options or [], given or "")
        row = session.scalar(
            select(ContactValue).where(
                ContactValue.contact_id == contact.id, ContactValue.field_id == field_id
            )
        )
        before = row.value if row else None
        if value is None and row is not None:
            session.delete(row)
        elif value is not None and row is not None:
            row.value = value
        elif value is not None:
            session.add(ContactValue(contact_id=contact.id, field_id=field_id, value=value))
        note(session, "contact.changed", ("contact", contact_id), {field.name: before}, {field.name: value})
        return _changed(session, contact, context.settings.tenant.locale)

    now = run_transaction(context.sessions, work)
    publish_pending(context)
    return now


def texts_of(session: Session, contact: Contact, locale: str) -> dict[str, str]:
    """What stands for {{campo.key}} and {{cliente.email}} in a text for this contact."""
    rows = session.execute(
        select(ContactField.key, ContactField.kind, ContactValue.value)
        .join(ContactField, ContactField.id == ContactValue.field_id)
        .where(ContactValue.contact_id == contact.id, ContactField.archived_at.is_(None))
    )
    texts = {f"campo.{key}": shown(kind, value, locale) for key, kind, value in rows}
    return texts | ({"cliente.email": contact.email} if contact.email else {})


def _values(session: Session, contact_id: int, locale: str) -> list[dict[str, Any]]:
    rows = session.execute(
        select(ContactValue.field_id, ContactField.key, ContactField.kind, ContactValue.value)
        .join(ContactField, ContactField.id == ContactValue.field_id)
        .where(ContactValue.contact_id == contact_id)
        .order_by(ContactField.position, ContactField.id)
    )
    return [
        {"field_id": field_id, "key": key, "value": value, "text": shown(kind, value, locale)}
        for field_id, key, kind, value in rows
    ]


def _changed(session: Session, contact: Contact, locale: str) -> dict[str, Any]:
    session.flush()
    tell_conversations(session, contact, CONTACT_CHANGED)
    return show(session, contact.id, locale)


def _locked(session: Session, contact_id: int) -> Contact:
    get_contact(session, contact_id)
    contact = lock_contacts(session, [contact_id])[contact_id]
    require_unmerged(contact)
    return contact


def _email(given: str) -> str | None:
    email = given.strip()
    if not email:
        return None
    if len(email) > LONGEST_EMAIL or is_unsafe(email) or not _EMAIL.fullmatch(email):
        raise InvalidInput(
            "invalid_email", "Este e-mail não está completo: nome@empresa.com.br.", field="email"
        )
    return email


def _notes(given: str) -> str | None:
    notes = given.replace("\r\n", "\n").strip()
    if len(notes) > LONGEST_NOTES:
        message = f"Use no máximo {LONGEST_NOTES} caracteres."
        raise InvalidInput("too_long", message, field="notes", limit=LONGEST_NOTES, length=len(notes))
    if is_unsafe(notes.replace("\n", " ").replace("\t", " ")):
        message = "O texto tem caracteres invisíveis (mudança de direção, controle)."
        raise InvalidInput("invalid_text", message, field="notes")
    return notes or None
