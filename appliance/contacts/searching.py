"""What finds a contact: names, username and numbers, however they are written."""

import re
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact, ContactAlias
from appliance.contacts.numbers import spellings

SEARCH_COLLATION: Final = "utf8mb4_unicode_520_ci"
"""People search without accents and capitals; the tables compare byte by byte."""
MOST_WORDS: Final = 8
"""Of what was typed; a name has fewer."""

_NUMBER = re.compile(r"[0-9+()\s.\-/]+")


def matching_ids(session: Session, q: str, limit: int) -> set[int]:
    """Of up to `limit` contacts. Each way of looking on its own: each reads one index from end to end."""
    digits, ids = spellings(q), set[int]()
    if not (digits and _NUMBER.fullmatch(q)):  # nobody is called like a number
        ids.update(session.scalars(select(Contact.id).where(_called(q)).limit(limit)))
    if digits:
        phones = or_(*(Contact.phone.contains(one) for one in digits))
        ids.update(session.scalars(select(Contact.id).where(phones).limit(limit)))
        ids.update(session.scalars(select(ContactAlias.contact_id).where(_has_number(digits)).limit(limit)))
    return set(sorted(ids)[-limit:])


def matches(q: str) -> ColumnElement[bool]:
    """The same as a condition on `contacts` in the query around it; `q` must hold more than spaces."""
    digits = spellings(q)
    if not digits:
        return _called(q)
    known = exists().where(ContactAlias.contact_id == Contact.id, _has_number(digits))
    return or_(_called(q), *(Contact.phone.contains(one) for one in digits), known)


def _has_number(digits: list[str]) -> ColumnElement[bool]:
    return and_(ContactAlias.kind == "wa_id", or_(*(ContactAlias.value.contains(one) for one in digits)))


def _called(q: str) -> ColumnElement[bool]:
    """Every word somewhere in the names, or the username."""
    found = and_(*(_in_a_name(word) for word in q.split()[:MOST_WORDS]))
    username = q.removeprefix("@")
    if not username or " " in username:
        return found
    return or_(found, Contact.username.collate(SEARCH_COLLATION).contains(username, autoescape=True))


def _in_a_name(word: str) -> ColumnElement[bool]:
    names = (Contact.name, Contact.phonebook_name, Contact.profile_name)
    return or_(*(name.collate(SEARCH_COLLATION).contains(word, autoescape=True) for name in names))
