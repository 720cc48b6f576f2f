"""Who wrote: WhatsApp's identifiers resolved to exactly one contact.

A phone number may be missing (usernames, 2026) and the BSUID may be (older senders): whichever is known
finds the contact, and what is new about it is learned. Unique alias rows settle the race of two first
messages: the loser's transaction fails with IntegrityError and is run again.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from appliance.contacts.brazil import display_phone, is_same_number, mobile_key
from appliance.contacts.models import Contact
from appliance.contacts.owners import Alias, claim, lock_owners
from appliance.contacts.rivals import settle_rival

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
    learn(contact, identity)
    session.flush()
    claim(session, contact, [alias for alias in aliases if alias not in owners])
    return contact


def find(session: Session, identity: Identity) -> Contact | None:
    """The contact of the surest of its identifiers that is known, locked; nothing is learned or merged."""
    owners = lock_owners(session, identity.aliases())
    return next((owners[alias] for alias in identity.aliases() if alias in owners), None)


def learn(contact: Contact, identity: Identity) -> None:
    """What Meta says now replaces what it said before; what it leaves out stays."""
    if identity.wa_id and contact.wa_id != identity.wa_id:
        contact.wa_id = identity.wa_id
        contact.phone = display_phone(identity.wa_id)
    contact.bsuid = identity.bsuid or contact.bsuid
    contact.profile_name = identity.profile_name or contact.profile_name
    contact.username = identity.username or contact.username


def _is_smoke(identity: Identity, smoke_wa_id: str) -> bool:
    return bool(smoke_wa_id and identity.wa_id) and is_same_number(identity.wa_id or "", smoke_wa_id)
