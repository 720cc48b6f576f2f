"""Nothing stays "sending" for a minute without a truth: what waits says why, what was lost says so.

Meta, messages/status: what cannot be delivered is dropped after 30 days, possibly without a word.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from appliance.conversations.activity import REACTION
from appliance.conversations.models import Message
from appliance.conversations.presenting import moment
from appliance.database import utc_now
from appliance.realtime.events import MESSAGE_UPDATED, record
from appliance.whatsapp.bodies import files_of
from appliance.whatsapp.meanings import Meaning
from appliance.whatsapp.outcomes import SINCE, mark_unknown
from appliance.whatsapp.own_reasons import ANSWER, BEHIND, EXPIRED, TURN, UPLOADING
from appliance.whatsapp.receipts import advance
from appliance.whatsapp.sending_state import active_stop

BATCH: Final = 500
CLAIM_SECONDS: Final = 40
"""A claim older than this was left by a crash (a call ends within 20 s): its message becomes unknown."""
EXPLAINED_AFTER: Final = timedelta(seconds=20)
DROPPED_AFTER: Final = timedelta(days=30)
IN_METAS_HANDS = ("accepted", "sent")


def expire_claims(session: Session) -> None:
    """Messages whose sender died in the act become unknown: they may have left.

    Also those of a clock that was ahead when it claimed them, and has been put right since.
    """
    now, long = utc_now(), timedelta(seconds=CLAIM_SECONDS)
    for message in session.scalars(
        select(Message)
        .where(
            Message.status == "queued", or_(Message.claimed_at < now - long, Message.claimed_at > now + long)
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ):
        mark_unknown(session, message)


def end_waits_of_a_wrong_clock(session: Session) -> None:
    """A wait that was decided in the future is over: the clock was ahead, and has been put right since."""
    now = utc_now()
    for message in session.scalars(
        select(Message)
        .where(
            Message.status == "queued",
            Message.retry_at > now,
            Message.error[SINCE].as_string() > moment(now + timedelta(seconds=CLAIM_SECONDS)),
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ):
        message.retry_at = now


def explain_waiting(session: Session) -> int:
    """Gives every message that waits for long its reason, where sending gave it none; how many it told."""
    rows = session.scalars(
        select(Message)
        .where(
            Message.status == "queued",
            Message.error.is_(None),
            Message.sent_at < utc_now() - EXPLAINED_AFTER,
        )
        .order_by(Message.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return 0
    stop = active_stop(session)
    first = _oldest(session, {row.conversation_id for row in rows})
    for row in rows:
        is_first = first.get(row.conversation_id) == row.id
        row.error = _stopped(stop.reason) if stop else _why(row, is_first=is_first).as_error()
        record(session, MESSAGE_UPDATED, row.conversation_id, row.id)
    return len(rows)


def drop_undelivered(session: Session) -> None:
    """What Meta took a month ago and never delivered: it has given up by now."""
    now = utc_now()
    found = session.scalars(
        select(Message.id)
        .where(
            Message.status.in_(IN_METAS_HANDS),
            Message.message_type != REACTION,  # of a reaction Meta says nothing beyond `sent`
            Message.attempts > 0,  # written here, and not on the business's phone
            Message.sent_at.between(now - 2 * DROPPED_AFTER, now - DROPPED_AFTER),
        )
        .limit(BATCH)
    ).all()
    for message in session.scalars(
        select(Message)
        .where(Message.id.in_(found), Message.status.in_(IN_METAS_HANDS))
        .order_by(Message.id)
        .with_for_update(skip_locked=True)
    ):
        advance(session, message, "failed", EXPIRED.as_error())


def _why(message: Message, *, is_first: bool) -> Meaning:
    """Why it waits, where nothing was refused."""
    if message.claimed_at is not None:
        return ANSWER
    if not is_first:
        return BEHIND
    return UPLOADING if files_of(message.outgoing) else TURN


def _stopped(reason: dict[str, Any]) -> dict[str, Any]:
    return {name: reason.get(name) for name in ("code", "kind", "reason", "title", "message")}


def _oldest(session: Session, conversation_ids: Iterable[int]) -> dict[int, int]:
    rows = session.execute(
        select(Message.conversation_id, func.min(Message.id))
        .where(Message.status == "queued", Message.conversation_id.in_(conversation_ids))
        .group_by(Message.conversation_id)
    )
    return {conversation_id: message_id for conversation_id, message_id in rows}
