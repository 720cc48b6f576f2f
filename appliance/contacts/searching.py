"""What finds a contact: names, username and numbers, however they are written."""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_

from appliance.contacts.models import Contact, ContactAlias
from appliance.contacts.numbers import spellings

SEARCH_COLLATION: Final = "utf8mb4_unicode_520_ci"
"""People search without accents and capitals; the tables compare byte by byte."""


def matches(q: str) -> ColumnElement[bool]:
    """Of `contacts` in the query around it."""
    found: list[ColumnElement[bool]] = [
        column.collate(SEARCH_COLLATION).contains(q, autoescape=True)
        for column in (Contact.name, Contact.phonebook_name, Contact.profile_name)
    ]
    username = q.removeprefix("@")
    if username:
        found.append(Contact.username.collate(SEARCH_COLLATION).contains(username, autoescape=True))
    for digits in spellings(q):
        found.append(Contact.phone.contains(digits))
        found.append(
            exists().where(
                and_(
                    ContactAlias.contact_id == Contact.id,
                    ContactAlias.kind == "wa_id",
                    ContactAlias.value.contains(digits),
                )
            )
        )
    return or_(*found)
