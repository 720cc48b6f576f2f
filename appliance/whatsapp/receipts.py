"""Receipts: what WhatsApp says became of a message. They arrive late, twice and out of order.

Meta, webhooks/reference/messages/status: a status only moves up its rank. `failed` ranks above `sent` and
below `delivered`: it ends a message that was not delivered, and says nothing against one that was, whichever
of the two comes first. A receipt may even come before the answer to the send that it speaks of:
it is then found by `biz_opaque_callback_data`, or waits for its message.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from appliance.conversations.activity import REACTION
from appliance.conversations.models import Message
from appliance.conversations.presenting import known_record
from appliance.conversations.reactions import reaction_accepted, reaction_refused
from appliance.database import utc_now
from appliance.realtime.events import MESSAGE_UPDATED, record
from appliance.whatsapp.answers import link_answers
from appliance.whatsapp.changes import settle_changes
from appliance.whatsapp.graph_errors import error_of
from appliance.whatsapp.models import PendingReceipt
from appliance.whatsapp.payload import Receipt
from appliance.whatsapp.stops import PROBE, lift
from appliance.whatsapp.undelivered import BOT_MESSAGE_FAILED, hand_over

FAILED = "failed"
RANKS = {
    "queued": 0,
    "unknown": 0,
    "accepted": 1,
    "sent": 2,
    FAILED: 3,
    "delivered": 4,
    "read": 5,
    "played": 6,
}
"""One order for all: the highest that ever came is where a message ends, in whatever order they came."""
LEFT_META = frozenset({"sent", "delivered", "read", "played"})
ARRIVED = LEFT_META - {"sent"}
"""`sent` says that Meta took it, and so nothing of an attempt that failed afterwards."""
KEPT_FOR = timedelta(days=3)
"""How long a receipt waits for its message: those of other apps on the same number never find one."""

_CALLBACK = re.compile(r"m(\d{1,18})\.(\d{1,9})")


def callback_data(message: Message) -> str:
    """Sent with each attempt and echoed in its receipts: which message, which attempt; nothing personal."""
    return f"m{message.id}.{message.attempts}"


def moves_forward(current: str, new: str) -> bool:
    """Whether a message that is `current` may become `new`."""
    return RANKS.get(new, -1) > RANKS.get(current, 0)


def advance(session: Session, message: Message, status: str, error: dict[str, object] | None = None) -> bool:
    """Moves the message forward, or leaves it; True if it moved. Its row must be locked.

    An answer of the bot's that fails is handed over with it.
    """
    if not moves_forward(message.status, status):
        return False
    decides = status in LEFT_META and (message.error or {}).get("kind") == PROBE
    message.status = status
    message.error = error
    record(session, MESSAGE_UPDATED, message.conversation_id, message.id)
    if status == FAILED:
        hand_over(session, message, BOT_MESSAGE_FAILED)
    if message.message_type == REACTION:
        _tell_reaction(session, message)
    if decides:
        lift(session)
    return True


def _tell_reaction(session: Session, message: Message) -> None:
    if message.status == FAILED:
        reaction_refused(session, message, message.error or {})
    elif message.whatsapp_message_id is not None:
        reaction_accepted(session, message)


def take_receipt(session: Session, receipt: Receipt) -> Message | None:
    """Applies `receipt`, its status one of RANKS, to its message, or keeps it until the message is known.

    Returns the message that it made fail.
    """
    message = session.scalar(
        select(Message).where(Message.whatsapp_message_id == receipt.message_id).with_for_update()
    ) or _adopt(session, receipt)
    if message is not None:
        _note_pricing(message, receipt)
        error = _error(receipt.status, receipt.error_code, receipt.error_title)
        # what customers wrote is received, and takes no receipts
        has_moved = message.sender_type != "customer" and advance(session, message, receipt.status, error)
        return message if has_moved and receipt.status == FAILED else None
    session.add(
        PendingReceipt(
            whatsapp_message_id=receipt.message_id,
            callback_data=receipt.callback_data,
            status=receipt.status,
            error_code=receipt.error_code,
            error_title=receipt.error_title,
            occurred_at=receipt.occurred_at or utc_now(),
        )
    )
    return None


def give_up_attempt(session: Session, message: Message) -> None:
    """A person has `message`, which failed, sent anew: its id is no longer the message's.

    That id's failure is kept, so that a `sent` of it which comes late, or again, is not taken for the new
    attempt's. Its row must be locked.
    """
    if message.whatsapp_message_id is not None:
        session.add(
            PendingReceipt(
                whatsapp_message_id=message.whatsapp_message_id,
                callback_data=None,
                status=FAILED,
                occurred_at=utc_now(),
            )
        )
        message.whatsapp_message_id = None


def _note_pricing(message: Message, receipt: Receipt) -> None:
    """Kept with the message (`metadata.pricing`): Meta has no call that tells it afterwards."""
    record_now = known_record(message)
    if receipt.pricing and record_now.get("pricing") != receipt.pricing:
        message.record = {**record_now, "pricing": {**record_now.get("pricing", {}), **receipt.pricing}}


def settle(session: Session, message: Message) -> bool:
    """Applies the receipts that waited for this message, now that it has its id. Its row must be locked.

    Whether they made it fail: what that means for others is the caller's (outcomes.heed_failure).
    """
    before = message.status
    waiting = session.scalars(
        select(PendingReceipt)
        .where(PendingReceipt.whatsapp_message_id == message.whatsapp_message_id)
        .order_by(PendingReceipt.id)
    ).all()
    for row in waiting:
        advance(session, message, row.status, _error(row.status, row.error_code, row.error_title))
        session.delete(row)
    return message.status == FAILED and before != FAILED


def adopt_parked(session: Session, message: Message) -> bool:
    """Whether a receipt that waits says that an older attempt of this message, without an id yet, arrived.

    It came while another attempt was under way. The message then has its id, and nothing is left to send.
    """
    if message.whatsapp_message_id is not None or message.attempts < 2:  # the first has no older
        return False
    attempts = range(max(1, message.attempts - 20), message.attempts + 1)
    older = [f"m{message.id}.{attempt}" for attempt in attempts]
    parked = session.scalars(
        select(PendingReceipt)
        .where(PendingReceipt.callback_data.in_(older), PendingReceipt.status != FAILED)
        .order_by(PendingReceipt.id)
    ).all()
    found = next((one for one in parked if _has_left(session, one.whatsapp_message_id, one.status)), None)
    if found is None or found.occurred_at < message.created_at - timedelta(minutes=1):
        return False
    message.whatsapp_message_id = found.whatsapp_message_id
    message.claimed_at = message.retry_at = None
    session.flush()
    settle(session, message)
    settle_changes(session, [message])
    link_answers(session, [message])
    return True


def settle_late(session: Session) -> list[Message]:
    """Applies receipts parked in the very moment their message got its id; those that failed by them."""
    messages = session.scalars(
        select(Message)
        .where(Message.whatsapp_message_id.in_(select(PendingReceipt.whatsapp_message_id)))
        .with_for_update(skip_locked=True)
    ).all()
    return [message for message in messages if settle(session, message)]


def forget_old(session: Session) -> None:
    """Drops receipts whose message never came."""
    session.execute(delete(PendingReceipt).where(PendingReceipt.created_at < utc_now() - KEPT_FOR))


def _adopt(session: Session, receipt: Receipt) -> Message | None:
    """The message whose send got no answer (yet), recognised by its callback data; it now gets its id."""
    match = _CALLBACK.fullmatch(receipt.callback_data or "")
    if not match:
        return None
    message = session.scalar(select(Message).where(Message.id == int(match[1])).with_for_update())
    if message is None or message.sender_type == "customer":
        return None
    if message.whatsapp_message_id is not None:  # the answer to the send won the race for the row
        return message if message.whatsapp_message_id == receipt.message_id else None
    if not _speaks_of(message, int(match[2]), receipt.status, receipt.occurred_at):
        return None
    if receipt.status != FAILED and not _has_left(session, receipt.message_id, receipt.status):
        return None
    message.whatsapp_message_id = receipt.message_id
    message.claimed_at = None
    message.retry_at = None
    settle_changes(session, [message])
    link_answers(session, [message])
    return message


def _has_left(session: Session, whatsapp_message_id: str, status: str) -> bool:
    """Whether a success leaves nothing to send: not the `sent` of what is known to have failed after it."""
    if status in ARRIVED:
        return True
    failed = select(PendingReceipt.id).where(
        PendingReceipt.whatsapp_message_id == whatsapp_message_id, PendingReceipt.status == FAILED
    )
    return session.scalar(failed.limit(1)) is None


def _speaks_of(message: Message, attempt: int, status: str, occurred_at: datetime | None) -> bool:
    """Whether a receipt of `attempt` settles a message that has no id yet.

    A success settles it even when a resend already waits: the customer has the message. A failure counts
    only for the latest attempt, while no other is waiting. A restored database gives ids out again:
    a receipt older than the message is of another one.
    """
    if occurred_at is not None and occurred_at < message.created_at - timedelta(minutes=1):
        return False
    if attempt > message.attempts:
        return False
    is_latest = attempt == message.attempts
    is_in_flight = message.claimed_at is not None
    if status == FAILED:
        return is_latest and (is_in_flight or message.status == "unknown")
    return is_latest or not is_in_flight


def _error(status: str, code: int | None, title: str | None) -> dict[str, object] | None:
    return error_of(code, title) if status == FAILED else None
