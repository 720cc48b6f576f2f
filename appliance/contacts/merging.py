"""Two contacts become one, and come apart again.

Taken over: identifiers, conversations, and those fields the kept contact lacks; the number and BSUID written
to are those of whoever of them wrote last. Of two live conversations one stays (conversations.joining). The
merged contact keeps its row, without identifiers, and with every field as it was. Undone, each identifier and
each conversation goes back, whole, to where it came from; so do the profile's names that the merged one told
since, and the 24 hours that their messages opened. What else happened since stays where it happened: messages
in the conversation they were written in, and conversations begun, identifiers learned and names given since
with the kept contact. Merges of one contact are undone newest first, so that each finds what it left behind.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypedDict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from appliance.contacts.brazil import mobile_key
from appliance.contacts.consent_rows import share_withdrawals
from appliance.contacts.filled import give_values, take_back_values
from appliance.contacts.heard import Heard, heard_since, part_windows
from appliance.contacts.models import Contact, ContactMerge
from appliance.contacts.owners import add_missing, aliases_of
from appliance.conversations.joining import Joined, join, part
from appliance.conversations.models import Conversation
from appliance.conversations.window import last_heard
from appliance.database import utc_now
from appliance.realtime.events import CONVERSATION_UPDATED, record

_ADDRESS = ("wa_id", "phone", "bsuid", "address_said_at")
_MARKETING = ("marketing_stopped_at", "marketing_said_at")
_PHONEBOOK = ("phonebook_said_at", "phonebook_name")
_PROFILE = ("profile_name", "profile_name_said_at")
_USERNAME = ("username", "username_said_at")
_NOTES = ("notes",)
_GROUPS = (_ADDRESS, ("name",), _PHONEBOOK, _PROFILE, _USERNAME, _MARKETING, ("email",), _NOTES)
"""Fields that are taken over and given back together."""
LONGEST_NOTES = 12_000
"""Of observations joined, in characters: what a column holds with room to spare."""


class Moved(TypedDict):
    """`ContactMerge.moved`."""

    aliases: list[int]
    conversations: list[int]
    before: dict[str, Any]
    """The kept contact's fields, and `after`, what the merge made of them."""
    after: dict[str, Any]
    joined: Joined | None
    values: dict[str, str]
    """What the kept contact took over of the client's own fields, by the field's id."""
    retired: list[list[str]]
    """[kind, value] of identifiers that the kept contact gave up at this moment (relinking)."""


def merge(session: Session, kept: Contact, merged: Contact, user_id: int | None) -> ContactMerge:
    """Takes `merged` into `kept`, both locked; `user_id` is None when WhatsApp showed that they are one."""
    aliases = aliases_of(session, merged)
    for alias in aliases:
        alias.contact_id = kept.id
    before = _fields(kept)
    _address(session, kept, merged)
    _fill(kept, merged)
    values = give_values(session, merged, kept)
    conversations, joined = _move_conversations(session, merged, kept)
    merged.merged_into_id = kept.id
    moved = Moved(
        aliases=[alias.id for alias in aliases],
        conversations=conversations,
        before=before,
        after=_fields(kept),
        joined=joined,
        values=values,
        retired=[],
    )
    row = ContactMerge(kept_id=kept.id, merged_id=merged.id, user_id=user_id, moved=dict(moved))
    session.add(row)
    session.flush()
    tell_conversations(session, kept)
    return row


def unmerge(session: Session, row: ContactMerge, kept: Contact, merged: Contact) -> None:
    """Undoes the newest merge of `kept`; all three rows locked."""
    moved = row.moved
    merged.merged_into_id = None
    returned = _return_aliases(session, moved, kept, merged)
    heard = heard_since(session, row, returned)
    _restore(kept, merged, moved, returned)
    _return_names(kept, merged, moved["before"], heard)
    take_back_values(session, kept, moved.get("values", {}))
    share_withdrawals(session, kept, merged, row.created_at)
    session.flush()
    _return_conversations(session, moved, kept, merged)
    part_windows(session, kept, merged, heard)
    row.undone_at = utc_now()
    session.flush()
    for contact in (kept, merged):
        tell_conversations(session, contact)


def newer_merge(session: Session, row: ContactMerge) -> ContactMerge | None:
    """The newest merge that has to be undone before this one; None if it can be."""
    return session.scalar(
        select(ContactMerge)
        .where(
            ContactMerge.id > row.id,
            ContactMerge.undone_at.is_(None),
            or_(ContactMerge.kept_id == row.kept_id, ContactMerge.merged_id == row.kept_id),
        )
        .order_by(ContactMerge.id.desc())
        .limit(1)
    )


def tell_conversations(session: Session, contact: Contact, kind: str = CONVERSATION_UPDATED) -> None:
    """Browsers hear that what they show of this contact has changed."""
    for conversation_id in session.scalars(
        select(Conversation.id).where(Conversation.contact_id == contact.id)
    ):
        record(session, kind, conversation_id)


def _address(session: Session, kept: Contact, merged: Contact) -> None:
    """Who wrote last is answered where they wrote: the other number may be a stranger's by now."""
    if not (merged.wa_id or merged.bsuid):
        return
    if not (kept.wa_id or kept.bsuid) or _spoke_at(session, merged) > _spoke_at(session, kept):
        for field in _ADDRESS:
            setattr(kept, field, getattr(merged, field))


def _spoke_at(session: Session, contact: Contact) -> datetime:
    """When the contact last wrote, or WhatsApp said how to write to them."""
    moments = [last_heard(session, contact.id), contact.address_said_at]
    return max((one for one in moments if one), default=datetime.min.replace(tzinfo=UTC))


def _fill(kept: Contact, merged: Contact) -> None:
    """What `kept` lacks. Who wants no marketing under one number gets none under the other."""
    _join_notes(kept, merged)
    for group in _GROUPS:
        if group not in (_ADDRESS, _MARKETING) and all(getattr(kept, field) is None for field in group):
            for field in group:
                setattr(kept, field, getattr(merged, field))
    for field, choose in zip(_MARKETING, (min, max), strict=True):
        moments = [getattr(row, field) for row in (kept, merged) if getattr(row, field)]
        setattr(kept, field, choose(moments, default=None))


def _join_notes(kept: Contact, merged: Contact) -> None:
    """One below the other. What would be too long together stays with the merged contact."""
    if kept.notes and merged.notes and merged.notes not in kept.notes:
        both = f"{kept.notes}\n\n{merged.notes}"
        kept.notes = both if len(both) <= LONGEST_NOTES else kept.notes


def _move_conversations(session: Session, giver: Contact, taker: Contact) -> tuple[list[int], Joined | None]:
    live = session.scalar(
        select(Conversation).where(Conversation.open_contact_id == taker.id).with_for_update()
    )
    rows = _of_contact(session, giver)
    joined = None
    for row in rows:
        row.contact_id = taker.id
        if row.open_contact_id is not None and live is not None:
            joined = join(session, live, row)
    session.flush()  # the one that left has given up its place by now
    for row in rows:
        if row.open_contact_id is not None:
            row.open_contact_id = taker.id
    session.flush()
    return [row.id for row in rows], joined


def _return_aliases(session: Session, moved: dict[str, Any], kept: Contact, merged: Contact) -> set[str]:
    """Their values. A number's other spelling, learned since, goes with it: both are one number."""
    aliases = aliases_of(session, kept)
    keys = {alias.value for alias in aliases if alias.id in moved["aliases"] and alias.kind == "mobile_br"}
    returned = set()
    for alias in aliases:
        if alias.id in moved["aliases"] or (alias.kind == "wa_id" and mobile_key(alias.value) in keys):
            alias.contact_id = merged.id
            returned.add(alias.value)
    session.flush()
    add_missing(session, kept, [(kind, value) for kind, value in moved["retired"]])
    return returned


def _restore(kept: Contact, merged: Contact, moved: dict[str, Any], returned: set[str]) -> None:
    """What the merge gave goes; what was set since stays, but for identifiers that are the other's again."""
    now, before, after = _fields(kept), moved["before"], moved["after"]
    for group in _GROUPS:
        is_theirs = group == _ADDRESS and not returned.isdisjoint({kept.wa_id, kept.bsuid})
        # merges of former versions know nothing of some moments
        if is_theirs or all(now[field] == after.get(field) for field in group):
            for field in group:
                setattr(kept, field, _value(field, before.get(field)))
        elif group == _MARKETING:  # said while both were one: it holds for both
            for field in group:
                setattr(merged, field, getattr(kept, field))


def _return_names(kept: Contact, merged: Contact, before: dict[str, Any], heard: Sequence[Heard]) -> None:
    """What the merged one's own messages said since is theirs."""
    told = {one.sent_at for one in heard if one.is_theirs} - {
        one.sent_at for one in heard if not one.is_theirs
    }
    for group in (_PROFILE, _USERNAME):
        if getattr(kept, group[1]) in told:
            for field in group:
                setattr(merged, field, getattr(kept, field))
                setattr(kept, field, _value(field, before.get(field)))


def _return_conversations(session: Session, moved: dict[str, Any], kept: Contact, merged: Contact) -> None:
    for row in _of_contact(session, kept):
        if row.id in moved["conversations"]:
            row.contact_id = merged.id
            row.open_contact_id = merged.id if row.open_contact_id is not None else None
    session.flush()
    if moved["joined"]:
        part(session, moved["joined"])


def _of_contact(session: Session, contact: Contact) -> list[Conversation]:
    query = select(Conversation).where(Conversation.contact_id == contact.id).order_by(Conversation.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _fields(contact: Contact) -> dict[str, Any]:
    """As JSON."""
    values = {field: getattr(contact, field) for group in _GROUPS for field in group}
    return {
        field: value.isoformat() if field.endswith("_at") and value else value
        for field, value in values.items()
    }


def _value(field: str, value: str | None) -> str | datetime | None:
    return datetime.fromisoformat(value) if field.endswith("_at") and value else value
