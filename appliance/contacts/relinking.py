"""A customer's number or user id changed, and WhatsApp says so (system messages user_changed_number and
user_changed_user_id; Meta: webhooks/reference/messages/system, business-scoped-user-ids).
"""

from dataclasses import replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from appliance.contacts.brazil import is_same_number
from appliance.contacts.identity import MOBILE_BR, WA_ID, Identity, learn, learn_since, resolve
from appliance.contacts.models import Contact, ContactAlias
from appliance.contacts.owners import Alias, aliases_of, claim, lock_owners
from appliance.contacts.rivals import join_older


def relink(session: Session, old: Identity, new: Identity, *, smoke_wa_id: str = "") -> Contact:
    """The contact known as `old` is `new` from now on; locked. Who wrote as `new` already is merged with it.

    The old number is given up, because its next holder is somebody else; an old BSUID is nobody else's, ever,
    and stays. Doing it again changes nothing. Raises IntegrityError like `resolve`.
    """
    owners = lock_owners(session, [*old.aliases(), *new.aliases()])
    before, after = _first(owners, old.aliases()), _first(owners, new.aliases())
    if before is None or not new.aliases():
        return resolve(session, new if new.aliases() else old, smoke_wa_id=smoke_wa_id)
    contact, merge = before, None
    if after is not None and after is not before and not before.is_synthetic and not after.is_synthetic:
        contact, merge = join_older(session, before, after)
    retired = _retire(session, contact, old.wa_id, new.wa_id)
    if _is_written_to_as(contact, old):
        contact.address_said_at = None  # whatever they wrote meanwhile: these ids are no longer theirs
        learn_since(contact, replace(new, wa_id=new.wa_id or contact.wa_id), None)
    else:
        learn(session, contact, new)
    claim(session, contact, [alias for alias in new.aliases() if alias not in owners])
    if merge is not None:
        merge.moved = {**merge.moved, "retired": [list(alias) for alias in retired]}
    session.flush()
    return contact


def _first(owners: dict[Alias, Contact], aliases: list[Alias]) -> Contact | None:
    return next((owners[alias] for alias in aliases if alias in owners), None)


def _is_written_to_as(contact: Contact, old: Identity) -> bool:
    is_number = bool(contact.wa_id and old.wa_id) and is_same_number(contact.wa_id or "", old.wa_id or "")
    return is_number or (old.bsuid is not None and contact.bsuid == old.bsuid)


def _retire(session: Session, contact: Contact, old: str | None, new: str | None) -> list[Alias]:
    """Gives up the old number in both its spellings; with only the ninth digit changed it is the same one."""
    if old is None or new is None or is_same_number(old, new):
        return []
    rows = [
        row
        for row in aliases_of(session, contact)
        if row.kind in (WA_ID, MOBILE_BR) and is_same_number(row.value, old)
    ]
    session.execute(delete(ContactAlias).where(ContactAlias.id.in_([row.id for row in rows])))
    return [(row.kind, row.value) for row in rows]
