"""Finding contacts: by name, username or number, however they are written."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact
from appliance.contacts.presenting import present_listed
from appliance.contacts.searching import matches
from appliance.errors import NotFound


def list_contacts(
    session: Session, q: str | None, limit: int, cursor: int | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest first, and the cursor of the next one; without merged ones and the test's own."""
    query = (
        select(Contact)
        .where(Contact.merged_into_id.is_(None), Contact.is_synthetic.is_(False))
        .order_by(Contact.id.desc())
        .limit(limit + 1)
    )
    if q and q.strip():
        query = query.where(matches(q.strip()))
    if cursor is not None:
        query = query.where(Contact.id < cursor)
    rows = list(session.scalars(query))
    more = str(rows[limit - 1].id) if len(rows) > limit else None
    return [present_listed(row) for row in rows[:limit]], more


def get_contact(session: Session, contact_id: int) -> Contact:
    """Raises NotFound."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound("contact_not_found", "Este contato não existe.")
    return contact
