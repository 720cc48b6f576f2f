"""Which messages may leave now: the oldest of each conversation, if nobody holds one of that conversation."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import is_still_the_bots
from appliance.conversations.presenting import window_expires_at
from appliance.database import utc_now
from appliance.whatsapp.bodies import body_of, files_of
from appliance.whatsapp.graph_errors import error_of
from appliance.whatsapp.outcomes import wait
from appliance.whatsapp.own_reasons import SUPERSEDED
from appliance.whatsapp.quoting import quoted_by
from appliance.whatsapp.receipts import advance

BULK = "bulk"
WINDOW_CLOSED = 131047


@dataclass(frozen=True)
class Head:
    """A conversation's oldest message in the outbox."""

    conversation_id: int
    contact_id: int
    message_id: int
    is_bulk: bool
    """Nothing that waits in this conversation was said to this customer alone."""
    retry_at: datetime | None
    files: frozenset[int]


@dataclass(frozen=True)
class Claimed:
    """What the call needs once the database is released."""

    message_id: int
    conversation_id: int
    contact_id: int
    attempt: int
    body: dict[str, Any]
    is_bulk: bool = False


@dataclass
class Taken:
    """`claimed` is to be sent; `again` are conversations to look at anew, `busy` those to try in a moment."""

    claimed: list[Claimed] = field(default_factory=list)
    again: set[int] = field(default_factory=set)
    busy: set[int] = field(default_factory=set)

    def add(self, other: "Taken") -> None:
        """Takes in what another claim came to."""
        self.claimed += other.claimed
        self.again |= other.again
        self.busy |= other.busy


def heads_of(session: Session, conversation_ids: Collection[int]) -> list[Head]:
    """Of those conversations, the ones with something to send and nothing in anybody's hands."""
    waiting = (
        select(
            Message.conversation_id,
            func.min(Message.id).label("head"),
            func.max(Message.lane).label("lane"),  # person > bulk
            func.max(Message.claimed_at).label("claimed"),
        )
        .where(Message.status == "queued", Message.conversation_id.in_(conversation_ids))
        .group_by(Message.conversation_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Message.id,
            Message.retry_at,
            Message.outgoing,
            Conversation.id,
            Conversation.contact_id,
            waiting.c.lane,
        )
        .join(waiting, waiting.c.head == Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(waiting.c.claimed.is_(None))
    )
    return [
        Head(conversation_id, contact_id, message_id, lane == BULK, retry_at, files_of(outgoing))
        for message_id, retry_at, outgoing, conversation_id, contact_id, lane in rows
    ]


def due(session: Session, limit: int) -> list[int]:
    """Conversations with something to send now, people's first."""
    found: list[int] = []
    for lane in ("person", BULK):
        found += session.scalars(
            select(Message.conversation_id)
            .where(
                Message.status == "queued",
                Message.claimed_at.is_(None),
                Message.lane == lane,
                (Message.retry_at.is_(None)) | (Message.retry_at <= utc_now()),
            )
            .distinct()
            .limit(limit - len(found))
        )
        if len(found) >= limit:
            break
    return list(dict.fromkeys(found))


def claim(session: Session, heads: Collection[Head], files: Mapping[int, Mapping[int, str]]) -> Taken:
    """Takes those messages if they still are what was seen; `files`: Meta's ids, by message and ours.

    The conversation's lock makes this the only one at it; one that somebody else has locked is `busy`.
    """
    wanted = {head.conversation_id: head for head in heads}
    locked = session.scalars(
        select(Conversation)
        .where(Conversation.id.in_(wanted))
        .order_by(Conversation.id)
        .with_for_update(skip_locked=True)
    ).all()
    conversations = {row.id: row for row in locked}
    now_there = {head.conversation_id: head.message_id for head in heads_of(session, conversations)}
    taken = Taken(busy=set(wanted) - set(conversations))
    same = {
        key: wanted[key].message_id for key in conversations if now_there.get(key) == wanted[key].message_id
    }
    taken.again = set(conversations) - set(same)
    messages = session.scalars(
        select(Message).where(Message.id.in_(same.values())).order_by(Message.id).with_for_update()
    ).all()
    contacts = _contacts(session, conversations.values())
    quoted = quoted_by(session, messages)
    for message in messages:
        conversation = conversations[message.conversation_id]
        reason = _why_not(conversation, message)
        if reason is not None:
            advance(session, message, "failed", reason)
            taken.again.add(conversation.id)
        elif message.retry_at is not None and message.retry_at > utc_now():
            taken.again.add(conversation.id)
        elif message.status == "queued" and message.claimed_at is None:
            message.claimed_at, message.retry_at = utc_now(), None
            message.attempts += 1
            contact = contacts[conversation.contact_id]
            body = body_of(message, contact, quoted.get(message.reply_to_id or 0), files.get(message.id))
            is_bulk = wanted[conversation.id].is_bulk
            taken.claimed.append(
                Claimed(message.id, conversation.id, contact.id, message.attempts, body, is_bulk)
            )
    return taken


def hold_back(session: Session, waiting: Mapping[int, tuple[datetime, dict[str, Any]]]) -> None:
    """Those messages wait until then, visibly: the customer may not be sent so much so fast."""
    if not waiting:
        return
    for message in session.scalars(
        select(Message)
        .where(Message.id.in_(waiting), Message.status == "queued", Message.claimed_at.is_(None))
        .order_by(Message.id)
        .with_for_update(skip_locked=True)
    ):
        wait(session, message, *waiting[message.id])


def _why_not(conversation: Conversation, message: Message) -> dict[str, object] | None:
    """Why a queued message is not to be sent any more."""
    if message.owner_version is not None and not is_still_the_bots(conversation, message):
        return SUPERSEDED.as_error()
    if message.message_type == "template":
        return None
    closes = window_expires_at(conversation)
    return error_of(WINDOW_CLOSED, None) if closes is None or closes <= utc_now() else None


def _contacts(session: Session, conversations: Collection[Conversation]) -> dict[int, Contact]:
    ids = {row.contact_id for row in conversations}
    return {row.id: row for row in session.scalars(select(Contact).where(Contact.id.in_(ids)))}
