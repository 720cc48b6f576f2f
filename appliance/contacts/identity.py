"""Who wrote: WhatsApp's identifiers resolved to exactly one contact.

A phone number may be missing (usernames, 2026) and the BSUID may be (older senders): whichever is known
finds the contact, and what is new about it is learned. Unique alias rows settle the race of two first
messages: the loser's transaction fails with IntegrityError and is run again.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from appliance.contacts.brazil import display_phone, is_same_number, mobile_key
from appliance.contacts.models import Contact
from appliance.contacts.owners import Alias, claim, lock_owners
from appliance.contacts.rivals import settle_rival
from appliance.conversations.window import last_heard

BSUID, PARENT_BSUID, WA_ID, MOBILE_BR = "bsuid", "parent_bsuid", "wa_id", "mobile_br"


@dataclass(frozen=True)
class Identity:
    """What one message says about its sender; at least one identifier is there."""

    wa_id: str | None
    bsuid: str | None
    profile_name: str | None = None
    username: str | None = None
    parent_bsuid: str | None = None
    """The same person in linked portfolios (Meta: business-scoped-user-ids)."""
    said_at: datetime | None = field(default=None, compare=False)
    """When the customer showed it, or WhatsApp said it of them; None if that is not known."""

    def aliases(self) -> list[Alias]:
        """(kind, value), the surest first."""
        found = [
            (BSUID, self.bsuid),
            (PARENT_BSUID, self.parent_bsuid),
            (WA_ID, self.wa_id),
            (MOBILE_BR, mobile_key(self.wa_id or "")),
        ]
        return [(kind, value) for kind, value in found if value]


def resolve(session: Session, identity: Identity, *, smoke_wa_id: str = "") -> Contact:
    """The contact of `identity`, locked; created if new, with everything `identity` adds to it.

    When its identifiers belong to several contacts, these are one person and become one, or a number has
    passed to another person: see `rivals`. Raises IntegrityError if somebody else stored one of the
    identifiers just now: run the transaction again.
    """
    aliases = identity.aliases()
    owners = lock_owners(session, aliases)
    ranked = list(dict.fromkeys(owners[alias].id for alias in aliases if alias in owners))
    contacts = {row.id: row for row in owners.values()}
    if ranked:
        contact = contacts[ranked[0]]
        for rival_id in ranked[1:]:
            contact = settle_rival(session, contact, contacts[rival_id], aliases)
    else:
        contact = Contact(is_synthetic=_is_smoke(identity, smoke_wa_id))
        session.add(contact)
    learn(session, contact, identity)
    session.flush()
    claim(session, contact, [alias for alias in aliases if alias not in owners])
    return contact


def find(session: Session, identity: Identity) -> Contact | None:
    """The contact of the surest of its identifiers that is known, locked; nothing is learned or merged."""
    owners = lock_owners(session, identity.aliases())
    return next((owners[alias] for alias in identity.aliases() if alias in owners), None)


def learn(session: Session, contact: Contact, identity: Identity) -> None:
    """What Meta says now replaces what it said before; what it leaves out stays. Older news fill gaps alone.

    `contact` must be locked.
    """
    if _is_told(contact, identity):
        return
    heard_at = last_heard(session, contact.id) if contact.id is not None else None
    learn_since(contact, identity, heard_at)


def learn_since(contact: Contact, identity: Identity, heard_at: datetime | None) -> None:
    """`learn`, for who knows when the contact last wrote."""
    _learn_address(contact, identity, heard_at)
    for name in _NAMES:
        value, known = getattr(identity, name), getattr(contact, name)
        is_new = value is not None and value != known
        if is_new and (known is None or _is_news(identity, getattr(contact, f"{name}_said_at"), heard_at)):
            setattr(contact, name, value)
            setattr(contact, f"{name}_said_at", identity.said_at)


_NAMES = ("profile_name", "username")


def _is_told(contact: Contact, identity: Identity) -> bool:
    """Whether all of it is known; so with nearly every message."""
    return all(
        getattr(identity, name) in (None, getattr(contact, name)) for name in ("wa_id", "bsuid", *_NAMES)
    )


def _is_news(identity: Identity, known_since: datetime | None, heard_at: datetime | None) -> bool:
    """Whether nothing later was said: a message that named the same again is known by its time alone."""
    said_at = identity.said_at
    return all(
        moment is None or (said_at is not None and said_at >= moment) for moment in (known_since, heard_at)
    )


def _learn_address(contact: Contact, identity: Identity, heard_at: datetime | None) -> None:
    """Number and BSUID go together: people merged by hand have several, and are written to where they write.

    Who wrote without a number may be another than who has the number we know, and that one is given up.
    """
    wa_id, bsuid = identity.wa_id, identity.bsuid
    if wa_id in (None, contact.wa_id) and bsuid in (None, contact.bsuid):
        return
    if _is_news(identity, contact.address_said_at, heard_at):
        if wa_id or bsuid != contact.bsuid:
            contact.wa_id, contact.phone = wa_id, display_phone(wa_id) if wa_id else None
        contact.bsuid = bsuid or contact.bsuid
        contact.address_said_at = identity.said_at
    elif contact.wa_id is None and bsuid == contact.bsuid:
        contact.wa_id, contact.phone = wa_id, display_phone(wa_id or "")
    elif contact.bsuid is None and wa_id == contact.wa_id:
        contact.bsuid = bsuid


def _is_smoke(identity: Identity, smoke_wa_id: str) -> bool:
    return bool(smoke_wa_id and identity.wa_id) and is_same_number(identity.wa_id or "", smoke_wa_id)
