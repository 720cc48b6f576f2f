"""Who is told of what: rules over what an event speaks of, without any row of what was told before."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from appliance.accounts.models import User
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import ASSIGNED, OPEN, TRANSFERRED, WAITING
from appliance.conversations.visibility import sees
from appliance.push import choices
from appliance.realtime.events import MENTION_CREATED, MESSAGE_CREATED
from appliance.service_levels.clocks import SLA_AT_RISK, SLA_BREACHED

AT_DESK: Final = "online"
FRESH: Final = timedelta(minutes=2)
"""What has waited for longer is no news."""
LIFE: Final[Mapping[str, timedelta]] = {
    choices.MESSAGE: timedelta(hours=1),
    choices.TRANSFERRED: timedelta(hours=4),
    choices.MENTION: timedelta(hours=12),
    choices.SLA: timedelta(minutes=30),
    choices.WAITING: timedelta(minutes=10),
}
"""How long a push service keeps it for a browser that is off; an offer, until it runs out."""


@dataclass(frozen=True)
class Told:
    """One event with what it speaks of, as it is now. The conversation's contact must be loaded."""

    id: int
    kind: str
    conversation: Conversation
    message: Message | None = None
    user_id: int | None = None
    """Whom alone it concerns."""


@dataclass(frozen=True)
class Notice:
    """What one person is to be told of."""

    event: str
    conversation_id: int
    occasion: str
    expires_at: datetime


@dataclass(frozen=True)
class Surroundings:
    """What else decides."""

    now: datetime
    watching: Collection[int] = frozenset()
    """People with the inbox before their eyes: it tells them itself."""
    offering: Collection[int] = frozenset()
    """Queues that offer what waits to somebody who is there: nobody else need hear of it."""


def notices(told: Told, user: User, chosen: Mapping[str, Any], around: Surroundings) -> Iterator[Notice]:
    """What `user` is told; loaded as by accounts.people."""
    if user.id in around.watching or (chosen["quiet_when_away"] and user.availability != AT_DESK):
        return
    if not sees(user, told.conversation):
        return
    for event, occasion, expires_at in _of(told, user, around):
        if chosen["events"][event]["notice"]:
            life = expires_at or around.now + LIFE[event]
            yield Notice(event, told.conversation.id, occasion, life)


def _of(told: Told, user: User, around: Surroundings) -> Iterator[tuple[str, str, datetime | None]]:
    if told.kind == MENTION_CREATED:
        if told.user_id == user.id:
            yield choices.MENTION, str(told.id), None
        return
    conversation, message = told.conversation, told.message
    is_mine = conversation.status == OPEN and conversation.assigned_user_id == user.id
    if is_mine:
        if told.kind == MESSAGE_CREATED and message is not None and message.sender_type == "customer":
            yield choices.MESSAGE, str(message.id), None
        yield from _attention(conversation)
    elif conversation.status == WAITING:
        yield from _waiting(conversation, user, around)


def _attention(conversation: Conversation) -> Iterator[tuple[str, str, datetime | None]]:
    """Why it calls for its owner; told once for each change of owner, or each promise."""
    reason = conversation.attention_reason if conversation.needs_human_attention else None
    if reason in (TRANSFERRED, ASSIGNED):
        yield choices.TRANSFERRED, f"v{conversation.version}", None
    if reason in (SLA_AT_RISK, SLA_BREACHED):
        yield choices.SLA, f"{reason} {_stamp(conversation.sla_due_at)}", None


def _waiting(
    conversation: Conversation, user: User, around: Surroundings
) -> Iterator[tuple[str, str, datetime | None]]:
    since, until = conversation.queued_at, conversation.offer_expires_at
    if conversation.offered_to_id is not None:
        if conversation.offered_to_id == user.id and until is not None and until > around.now:
            yield choices.OFFER, _stamp(until), until
        return
    is_in_mine = conversation.queue_id is None or conversation.queue_id in user.queue_ids
    is_new = since is not None and since > around.now - FRESH
    if is_in_mine and is_new and conversation.queue_id not in around.offering:
        yield choices.WAITING, _stamp(since), None


def _stamp(at: datetime | None) -> str:
    return str(int(at.timestamp())) if at is not None else ""
