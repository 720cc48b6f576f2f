"""Offering what waits, first come first served: done by the ticker, again and again; a crash loses nothing.

A conversation is offered to one person at a time. Who does not accept in time, or declines, is followed by
the next; with nobody left the round begins anew. A queue that gives no time to accept assigns at once.
Outside its hours a queue offers nothing.
"""

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations import lines, ownership
from appliance.conversations.models import Conversation
from appliance.conversations.queries import present_conversations
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict
from appliance.hours.lookup import hours_of, schedule_of
from appliance.queues.models import MANUAL, Queue
from appliance.realtime.events import CONVERSATION_UPDATED, publish_pending, record
from appliance.routing.candidates import candidates_of, next_one, passed_by
from appliance.routing.models import DECLINED, EXPIRED, Offer

BATCH: Final = 50
"""Of each queue in one round; the others wait behind them anyway."""

log = structlog.get_logger()


def offer_waiting(context: Context) -> None:
    """One round: offers whose time is up end, then each queue offers what waits in it."""
    with context.sessions() as session:
        expired = _expired(session)
    for conversation_id in expired:
        run_transaction(context.sessions, partial(_expire, conversation_id=conversation_id))
    with context.sessions() as session:
        queue_ids = _with_something_to_offer(session)
    online = presence.online(context.redis) if queue_ids else frozenset()
    for queue_id in queue_ids:
        _serve(context, queue_id, online)
    if expired or queue_ids:
        publish_pending(context)


def _serve(context: Context, queue_id: int, online: Collection[int]) -> None:
    """Longest first, until nobody has room: what is behind would find nobody either."""
    with context.sessions() as session:
        hours = hours_of(session, schedule_of(session, queue_id), context.settings.tenant)
        waiting = _waiting(session, queue_id) if hours.is_open(utc_now()) else []
    for conversation_id in waiting:
        offer = partial(_offer, conversation_id=conversation_id, online=online)
        if not run_transaction(context.sessions, offer):
            return


def decline(session: Session, conversation: Conversation, user: User) -> None:
    """`user` lets it pass; the next is asked. Raises Conflict `not_offered`."""
    if conversation.status != ownership.WAITING or conversation.offered_to_id != user.id:
        raise Conflict("not_offered", "Esta conversa não está mais oferecida a você.")
    _end(session, conversation, DECLINED)


def offered_to(session: Session, user: User) -> list[dict[str, Any]]:
    """What `user` is asked to take now, the first to run out first."""
    rows = session.scalars(
        select(Conversation)
        .where(
            Conversation.status == ownership.WAITING,
            Conversation.offered_to_id == user.id,
            Conversation.offer_expires_at > utc_now(),
        )
        .options(joinedload(Conversation.contact))
        .order_by(Conversation.offer_expires_at, Conversation.id)
    )
    return present_conversations(session, list(rows))


def queue_position(session: Session, conversation: Conversation) -> int | None:
    """1 for whoever is next in its queue; None unless it waits."""
    if conversation.status != ownership.WAITING or conversation.waiting_since is None:
        return None
    since = Conversation.waiting_since
    ahead = select(func.count()).where(
        Conversation.status == ownership.WAITING,
        Conversation.snoozed_until.is_(None),
        Conversation.queue_id.is_not_distinct_from(conversation.queue_id),
        or_(
            since < conversation.waiting_since,
            and_(since == conversation.waiting_since, Conversation.id < conversation.id),
        ),
    )
    return session.scalars(ahead).one() + 1


_TO_OFFER = (
    Conversation.status == ownership.WAITING,
    Conversation.offered_to_id.is_(None),
    Conversation.snoozed_until.is_(None),
)


def _with_something_to_offer(session: Session) -> list[int]:
    query = (
        select(Queue.id)
        .where(Queue.routing != MANUAL, exists().where(Conversation.queue_id == Queue.id, *_TO_OFFER))
        .order_by(Queue.id)
    )
    return list(session.scalars(query))


def _waiting(session: Session, queue_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Conversation.id)
            .where(Conversation.queue_id == queue_id, *_TO_OFFER)
            .order_by(Conversation.waiting_since, Conversation.id)
            .limit(BATCH)
        )
    )


def _expired(session: Session) -> list[int]:
    return list(
        session.scalars(
            select(Offer.conversation_id)
            .where(Offer.outcome.is_(None), Offer.expires_at <= utc_now())
            .order_by(Offer.expires_at)
            .limit(BATCH)
        )
    )


def _expire(session: Session, conversation_id: int) -> None:
    """Looked at again under its lock: it may have been taken meanwhile."""
    conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
    expires = conversation.offer_expires_at
    if expires is not None and expires <= utc_now():
        _end(session, conversation, EXPIRED)


def _offer(session: Session, conversation_id: int, online: Collection[int]) -> bool:
    """False if nobody of its queue has room. Looked at again under its lock, as above."""
    conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
    is_due = conversation.status == ownership.WAITING and conversation.offered_to_id is None
    if not is_due or conversation.queue_id is None:
        return True
    queue = session.get_one(Queue, conversation.queue_id)
    passed = passed_by(session, conversation_id, conversation.queued_at)
    chosen = next_one(queue, candidates_of(session, queue.id, online), passed)
    if chosen is None:
        return False
    until = utc_now() + timedelta(seconds=queue.offer_seconds)
    session.add(Offer(conversation_id=conversation_id, user_id=chosen.user_id, expires_at=until))
    session.flush()
    log.info("conversation offered", conversation_id=conversation_id, user_id=chosen.user_id)
    if queue.offer_seconds == 0:
        ownership.assign(session, conversation, chosen.user_id)
        lines.add_assigned(session, conversation)
        return True
    conversation.offered_to_id, conversation.offer_expires_at = chosen.user_id, until
    record(session, CONVERSATION_UPDATED, conversation_id)
    return True


def _end(session: Session, conversation: Conversation, outcome: str) -> None:
    session.execute(
        update(Offer)
        .where(Offer.conversation_id == conversation.id, Offer.outcome.is_(None))
        .values(outcome=outcome, ended_at=utc_now())
    )
    conversation.offered_to_id = conversation.offer_expires_at = None
    record(session, CONVERSATION_UPDATED, conversation.id)
