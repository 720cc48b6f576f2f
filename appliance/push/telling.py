"""What was published to browsers is looked at once more by the worker: whoever has none open is told by push.

Events are published by one process at a time (realtime.turn), so that the moments of their publishing rise as
they are committed: looking on from the last one seen misses nothing. What is met twice is one row (`Push`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from appliance.accounts import presence
from appliance.accounts.models import QueueMember, SignIn, User
from appliance.accounts.people import with_rights
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.job_queues import SEND_PUSHES, enqueue
from appliance.push.browsers import forget_ended, is_live
from appliance.push.choices import choices_of_all
from appliance.push.deciding import Notice, Surroundings, Told, notices
from appliance.push.identity import THE_ONE
from appliance.push.models import Push, PushBrowser, PushIdentity
from appliance.queues.models import MANUAL, Queue
from appliance.realtime import watching
from appliance.realtime.events import NO_CONVERSATION
from appliance.realtime.models import Event

LOOKED_BACK: Final = timedelta(minutes=2)
"""After a pause of the worker what is older is told to nobody."""
KEPT: Final = timedelta(days=7)
"""So long nobody is told of the same again."""


@dataclass(frozen=True)
class _Person:
    user: User
    browser_ids: list[int]


def tell_published(context: Context) -> None:
    """One round of the ticker; a single question while nobody wants to be told."""
    with transaction(context.sessions) as session:
        people = _people(session)
        is_told = bool(people) and _tell(context, session, people)
    if is_told:
        enqueue(context.queues, SEND_PUSHES)


def wake_sender(context: Context) -> None:
    """Pushes whose next attempt is due, or whose request was lost."""
    with context.sessions() as session:
        due = select(Push.id).where(Push.status == "queued", Push.retry_at <= utc_now()).limit(1)
        is_due = session.scalar(due) is not None
    if is_due:
        enqueue(context.queues, SEND_PUSHES, once=True)


def forget(context: Context) -> None:
    """Browsers nobody is signed in with any more, and what was told long ago."""
    with transaction(context.sessions) as session:
        forget_ended(session)
        session.execute(delete(Push).where(Push.created_at < utc_now() - KEPT))


def _people(session: Session) -> dict[int, _Person]:
    rows = session.execute(
        select(PushBrowser.id, PushBrowser.user_id)
        .join(SignIn, SignIn.id == PushBrowser.sign_in_id)
        .join(User, User.id == PushBrowser.user_id)
        .where(is_live())
    ).all()
    if not rows:
        return {}
    users = session.scalars(
        select(User).where(User.id.in_({row.user_id for row in rows})).options(*with_rights())
    )
    return {user.id: _Person(user, [row.id for row in rows if row.user_id == user.id]) for user in users}


def _tell(context: Context, session: Session, people: dict[int, _Person]) -> bool:
    state = session.get(PushIdentity, THE_ONE, with_for_update=True)
    if state is None:
        return False
    now = utc_now()
    since = max(state.told_until, now - LOOKED_BACK)
    events = session.scalars(
        select(Event)
        .where(Event.published_at > since, Event.conversation_id != NO_CONVERSATION)
        .order_by(Event.id)
    ).all()
    if not events:
        return False
    state.told_until = max(event.published_at for event in events if event.published_at)
    around = _surroundings(context, session, now)
    chosen = choices_of_all(session, set(people))
    is_any = False
    for told in _load(session, events):
        for person in people.values():
            for notice in notices(told, person.user, chosen[person.user.id], around):
                is_any |= _add(session, person.browser_ids, notice)
    return is_any


def _load(session: Session, events: Iterable[Event]) -> list[Told]:
    kept = list(events)
    conversations = {
        row.id: row
        for row in session.scalars(
            select(Conversation)
            .where(Conversation.id.in_({event.conversation_id for event in kept}))
            .options(joinedload(Conversation.contact))
        )
    }
    message_ids = {event.payload.get("message_id") for event in kept} - {None}
    messages = {row.id: row for row in session.scalars(select(Message).where(Message.id.in_(message_ids)))}
    return [
        Told(
            event.id,
            event.kind,
            conversations[event.conversation_id],
            messages.get(event.payload.get("message_id") or 0),
            event.payload.get("user_id"),
        )
        for event in kept
        if event.conversation_id in conversations
    ]


def _surroundings(context: Context, session: Session, now: datetime) -> Surroundings:
    online = presence.online(context.redis)
    rows = session.execute(
        select(QueueMember.queue_id, QueueMember.user_id)
        .join(Queue, Queue.id == QueueMember.queue_id)
        .where(Queue.routing != MANUAL)
    )
    offering = frozenset(row.queue_id for row in rows if row.user_id in online)
    return Surroundings(now, watching.people(context.redis), offering)


def _add(session: Session, browser_ids: list[int], notice: Notice) -> bool:
    """Whether anybody had yet to be told of it."""
    is_this = (
        Push.event == notice.event,
        Push.conversation_id == notice.conversation_id,
        Push.occasion == notice.occasion,
    )
    known = set(session.scalars(select(Push.browser_id).where(Push.browser_id.in_(browser_ids), *is_this)))
    for browser_id in browser_ids:
        if browser_id not in known:
            session.add(
                Push(
                    browser_id=browser_id,
                    event=notice.event,
                    conversation_id=notice.conversation_id,
                    occasion=notice.occasion,
                    expires_at=notice.expires_at,
                )
            )
    session.flush()
    return len(known) < len(browser_ids)
