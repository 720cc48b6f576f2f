"""Which contact an identifier belongs to, read so that it stays true until the transaction ends."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact, ContactAlias

Alias = tuple[str, str]
"""(kind, value)."""


def lock_owners(session: Session, aliases: Sequence[Alias]) -> dict[Alias, Contact]:
    """The owners of those that are known, locked.

    Aliases change hands only under their contacts' locks: once a reading after the lock agrees with the one
    before, it holds.
    """
    known = _read(session, aliases)
    while known:
        contacts = lock_contacts(session, set(known.values()))
        now = _read(session, aliases)
        if now == known:
            return {alias: contacts[contact_id] for alias, contact_id in known.items()}
        known = now
    return {}


def lock_contacts(session: Session, ids: Collection[int]) -> dict[int, Contact]:
    """Those that exist, by id, locked in the order of their ids and as they are now."""
    query = select(Contact).where(Contact.id.in_(ids)).order_by(Contact.id).with_for_update()
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}


def aliases_of(session: Session, contact: Contact) -> list[ContactAlias]:
    """In the order in which they were learned."""
    query = select(ContactAlias).where(ContactAlias.contact_id == contact.id).order_by(ContactAlias.id)
    return list(session.scalars(query))


def claim(session: Session, contact: Contact, aliases: Sequence[Alias]) -> None:
    """Gives `contact` those that `lock_owners` found to be nobody's.

    Raises IntegrityError when somebody was quicker: to leave theirs to them here would make a second contact
    of the same person.
    """
    session.add_all(ContactAlias(contact_id=contact.id, kind=kind, value=value) for kind, value in aliases)
    session.flush()


def add_missing(session: Session, contact: Contact, aliases: Sequence[Alias]) -> None:
    """Gives `contact` those that are nobody's, and leaves others theirs."""
    known = _read(session, aliases)
    for kind, value in aliases:
        if (kind, value) not in known:
            session.add(ContactAlias(contact_id=contact.id, kind=kind, value=value))
    session.flush()


def _read(session: Session, aliases: Sequence[Alias]) -> dict[Alias, int]:
    # by kind: MariaDB finds no range in `(kind, value) IN (…)`
    by_kind: dict[str, list[str]] = {}
    for kind, value in aliases:
        by_kind.setdefault(kind, []).append(value)
    if not by_kind:
        return {}
    ranges = [
        and_(ContactAlias.kind == kind, ContactAlias.value.in_(values)) for kind, values in by_kind.items()
    ]
    query = select(ContactAlias.kind, ContactAlias.value, ContactAlias.contact_id).where(or_(*ranges))
    return {(kind, value): contact_id for kind, value, contact_id in session.execute(query)}
