"""Reactions, edits and revocations: what is said about a message after it, in whatever order it comes.

Each is kept as an event of its own, even before its message is known, and what the message shows is made
anew from all of its events: so any order, repeat or split of a stream ends the same.
Meta: webhooks/reference/messages/reaction; `edit` and `revoke` come from coexistence numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from appliance.conversations.activity import REACTION
from appliance.conversations.models import Conversation, Message, MessageChange
from appliance.database import utc_now
from appliance.realtime.events import MESSAGE_UPDATED, record
from appliance.search.marking import mark_changed
from appliance.whatsapp.content import REVOKED, readable_content
from appliance.whatsapp.fields import get, moment, text

EDIT, REVOKE = "edit", "revoke"
KINDS = (REACTION, EDIT, REVOKE)
CUSTOMER, BUSINESS = "customer", "business"

LATE = timedelta(minutes=10)
LATE_BATCH = 200


@dataclass(frozen=True)
class Change:
    id: str
    kind: str
    by: str
    target: str
    """WhatsApp id of the message it speaks of."""
    emoji: str | None
    content: str | None
    sent_at: datetime | None
    raw: dict[str, Any]


def parse_change(raw: Any, by: str) -> Change | None:
    """None when it is another kind of message, or says nothing of which message it speaks."""
    kind, own_id = text(get(raw, "type")), text(get(raw, "id"))
    if kind not in KINDS or own_id is None:
        return None
    part = get(raw, kind)
    target = text(get(part, "message_id" if kind == REACTION else "original_message_id"))
    if target is None:
        return None
    edited = get(part, "message")
    edited_kind = text(get(edited, "type"))
    return Change(
        id=own_id,
        kind=kind,
        by=by,
        target=target,
        emoji=text(get(part, "emoji"), 64) if kind == REACTION else None,
        content=readable_content(edited_kind, edited) if kind == EDIT and edited_kind else None,
        sent_at=moment(get(raw, "timestamp")),
        raw=raw,
    )


def take_change(session: Session, change: Change) -> None:
    """Keeps it, once, and shows it on its message if that is known; else it waits."""
    known = select(MessageChange.id).where(MessageChange.whatsapp_message_id == change.id)
    if session.scalar(known) is not None:
        return
    now = utc_now()
    kept = MessageChange(
        kind=change.kind,
        by=change.by,
        target_whatsapp_message_id=change.target,
        whatsapp_message_id=change.id,
        emoji=change.emoji,
        content=change.content,
        payload=change.raw,
        sent_at=min(change.sent_at, now) if change.sent_at else now,
    )
    session.add(kept)
    session.flush()
    message = _locked(session, change.target)
    if message is not None:
        _show_all(session, [message])
        _count_unread(session, message, [kept])


def settle_changes(session: Session, messages: Sequence[Message]) -> None:
    """Shows what waited for these messages, now that they have their ids; their rows are locked or new."""
    for message, waiting in _show_all(session, messages):
        _count_unread(session, message, waiting)


def show_anew(session: Session, message: Message) -> None:
    """Shows what is said about `message`, also when the last of it was withdrawn; its row must be locked."""
    changes = session.scalars(
        select(MessageChange)
        .where(MessageChange.target_whatsapp_message_id == message.whatsapp_message_id)
        .order_by(MessageChange.sent_at, MessageChange.id)
    ).all()
    if _show(message, list(changes)):
        record(session, MESSAGE_UPDATED, message.conversation_id, message.id)


def settle_late(session: Session) -> None:
    """Shows what came in the very moment its message was stored: neither of the two saw the other then."""
    recent = session.scalars(
        select(MessageChange.target_whatsapp_message_id)
        .where(MessageChange.created_at > utc_now() - LATE)
        .order_by(MessageChange.created_at.desc(), MessageChange.id.desc())
        .limit(LATE_BATCH)
    ).all()
    if recent:
        named = Message.whatsapp_message_id.in_(set(recent))
        _show_all(
            session, session.scalars(select(Message).where(named).with_for_update(skip_locked=True)).all()
        )


def _locked(session: Session, whatsapp_message_id: str) -> Message | None:
    """Conversation first, as everybody who locks both does."""
    found = session.execute(
        select(Message.id, Message.conversation_id).where(Message.whatsapp_message_id == whatsapp_message_id)
    ).one_or_none()
    if found is None:
        return None
    session.get_one(Conversation, found.conversation_id, with_for_update=True, populate_existing=True)
    return session.get_one(Message, found.id, with_for_update=True, populate_existing=True)


def _show_all(session: Session, messages: Sequence[Message]) -> list[tuple[Message, list[MessageChange]]]:
    """Makes each message show all that was said about it; those of which anything was said, with that."""
    by_id = {row.whatsapp_message_id: row for row in messages if row.whatsapp_message_id}
    said: dict[str, list[MessageChange]] = {}
    changes = session.scalars(
        select(MessageChange)
        .where(MessageChange.target_whatsapp_message_id.in_(by_id))
        .order_by(MessageChange.sent_at, MessageChange.id)
    )
    for change in changes if by_id else ():
        said.setdefault(change.target_whatsapp_message_id, []).append(change)
    shown = [(by_id[target], found) for target, found in said.items()]
    for message, found in shown:
        before = message.content
        if _show(message, found):
            record(session, MESSAGE_UPDATED, message.conversation_id, message.id)
        if message.content != before:
            mark_changed(session, message.id)
    return shown


def _show(message: Message, changes: list[MessageChange]) -> bool:
    """`changes` oldest first; whether anything looks different now.

    Only who wrote a message edits or revokes it, and what was revoked stays so whatever else is said.
    """
    author = CUSTOMER if message.sender_type == "customer" else BUSINESS
    before = (message.content, message.reactions, message.edited_at, message.revoked_at)
    edits = [change for change in changes if change.kind == EDIT and change.by == author]
    revokes = [change for change in changes if change.kind == REVOKE and change.by == author]
    reactions = [change for change in changes if change.kind == REACTION]
    if edits:
        message.edited_at = edits[-1].sent_at
        message.content = next((edit.content for edit in reversed(edits) if edit.content), message.content)
    if revokes:
        message.revoked_at = revokes[0].sent_at
        message.content = REVOKED
    if reactions or message.reactions:
        standing = {change.by: change.emoji for change in reactions}
        message.reactions = [
            {"by": by, "emoji": standing[by]} for by in (CUSTOMER, BUSINESS) if standing.get(by)
        ]
    return before != (message.content, message.reactions, message.edited_at, message.revoked_at)


def _count_unread(session: Session, message: Message, changes: Iterable[MessageChange]) -> None:
    """A customer's thumbs-up may be all the answer there will be, so it counts as something to look at.

    It moves nothing else: it asks the bot nothing, is no message to list or to put in order, and whether a
    reaction opens Meta's 24 hours is not documented, so the window is not stretched by it. In a conversation
    that was closed it is shown, and nobody is called back for it. Taking one away counts for nothing.
    """
    given = sum(1 for change in changes if change.by == CUSTOMER and change.kind == REACTION and change.emoji)
    if given:
        session.execute(
            update(Conversation)
            .where(Conversation.id == message.conversation_id, Conversation.open_contact_id.is_not(None))
            .values(unread_count=Conversation.unread_count + given)
        )
