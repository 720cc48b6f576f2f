"""What becomes of the conversations of people who left: customers who wait for an answer are not forgotten.

A queue says after how many minutes; a deactivated person's conversations go back at once.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations import lines, ownership
from appliance.conversations.models import Conversation, Message
from appliance.database import run_transaction, utc_now
from appliance.queues.models import Queue
from appliance.realtime.events import publish_pending
from appliance.routing.availability import ONLINE

BATCH: Final = 100

log = structlog.get_logger()


def give_back(context: Context) -> None:
    """One round. Only what the customer wrote last is given back: the others wait for the customer."""
    with context.sessions() as session:
        found = _of_those_who_left(session, presence.online(context.redis))
    for conversation_id in found:
        run_transaction(context.sessions, partial(_return, conversation_id=conversation_id))
    if found:
        publish_pending(context)


def _return(session: Session, conversation_id: int) -> None:
    conversation = session.get(Conversation, conversation_id, with_for_update=True)
    if conversation is None or conversation.status != ownership.OPEN:
        return
    log.info(
        "conversation given back", conversation_id=conversation_id, user_id=conversation.assigned_user_id
    )
    owner_id = conversation.assigned_user_id
    ownership.give_back(session, conversation)
    lines.add_given_back(session, conversation, owner_id)


def _of_those_who_left(session: Session, online: Collection[int]) -> list[int]:
    rows = session.execute(
        select(Conversation.id, Queue.return_minutes, User.is_active, User)
        .join(User, User.id == Conversation.assigned_user_id)
        .outerjoin(Queue, Queue.id == Conversation.queue_id)
        .join(Message, Message.id == Conversation.last_message_id)
        .where(
            Conversation.status == ownership.OPEN,
            Message.sender_type == "customer",
            or_(
                User.is_active.is_(False),
                and_(
                    Queue.return_minutes.is_not(None),
                    or_(User.availability != ONLINE, User.id.not_in(online)),
                ),
            ),
        )
        .order_by(Conversation.id)
        .limit(BATCH)
    ).all()
    now = utc_now()
    return [
        conversation_id
        for conversation_id, minutes, is_active, user in rows
        if not is_active or _is_gone(user, online, now - timedelta(minutes=minutes or 0))
    ]


def _is_gone(user: User, online: Collection[int], since: datetime) -> bool:
    """Whether nobody has sat there since that moment."""
    if user.availability != ONLINE and (user.availability_since is None or user.availability_since <= since):
        return True
    return user.id not in online and (user.last_seen_at is None or user.last_seen_at <= since)
