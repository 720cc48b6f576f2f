"""What was filled in of one contact, taken over by another and given back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact, ContactValue


def give_values(session: Session, merged: Contact, kept: Contact) -> dict[str, str]:
    """`kept` gets what it lacks, and `merged` keeps its own: what was taken over, by the field's id."""
    has = _by_field(session, kept)
    taken = {
        field_id: row.value for field_id, row in _by_field(session, merged).items() if field_id not in has
    }
    session.add_all(
        ContactValue(contact_id=kept.id, field_id=field_id, value=value) for field_id, value in taken.items()
    )
    return {str(field_id): value for field_id, value in taken.items()}


def take_back_values(session: Session, kept: Contact, taken: dict[str, str]) -> None:
    """What was taken over goes, unless somebody has changed it since."""
    for field_id, row in _by_field(session, kept).items():
        if taken.get(str(field_id)) == row.value:
            session.delete(row)


def _by_field(session: Session, contact: Contact) -> dict[int, ContactValue]:
    rows = session.scalars(select(ContactValue).where(ContactValue.contact_id == contact.id))
    return {row.field_id: row for row in rows}
