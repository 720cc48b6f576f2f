"""One message names identifiers of two contacts: they are one person, or a number has a new holder.

Brazilian carriers give numbers to other people after some months, and two people must never see each
other's conversations. So a number alone joins only a contact that WhatsApp knew by nothing surer:
two contacts with different BSUIDs are two people, and the number goes to whoever writes from it now.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.merging import merge
from appliance.contacts.models import Contact, ContactMerge
from appliance.contacts.owners import Alias, aliases_of

_PERSONAL = ("bsuid", "parent_bsuid")


def settle_rival(session: Session, contact: Contact, rival: Contact, aliases: Sequence[Alias]) -> Contact:
    """`contact` owns the surest of `aliases`, `rival` another; both locked. The contact that wrote.

    One person: the older contact takes the other over. A number with a new holder: it passes to `contact`.
    Otherwise (taken apart by a person before, or the provisioning test's) each keeps its own.
    """
    if contact.is_synthetic or rival.is_synthetic:
        return contact
    theirs = [alias for alias in aliases_of(session, rival) if (alias.kind, alias.value) in aliases]
    is_certain = any(alias.kind in _PERSONAL for alias in theirs)
    if not is_certain and has_bsuid(session, contact) and has_bsuid(session, rival):
        if any(kind in _PERSONAL for kind, _ in aliases):
            _pass_number(session, contact, rival, [alias.id for alias in theirs])
        return contact
    if _was_taken_apart(session, contact, rival):
        return contact
    return join_older(session, contact, rival)[0]


def join_older(session: Session, one: Contact, other: Contact) -> tuple[Contact, ContactMerge]:
    """On WhatsApp's word, in whatever order it comes: the older contact is kept."""
    kept, merged = sorted((one, other), key=lambda row: row.id)
    return kept, merge(session, kept, merged, None)


def has_bsuid(session: Session, contact: Contact) -> bool:
    """Whether WhatsApp ever gave this contact an identifier of a person, not only a number."""
    return any(alias.kind in _PERSONAL for alias in aliases_of(session, contact))


def _pass_number(session: Session, contact: Contact, rival: Contact, alias_ids: list[int]) -> None:
    values = set()
    for alias in aliases_of(session, rival):
        if alias.id in alias_ids:
            alias.contact_id = contact.id
            values.add(alias.value)
    if rival.wa_id in values:  # what is written to them from now on goes to their BSUID
        rival.wa_id = rival.phone = None
    session.flush()


def _was_taken_apart(session: Session, one: Contact, other: Contact) -> bool:
    """Whether a person undid what WhatsApp had joined: it is not joined again by itself."""
    pair = (one.id, other.id)
    return (
        session.scalar(
            select(ContactMerge.id)
            .where(
                ContactMerge.user_id.is_(None),
                ContactMerge.undone_at.is_not(None),
                ContactMerge.kept_id.in_(pair),
                ContactMerge.merged_id.in_(pair),
            )
            .limit(1)
        )
        is not None
    )
