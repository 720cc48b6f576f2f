"""Messages whose time comes later: each is a row that waits, looked at by the server's clock.

Due, it enters the thread and the outbox in one transaction, so a crash neither loses nor doubles it. What
WhatsApp would not take any more (the 24 hours are over, the template was stopped) enters it as failed, and a
person is called. A conversation that was closed meanwhile keeps its messages: they go to the contact's live
conversation if there is one, else out of the closed one. Merged contacts' messages move with the rest.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.conversations.activity import SCHEDULED, enter_thread
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import announce, is_at_whatsapp, is_old, now_in_thread
from appliance.conversations.ownership import LIVE, call_attention
from appliance.conversations.queries import lock_messages
from appliance.conversations.replies import require_possible
from appliance.database import run_transaction, utc_now
from appliance.errors import InvalidInput
from appliance.realtime.events import THREAD_CHANGED, record
from appliance.whatsapp.meanings import NEEDS_NUMBER, OPTED_OUT, TEMPLATE_MISSING, WINDOW_CLOSED
from appliance.worker.jobs import guard

SCHEDULED_NOT_SENT: Final = "scheduled_not_sent"
"""Why a person is called: `attention_reason`."""

_MEANINGS = {
    "window_closed": WINDOW_CLOSED,
    "marketing_stopped": OPTED_OUT,
    "number_needed": NEEDS_NUMBER,
}
"""What a refusal means in the words of failed messages; all others are about the template."""

BATCH = 100

log = structlog.get_logger()


def release_due(context: Context) -> None:
    """Every scheduled message whose time has come leaves, in the order of the times. For the ticker."""
    with context.sessions() as session:
        due = session.execute(
            select(Message.conversation_id)
            .where(Message.status == SCHEDULED, Message.scheduled_at <= utc_now())
            .group_by(Message.conversation_id)
            .order_by(func.min(Message.scheduled_at))
            .limit(BATCH)
        ).scalars()
        conversation_ids = list(due)
    for conversation_id in conversation_ids:
        with guard("release_due", conversation_id):  # what breaks here holds up no other conversation
            reached = run_transaction(context.sessions, partial(_release, conversation_id=conversation_id))
            if reached is not None:
                announce(context, reached)


def _release(session: Session, conversation_id: int) -> int | None:
    """The conversation whose outbox now holds them; None when somebody else was quicker."""
    now = utc_now()
    conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
    ids = session.scalars(
        select(Message.id)
        .where(
            Message.conversation_id == conversation_id,
            Message.status == SCHEDULED,
            Message.scheduled_at <= now,
        )
        .order_by(Message.scheduled_at, Message.id)
        .limit(BATCH)
    ).all()
    messages = [row for row in lock_messages(session, ids) if row.status == SCHEDULED]
    if not messages:
        return None
    reached = _live(session, conversation)
    if reached is not conversation:
        _move(session, messages, conversation, reached)
    ahead = _last_ahead(session, reached)
    for message in messages:
        if message.id < ahead:
            break  # the outbox goes by ids, and this one comes after what is still there
        release(session, reached, message, next_moment(reached))
        ahead = message.id if message.status == "queued" else ahead
    return reached.id


def _move(session: Session, messages: Sequence[Message], giver: Conversation, taker: Conversation) -> None:
    for message in messages:
        message.conversation_id = taker.id
    session.flush()
    for row in (giver, taker):
        record(session, THREAD_CHANGED, row.id)


def next_moment(conversation: Conversation) -> datetime:
    """Now, but after what came into the thread within this second: those ids may be higher."""
    now, last = now_in_thread(), conversation.last_message_at
    is_this_second = now <= last < now + timedelta(seconds=1)
    return last + timedelta(microseconds=1) if is_this_second else now


def _last_ahead(session: Session, conversation: Conversation) -> int:
    """The highest id among those whose time came before and that have not left yet."""
    found = session.scalar(
        select(func.max(Message.id)).where(
            Message.conversation_id == conversation.id,
            Message.status == "queued",
            Message.scheduled_at.is_not(None),
        )
    )
    return found or 0


def release(session: Session, conversation: Conversation, message: Message, sent_at: datetime) -> None:
    """Into the thread: queued, or failed with the reason. Both rows must be locked."""
    message.sent_at = sent_at
    message.reply_to_id = _still_quotable(session, message)
    try:
        require_possible(session, conversation, message)
    except InvalidInput as refusal:
        message.status = "failed"
        message.error = _reason(refusal)
        call_attention(session, conversation, SCHEDULED_NOT_SENT)
        log.info("scheduled message not sent", message_id=message.id, reason=refusal.code)
    else:
        message.status = "queued"
    session.flush()
    enter_thread(session, conversation, message)


def _live(session: Session, conversation: Conversation) -> Conversation:
    """Where the contact is talked to now, locked."""
    if conversation.status in LIVE:
        return conversation
    live = session.scalar(
        select(Conversation)
        .where(Conversation.open_contact_id == conversation.contact_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return live or conversation


def _still_quotable(session: Session, message: Message) -> int | None:
    """What it quotes, unless that is in another conversation by now, failed, or is too old to be shown."""
    quoted = session.get(Message, message.reply_to_id) if message.reply_to_id is not None else None
    if quoted is None or quoted.conversation_id != message.conversation_id:
        return None
    return quoted.id if is_at_whatsapp(quoted) and not is_old(quoted) else None


def _reason(refusal: InvalidInput) -> dict[str, Any]:
    meaning = _MEANINGS.get(refusal.code, TEMPLATE_MISSING)
    return {**meaning.as_error(), "message": f"Não foi enviada na hora marcada. {refusal.message}"}
