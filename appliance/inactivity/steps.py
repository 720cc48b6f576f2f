"""What is to be done about a customer's silence, and when.

Silence is counted from the last of our words that reached the customer, if none of theirs came after it: what
failed is nothing they could answer, and takes nothing from what they were told before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select, text

from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import OPEN
from appliance.conversations.turns import NOBODYS_TURN
from appliance.inactivity.models import InactivityRule

WARN: Final = "warn"
CLOSE: Final = "close"
_ARRIVED: Final = ("accepted", "sent", "delivered", "read", "played")


@dataclass(frozen=True)
class Silence:
    """Of a customer who is waited for."""

    since: datetime | None
    """When what they are to answer was said; None: nothing of that has reached them."""
    warnings: int
    """How often they were asked whether they are still there,"""
    warned_at: datetime | None
    """and when last."""

    def asked(self) -> int:
        """As `warnings`, since what they are to answer."""
        return self.warnings if self._is_warned() else 0

    def last_word(self) -> datetime | None:
        """Of ours, asking included."""
        return self.warned_at if self._is_warned() else self.since

    def _is_warned(self) -> bool:
        return self.since is not None and self.warned_at is not None and self.warned_at >= self.since


def step_for(rule: InactivityRule, silence: Silence, now: datetime) -> str | None:
    """WARN, CLOSE, or None: not yet, or nothing has reached them."""
    last_word = silence.last_word()
    if last_word is None:
        return None
    silent_since = max(last_word, rule.active_since)
    if silence.asked() < rule.most_warnings:
        return WARN if silent_since + timedelta(minutes=rule.warn_after_minutes) <= now else None
    return CLOSE if silent_since + timedelta(minutes=rule.close_after_minutes) <= now else None


def silences() -> Select[int, datetime | None, int, datetime | None]:
    """Of conversations in which we wait for the customer: id, and what a Silence is made of."""
    return select(
        Conversation.id, _reached_at(), Conversation.idle_warnings, Conversation.idle_warned_at
    ).where(
        Conversation.status == OPEN,
        Conversation.snoozed_until.is_(None),
        Conversation.awaiting_customer_since.is_not(None),
    )


def may_be_due(rule: InactivityRule, own_rules: list[int], now: datetime) -> list[ColumnElement[bool]]:
    """Whose silence is worth looking at. `own_rules`: the queues that have one."""
    shortest = timedelta(minutes=min(rule.warn_after_minutes, rule.close_after_minutes))
    last_moved = func.coalesce(Conversation.idle_warned_at, Conversation.people_since)
    return [last_moved <= now - shortest, _in_scope(rule, own_rules)]


def _reached_at() -> ColumnElement[datetime | None]:
    """When we said the last thing that arrived; NULL if the customer has spoken since, or that was before
    the conversation was taken up again. Read from the thread's end: as far back as what failed lies.
    """
    is_theirs, is_ours = Message.sender_type == "customer", Message.sender_type == "attendant"
    return (
        select(case((is_ours, Message.sent_at)))
        .where(
            Message.conversation_id == Conversation.id,
            # as messages have whole seconds
            Message.sent_at >= func.timestampadd(text("SECOND"), -1, Conversation.people_since),
            Message.message_type.not_in(NOBODYS_TURN),
            or_(is_theirs, is_ours & Message.status.in_(_ARRIVED)),
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )


def _in_scope(rule: InactivityRule, own_rules: list[int]) -> ColumnElement[bool]:
    if rule.queue_id is not None:
        return Conversation.queue_id == rule.queue_id
    return or_(Conversation.queue_id.is_(None), Conversation.queue_id.not_in(own_rules))
