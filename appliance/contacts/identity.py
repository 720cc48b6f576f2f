"""Who wrote: WhatsApp's identifiers resolved to exactly one contact.

A phone number may be missing (usernames, 2026) and the BSUID may be (older senders): whichever is known
finds the contact, and what is new about it is learned. Unique alias rows settle the race of two first
messages: the loser's transaction fails with IntegrityError and is run again.
"""

from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from appliance.contacts.brazil import display_phone, mobile_key
from appliance.contacts.models import Contact, ContactAlias

BSUID, WA_ID, MOBILE_BR = "bsuid", "wa_id", "mobile_br"
_PRIORITY = (BSUID, WA_ID, MOBILE_BR)


@dataclass(frozen=True)
class Identity:
    """What one message says about its sender; at least one of `wa_id` and `bsuid` is there."""

    wa_id: str | None
    bsuid: str | None
    profile_name: str | None = None
    username: str | None = None

    def aliases(self) -> list[tuple[str, str]]:
        """(kind, value), the surest first."""
        found = [(BSUID, self.bsuid), (WA_ID, self.wa_id), (MOBILE_BR, mobile_key(self.wa_id or ""))]
        return [(kind, value) for kind, value in found if value]


def resolve(session: Session, identity: Identity, *, smoke_wa_id: str = "") -> Contact:
    """The contact of `identity`, created if new, with everything `identity` adds to it.

    When its identifiers point to different contacts the surest wins and the others keep theirs.
    Raises IntegrityError if somebody else stored one of the aliases just now: run the transaction again.
    """
    aliases = identity.aliases()
    known = {
        (row.kind, row.value): row.contact_id
        for row in session.scalars(
            select(ContactAlias).where(tuple_(ContactAlias.kind, ContactAlias.value).in_(aliases))
        )
    }
    contact = None
    for kind in _PRIORITY:
        ids = [known[alias] for alias in aliases if alias[0] == kind and alias in known]
        contact = contact or (session.get(Contact, ids[0]) if ids else None)
    if contact is None:
        contact = Contact(is_synthetic=_is_smoke(identity, smoke_wa_id))
        session.add(contact)
    _learn(contact, identity)
    session.flush()
    for kind, value in aliases:
        if (kind, value) not in known:
            session.add(ContactAlias(contact_id=contact.id, kind=kind, value=value))
    session.flush()
    return contact


def _learn(contact: Contact, identity: Identity) -> None:
    if identity.wa_id and contact.wa_id != identity.wa_id:
        contact.wa_id = identity.wa_id
        contact.phone = display_phone(identity.wa_id)
    contact.bsuid = identity.bsuid or contact.bsuid
    contact.profile_name = identity.profile_name or contact.profile_name
    contact.username = identity.username or contact.username


def _is_smoke(identity: Identity, smoke_wa_id: str) -> bool:
    if not smoke_wa_id or not identity.wa_id:
        return False
    same_mobile = mobile_key(identity.wa_id) is not None and mobile_key(identity.wa_id) == mobile_key(
        smoke_wa_id
    )
    return identity.wa_id == smoke_wa_id or same_mobile
