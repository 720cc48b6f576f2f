"""Merging two contacts by hand, and taking apart what was merged, by hand or by itself."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.contacts.editing import require_unmerged
from appliance.contacts.merging import merge, newer_merge, unmerge
from appliance.contacts.models import Contact, ContactMerge
from appliance.contacts.owners import lock_contacts
from appliance.contacts.presenting import present_merge, present_whole
from appliance.contacts.queries import get_contact
from appliance.context import Context
from appliance.database import run_transaction
from appliance.errors import Conflict, NotFound
from appliance.realtime.events import publish_pending
from appliance.whatsapp.outbound_waking import ask_to_send


def merge_contacts(context: Context, kept_id: int, other_id: int, user: User) -> dict[str, Any]:
    """`other_id` is taken into `kept_id`; having done it before is no error.

    Raises NotFound, Conflict (`same_contact`, `merged_already`, `synthetic_contact`).
    """
    touched: list[int] = []

    def work(session: Session) -> dict[str, Any]:
        if kept_id == other_id:
            raise Conflict("same_contact", "Um contato não pode ser juntado a si mesmo.")
        for contact_id in (kept_id, other_id):
            get_contact(session, contact_id)
        locked = lock_contacts(session, [kept_id, other_id])
        kept, other = locked[kept_id], locked[other_id]
        row = _standing(session, kept, other)
        if row is None:
            for contact in (kept, other):
                require_unmerged(contact)
                if contact.is_synthetic:
                    raise Conflict("synthetic_contact", "O contato do teste da plataforma não se junta.")
            row = merge(session, kept, other, user.id)
            note(session, "contact.merged", ("contact", kept_id), after={"other_id": other_id})
        touched[:] = _joined(row)
        return _present(session, row, user)

    return _done(context, run_transaction(context.sessions, work), touched)


def undo_merge(context: Context, merge_id: int, user: User) -> dict[str, Any]:
    """Both are as they were, as far as `merging` says. Raises NotFound, Conflict (`undone_already`,
    `newer_merge`).
    """
    touched: list[int] = []

    def work(session: Session) -> dict[str, Any]:
        found = session.get(ContactMerge, merge_id)
        if found is None:
            raise NotFound("merge_not_found", "Esta junção não existe.")
        locked = lock_contacts(session, [found.kept_id, found.merged_id])
        session.refresh(found, with_for_update=True)
        if found.undone_at is not None:
            raise Conflict("undone_already", "Esta junção já foi desfeita.")
        newer = newer_merge(session, found)
        if newer is not None:
            raise Conflict(
                "newer_merge", "Desfaça primeiro a junção mais nova deste contato.", merge_id=newer.id
            )
        unmerge(session, found, locked[found.kept_id], locked[found.merged_id])
        note(session, "contact.parted", ("contact", found.kept_id), before={"other_id": found.merged_id})
        touched[:] = _joined(found)
        return _present(session, found, user)

    return _done(context, run_transaction(context.sessions, work), touched)


def _standing(session: Session, kept: Contact, other: Contact) -> ContactMerge | None:
    """The merge of these two, if it was done and stands."""
    if other.merged_into_id != kept.id:
        return None
    return session.scalars(
        select(ContactMerge)
        .where(
            ContactMerge.kept_id == kept.id,
            ContactMerge.merged_id == other.id,
            ContactMerge.undone_at.is_(None),
        )
        .order_by(ContactMerge.id.desc())
    ).first()


def _present(session: Session, row: ContactMerge, user: User) -> dict[str, Any]:
    can_undo = row.undone_at is None and newer_merge(session, row) is None
    return {
        "merge": present_merge(session, row, can_undo=can_undo),
        "contact": present_whole(session, session.get_one(Contact, row.kept_id), user),
    }


def _joined(row: ContactMerge) -> list[int]:
    joined = row.moved["joined"]
    return [joined["stayed"], joined["left"]] if joined else []


def _done(context: Context, shown: dict[str, Any], conversation_ids: list[int]) -> dict[str, Any]:
    """After commit: what was queued in a conversation may lie in the other now."""
    for conversation_id in conversation_ids:
        ask_to_send(context, conversation_id)
    publish_pending(context)
    return shown
