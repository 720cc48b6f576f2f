"""What finds a contact: names, username and numbers, however they are written."""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_

from appliance.contacts.models import Contact, ContactAlias
from appliance.contacts.numbers import spellings

SEARCH_COLLATION: Final = "utf8mb4_unicode_520_ci"
"""People search without accents and capitals; the tables compare byte by byte."""
MOST_WORDS: Final = 8
"""Of what was typed; a name has fewer."""


def matches(q: str) -> ColumnElement[bool]:
    """Of `contacts` in the query around it; `q` must hold more than spaces."""
    found = [and_(*(_in_a_name(word) for word in q.split()[:MOST_WORDS]))]
    username = q.removeprefix("@")
    if username and " " not in username:
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


def _in_a_name(word: str) -> ColumnElement[bool]:
    names = (Contact.name, Contact.phonebook_name, Contact.profile_name)
    return or_(*(name.collate(SEARCH_COLLATION).contains(word, autoescape=True) for name in names))
