"""What people do to a contact: name them, or note down somebody who has not written yet."""

from typing import Any

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.contacts.identity import Identity, find, resolve
from appliance.contacts.merging import tell_conversations
from appliance.contacts.models import Contact
from appliance.contacts.owners import lock_contacts, lock_owners
from appliance.contacts.presenting import present_whole
from appliance.contacts.queries import get_contact
from appliance.context import Context
from appliance.database import run_transaction
from appliance.errors import Conflict
from appliance.realtime.events import publish_pending


def rename(context: Context, user: User, contact_id: int, name: str | None) -> dict[str, Any]:
    """`name` wins over the profile's; None gives that back. Raises NotFound, Conflict `merged_already`."""

    def work(session: Session) -> dict[str, Any]:
        get_contact(session, contact_id)
        contact = lock_contacts(session, [contact_id])[contact_id]
        require_unmerged(contact)
        if contact.name != name:
            note(session, "contact.renamed", ("contact", contact_id), {"name": contact.name}, {"name": name})
            contact.name = name
            session.flush()
            tell_conversations(session, contact)
        return present_whole(session, contact, user)

    shown = run_transaction(context.sessions, work)
    publish_pending(context)
    return shown


def create(context: Context, user: User, number: str, name: str | None) -> tuple[dict[str, Any], bool]:
    """The contact of `number` (digits, E.164) and whether it is new; who is known already stays as they are.

    Raises Conflict `synthetic_contact` for the provisioning test's number.
    """

    def work(session: Session) -> tuple[dict[str, Any], bool]:
        contact, is_new = note_down(session, number, name, context.settings.tenant.smoke_wa_id)
        if is_new:
            note(session, "contact.created", ("contact", contact.id), after={"phone": number, "name": name})
        return present_whole(session, contact, user), is_new

    return run_transaction(context.sessions, work)  # a lost race for the number finds it next time


def note_down(session: Session, number: str, name: str | None, smoke_wa_id: str) -> tuple[Contact, bool]:
    """`create`, in the caller's transaction; the contact is locked. Raises IntegrityError like `resolve`."""
    identity = Identity(wa_id=number, bsuid=None)
    known = find(session, identity)
    # somebody may have stored it since: only a locking read sees that
    is_new = known is None and not lock_owners(session, identity.aliases())
    contact = known or resolve(session, identity, smoke_wa_id=smoke_wa_id)
    require_real(contact)
    if is_new:
        contact.name = name
        session.flush()
    return contact, is_new


def require_real(contact: Contact) -> None:
    """Raises Conflict `synthetic_contact`."""
    if contact.is_synthetic:
        raise Conflict("synthetic_contact", "Este número é do teste da plataforma.")


def require_unmerged(contact: Contact) -> None:
    """Raises Conflict `merged_already`."""
    if contact.merged_into_id is not None:
        raise Conflict(
            "merged_already", "Este contato já foi juntado a outro.", merged_into_id=contact.merged_into_id
        )
