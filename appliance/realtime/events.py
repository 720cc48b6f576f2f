"""Events: recorded in the transaction of the change they tell of, published to browsers after it.

A crash between the two loses nothing: the ticker publishes what is left. Why only one publishes at a time:
see `turn`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

import structlog
from redis import RedisError
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from appliance.accounts.models import User
from appliance.accounts.presenting import present_availability
from appliance.context import Context
from appliance.conversations.counters import note_change
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import present_conversation, present_message
from appliance.database import utc_now
from appliance.labels.queries import labels_of, list_labels
from appliance.media.models import Media
from appliance.media.queries import media_of_messages
from appliance.realtime.emitting import NumberingEmitter
from appliance.realtime.models import Event
from appliance.realtime.rooms import EVERYBODY, room_of_person, rooms_of_conversation
from appliance.realtime.turn import turn
from appliance.templates.queries import present_by_id
from appliance.whatsapp.sending_state import present_sending

MESSAGE_CREATED: Final = "message.created"
MESSAGE_UPDATED: Final = "message.updated"
CONVERSATION_UPDATED: Final = "conversation.updated"
CONTACT_CHANGED: Final = "contact.changed"
"""What is known of the customer, which only their panel shows, was changed: it is fetched anew."""
THREAD_CHANGED: Final = "thread.changed"
"""Messages left the conversation, or came from another: browsers fetch what it holds anew."""
CONVERSATION_LEFT: Final = "conversation.left"
"""It is in other rooms now: whoever is in none of these may no longer see it."""
TEMPLATE_UPDATED: Final = "template.updated"
SENDING_UPDATED: Final = "sending.updated"
PRESENCE: Final = "presence"
"""Somebody is at their desk, away, or takes a break."""
LABELS_UPDATED: Final = "labels.updated"
MENTION_CREATED: Final = "mention.created"
"""Somebody is named in a note: told to nobody else."""

SUPPORT_UPDATED: Final = "support.updated"
"""The platform's support came in, or is out: whose business it is asks who and why."""

NO_CONVERSATION = 0
BATCH = 200
PUBLISHING_SECONDS = 2.0
"""Somebody may be waiting for the answer to what they did: longer nobody publishes what others did."""

log = structlog.get_logger()


def record(
    session: Session,
    kind: str,
    conversation_id: int,
    message_id: int | None = None,
    *,
    moves_closed: bool = False,
) -> None:
    """Notes, in the caller's transaction, that browsers are to hear of this change. `moves_closed`: there is
    one closed conversation more by it, or one less.
    """
    payload = {"message_id": message_id, **({"moves_closed": True} if moves_closed else {})}
    session.add(Event(kind=kind, conversation_id=conversation_id, payload=payload))


def record_left(session: Session, conversation_id: int, rooms: Iterable[str]) -> None:
    """Likewise, for those who were in `rooms` of it: they may no longer see it."""
    payload = {"message_id": None, "rooms": sorted(rooms)}
    session.add(Event(kind=CONVERSATION_LEFT, conversation_id=conversation_id, payload=payload))


def record_for_all(session: Session, kind: str, row_id: int | None = None) -> None:
    """Likewise, of something that belongs to no conversation; `kind` is one of those in `_FOR_ALL`."""
    session.add(Event(kind=kind, conversation_id=NO_CONVERSATION, payload={"id": row_id}))


def record_for_person(session: Session, kind: str, conversation_id: int, user_id: int) -> None:
    """Likewise, of what concerns one person: browsers hear which conversation it is in, and ask."""
    session.add(Event(kind=kind, conversation_id=conversation_id, payload={"user_id": user_id}))


def publish_pending(context: Context) -> int:
    """Sends every unpublished event, unless somebody else is at it; returns how many. Called after commit.

    What it tells of is done already, so it fails nobody: without Redis or the database the rows stay for
    the ticker, and so does what is left of a backlog after PUBLISHING_SECONDS.
    """
    published, until = 0, monotonic() + PUBLISHING_SECONDS
    try:
        while monotonic() < until:
            sent = _publish_batch(context)
            published += sent or 0
            # looked for without the lock: whoever found it taken has left theirs to us
            if sent is None or not _is_any_left(context):
                break
    except (RedisError, SQLAlchemyError) as error:
        log.warning("events not published", reason=type(error).__name__)
    return published


def _publish_batch(context: Context) -> int | None:
    """How many of the oldest were sent; None if somebody else is sending."""
    with turn(context) as session:
        if session is None:
            return None
        with session.begin():
            events = session.scalars(
                select(Event).where(Event.published_at.is_(None)).order_by(Event.id).limit(BATCH)
            ).all()
            if events:
                _send(context, session, list(events))
    return len(events)


def _send(context: Context, session: Session, events: list[Event]) -> None:
    emitter = NumberingEmitter(context)
    rows = _load(session, events)
    for event in events:
        payload, rooms = _told(session, event, rows)
        emitter.tell(event.kind, rooms, payload)
    emitter.send()
    if rows.conversations:
        note_change(context, moves_closed=any("moves_closed" in event.payload for event in events))
    session.execute(
        update(Event).where(Event.id.in_([event.id for event in events])).values(published_at=utc_now())
    )


def _is_any_left(context: Context) -> bool:
    with context.sessions() as session:
        return session.scalar(select(Event.id).where(Event.published_at.is_(None)).limit(1)) is not None


def _told(session: Session, event: Event, rows: "_Rows") -> tuple[dict[str, Any], tuple[str, ...]]:
    """What an event says and to which rooms; to none when what it speaks of is gone."""
    if event.kind in _FOR_ALL:
        found = _FOR_ALL[event.kind](session, event.payload["id"])
        return (found, (EVERYBODY,)) if found else ({}, ())
    conversation = rows.conversations.get(event.conversation_id)
    if conversation is None:
        return {}, ()
    if event.kind == MENTION_CREATED:
        return {"conversation_id": conversation.id}, (room_of_person(event.payload["user_id"]),)
    now = rooms_of_conversation(conversation)
    if event.kind == CONVERSATION_LEFT:
        return {"conversation_id": conversation.id, "rooms": now}, tuple(
            room for room in event.payload["rooms"] if room not in now
        )
    return _payload(conversation, rows, event.payload["message_id"]), now


def _template(session: Session, template_id: Any) -> dict[str, Any] | None:
    shown = present_by_id(session, template_id)
    return {"template": shown} if shown else None


def _presence(session: Session, user_id: Any) -> dict[str, Any] | None:
    user = session.get(User, user_id)
    return {"user_id": user.id, **present_availability(user)} if user else None


_FOR_ALL: dict[str, Callable[[Session, Any], dict[str, Any] | None]] = {
    TEMPLATE_UPDATED: _template,
    SENDING_UPDATED: lambda session, _id: present_sending(session),
    PRESENCE: _presence,
    LABELS_UPDATED: lambda session, _id: {"labels": list_labels(session)},
    SUPPORT_UPDATED: lambda _session, row_id: {"id": row_id},
}


@dataclass(frozen=True)
class _Rows:
    """What the events speak of, as it is now."""

    conversations: dict[int, Conversation]
    messages: dict[int, Message]
    files: dict[int, Media]
    labels: dict[int, list[dict[str, Any]]]


def _load(session: Session, events: list[Event]) -> _Rows:
    """In three queries, and a fourth where there may be files."""
    conversation_ids = {event.conversation_id for event in events}
    conversations = {
        row.id: row
        for row in session.scalars(
            select(Conversation)
            .where(Conversation.id.in_(conversation_ids))
            .options(joinedload(Conversation.contact))
        )
    }
    message_ids = {event.payload.get("message_id") for event in events} | {
        row.last_message_id for row in conversations.values()
    }
    rows = session.scalars(select(Message).where(Message.id.in_(message_ids - {None})))
    messages = {row.id: row for row in rows}
    with_file = [row.id for row in messages.values() if row.message_type != "text"]
    labels = labels_of(session, conversations)
    return _Rows(conversations, messages, media_of_messages(session, with_file), labels)


def _payload(conversation: Conversation, rows: _Rows, message_id: int | None) -> dict[str, Any]:
    last_id = conversation.last_message_id or 0
    payload: dict[str, Any] = {
        "conversation_id": conversation.id,
        "conversation": present_conversation(
            conversation,
            rows.messages.get(last_id),
            rows.files.get(last_id),
            rows.labels.get(conversation.id, ()),
        ),
    }
    message = rows.messages.get(message_id or 0)
    if message is not None:
        payload["message"] = present_message(message, rows.files.get(message.id))
    return payload


def oldest_unpublished_seconds(session: Session) -> float:
    """Age of the oldest event still waiting; 0 when none is."""
    oldest = session.scalar(select(func.min(Event.created_at)).where(Event.published_at.is_(None)))
    return (utc_now() - oldest).total_seconds() if oldest else 0.0
