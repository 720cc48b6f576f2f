"""The rows of consent: what counts of them, and those that WhatsApp, or parting two contacts, adds."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.models import Consent, Contact, ContactMerge
from appliance.contacts.purposes import marketing

GIVEN, WITHDRAWN = "given", "withdrawn"
STATES: Final = (GIVEN, WITHDRAWN)
MESSAGE, WHATSAPP = "message", "whatsapp"
WAYS: Final = (MESSAGE, "form", "phone", "in_person", "email", "other")
"""How people record it; `whatsapp` besides: the customer told WhatsApp, which told us."""


def heard_from_whatsapp(session: Session, contact: Contact, *, stopped: bool, said_at: datetime) -> None:
    """The customer told WhatsApp, in the caller's transaction: the stop itself, and its row."""
    was_stopped, told_before = contact.marketing_stopped_at is not None, is_whatsapps(session, contact)
    contact.marketing_said_at = said_at
    contact.marketing_stopped_at = said_at if stopped else None
    if stopped and was_stopped and told_before:
        return
    if not stopped and not was_stopped:
        return
    session.add(
        Consent(
            contact_id=contact.id,
            purpose_id=marketing(session).id,
            state=WITHDRAWN if stopped else GIVEN,
            way=WHATSAPP,
            said_at=said_at,
        )
    )


def is_whatsapps(session: Session, contact: Contact) -> bool:
    """Whether a stop that stands was told by WhatsApp: then only the customer can take it back, there.

    A stop without a row was written by a program of the version before: those knew no other.
    """
    if contact.marketing_stopped_at is None:
        return False
    rows, _ = family_rows(session, contact.id)
    purpose_id = marketing(session).id
    stops = [row for row in rows if row.purpose_id == purpose_id]
    last_stop = next((row for row in reversed(stops) if row.state == WITHDRAWN), None)
    return last_stop is None or last_stop.way == WHATSAPP


def share_withdrawals(session: Session, kept: Contact, merged: Contact, since: datetime) -> None:
    """Both come apart: what was withdrawn while they were one holds for both."""
    rows = session.scalars(
        select(Consent).where(Consent.contact_id == kept.id, Consent.created_at >= since).order_by(Consent.id)
    ).all()
    newest = {row.purpose_id: row for row in rows}
    for row in newest.values():
        if row.state == WITHDRAWN:
            copied = ("purpose_id", "state", "way", "message_id", "text", "note", "user_id", "said_at")
            session.add(Consent(contact_id=merged.id, **{name: getattr(row, name) for name in copied}))


def family_rows(session: Session, contact_id: int) -> tuple[list[Consent], datetime | None]:
    """What was said under every name of this person, in order of recording; when they last became one."""
    ids, frontier = {contact_id}, {contact_id}
    while frontier:
        found = session.scalars(select(Contact.id).where(Contact.merged_into_id.in_(frontier)))
        frontier = set(found) - ids
        ids |= frontier
    rows = list(session.scalars(select(Consent).where(Consent.contact_id.in_(ids)).order_by(Consent.id)))
    merged_at = session.scalar(
        select(ContactMerge.created_at)
        .where(ContactMerge.kept_id == contact_id, ContactMerge.undone_at.is_(None))
        .order_by(ContactMerge.id.desc())
        .limit(1)
    )
    return rows, merged_at


def holding(rows: list[Consent], contact_id: int, merged_at: datetime | None) -> Consent | None:
    """The row of one purpose that counts: the last word since they are one, else the withdrawal of any."""
    if not rows:
        return None
    last = rows[-1]
    if last.contact_id == contact_id and (merged_at is None or last.created_at >= merged_at):
        return last
    newest = {row.contact_id: row for row in rows}.values()
    withdrawn = [row for row in newest if row.state == WITHDRAWN]
    return max(withdrawn or newest, key=lambda row: row.id)
