"""Messages by their words: candidates of the index, checked against what the messages say now and against who
may see them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.contacts.searching import SEARCH_COLLATION
from appliance.conversations.activity import in_thread
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import moment, present_contact
from appliance.conversations.visibility import visible_to
from appliance.search.finding import Look, candidates
from appliance.search.highlights import snippet
from appliance.search.models import Block, Progress
from appliance.search.words import Asked

SECONDS: Final = 0.1
"""Of looking through what somebody may not see: then they are told how far it went, and may go on."""
FIRST_LOOK, MOST_LOOK = 40, 500
"""Candidates read at a time."""
UNSETTLED: Final = 5_000
"""Newest messages that are looked through without an index, at most."""


@dataclass(frozen=True)
class Found:
    """A page of messages, newest first."""

    rows: list[dict[str, Any]]
    next_id: int | None
    """To go on below this; None: there is no more."""
    is_complete: bool
    """False while the past is still being read into the index."""


def find_messages(session: Session, user: User, asked: Asked, limit: int, below: int | None) -> Found:
    """Those with all the words, in conversations that `user` may see."""
    is_complete = session.scalar(select(Block.block).where(Block.is_whole.is_(False)).limit(1)) is None
    newest = (below - 1) if below is not None else session.scalar(select(func.max(Message.id))) or 0
    if not asked or newest < 1:
        return Found([], None, is_complete)
    rows: list[dict[str, Any]] = []
    until = monotonic() + SECONDS
    for ids, floor in _looks(session, asked, newest):
        for message, conversation in _read(session, user, ids):
            if asked.is_in(message.content or ""):
                rows.append(_present(message, conversation, asked))
            if len(rows) == limit:
                return Found(rows, message.id, is_complete)
        if monotonic() > until and floor > 1:
            return Found(rows, floor, is_complete)
    return Found(rows, None, is_complete)


def _looks(session: Session, asked: Asked, newest: int) -> Iterator[tuple[list[int], int]]:
    """Candidates, few at first, and the id down to which they are all."""
    many = FIRST_LOOK
    for look in _all_candidates(session, asked, newest):
        ids = look.ids
        while len(ids) > many:
            yield ids[:many], ids[many - 1]
            ids, many = ids[many:], min(many * 2, MOST_LOOK)
        yield ids, look.floor


def _all_candidates(session: Session, asked: Asked, newest: int) -> Iterator[Look]:
    """What is newer than the index by its text, the rest by the index."""
    up_to = session.scalar(select(Progress.up_to)) or 0
    if newest > up_to:
        has_word = Message.content.collate(SEARCH_COLLATION).contains(asked.longest, autoescape=True)
        ids = session.scalars(
            select(Message.id)
            .where(Message.id > max(up_to, newest - UNSETTLED), Message.id <= newest, has_word)
            .order_by(Message.id.desc())
        )
        yield Look(list(ids), up_to + 1)
    if up_to:
        yield from candidates(session, asked, min(newest, up_to))


def _read(session: Session, user: User, ids: list[int]) -> Iterable[tuple[Message, Conversation]]:
    if not ids:
        return ()
    rows = session.execute(
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Conversation.contact)
        .options(contains_eager(Conversation.contact))
        .where(
            Message.id.in_(ids),
            Message.revoked_at.is_(None),
            in_thread(),
            visible_to(user),
            Contact.is_synthetic.is_(False),
        )
        .order_by(Message.id.desc())
    )
    return ((message, conversation) for message, conversation in rows)


def _present(message: Message, conversation: Conversation, asked: Asked) -> dict[str, Any]:
    return {
        "id": message.id,
        "conversation_id": conversation.id,
        "protocol": conversation.protocol,
        "contact": present_contact(conversation.contact),
        "sender_type": message.sender_type,
        "sender_user_id": message.sender_user_id,
        "message_type": message.message_type,
        "sent_at": moment(message.sent_at),
        "snippet": snippet(message.content or "", asked),
    }
