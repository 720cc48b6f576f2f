"""Putting a conversation off, and how urgent it is.

Put off, it is in no list of live ones until its moment comes (the ticker looks every few seconds), the
customer writes, or somebody takes it over, transfers or closes it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.ownership import LIVE, OPEN, call_attention
from appliance.conversations.presenting import moment
from appliance.conversations.queries import present_conversations
from appliance.conversations.visibility import find_conversation
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, InvalidInput
from appliance.realtime.events import CONVERSATION_UPDATED, publish_pending, record

SNOOZE_DAYS = 90
SNOOZE_OVER: Final = "snooze_over"
"""Why it needs attention: the moment has come that it was put off to."""
BATCH = 200


def snooze(context: Context, user: User, conversation_id: int, until: datetime | None) -> dict[str, Any]:
    """Until then; None: not any more.

    Raises NotFound, Conflict (`not_owner`, `wrong_state` once it is closed), InvalidInput `invalid_snooze`.
    """
    return _changed(
        context, user, conversation_id, lambda session, row: snooze_within(session, row, user, until)
    )


def snooze_within(session: Session, conversation: Conversation, user: User, until: datetime | None) -> None:
    """In the caller's transaction. Raises as snooze."""
    if until is not None and not utc_now() < until <= utc_now() + timedelta(days=SNOOZE_DAYS):
        text = f"Escolha um momento no futuro, até {SNOOZE_DAYS} dias a partir de agora."
        raise InvalidInput("invalid_snooze", text, field="until", limit=SNOOZE_DAYS)
    _require_decider(conversation, user)
    if until is not None and conversation.status not in LIVE:
        raise Conflict("wrong_state", "A conversa está encerrada.", status=conversation.status)
    _change(session, conversation, "snoozed", "snoozed_until", until)


def prioritise(context: Context, user: User, conversation_id: int, priority: int) -> dict[str, Any]:
    """Raises NotFound, Conflict `not_owner`."""
    return _changed(
        context, user, conversation_id, lambda session, row: prioritise_within(session, row, user, priority)
    )


def prioritise_within(session: Session, conversation: Conversation, user: User, priority: int) -> None:
    """In the caller's transaction. Raises as prioritise."""
    _require_decider(conversation, user)
    _change(session, conversation, "prioritised", "priority", priority)


def wake_due(context: Context) -> None:
    """Those whose moment has come are back in the lists, and call for a look."""
    if run_transaction(context.sessions, _wake_due):
        publish_pending(context)


def _wake_due(session: Session) -> int:
    due = session.scalars(
        select(Conversation)
        .where(Conversation.snoozed_until <= utc_now())
        .order_by(Conversation.snoozed_until)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for conversation in due:
        conversation.snoozed_until = None
        if conversation.status in LIVE:
            call_attention(session, conversation, SNOOZE_OVER)
    return len(due)


def _change(session: Session, row: Conversation, action: str, field: str, value: Any) -> None:
    before = getattr(row, field)
    if before == value:
        return
    setattr(row, field, value)
    row.clocks_changed = True  # another priority may promise something else
    states = ({field: _plain(before)}, {field: _plain(value)})
    note(session, f"conversation.{action}", ("conversation", row.id), *states)
    record(session, CONVERSATION_UPDATED, row.id)


def _plain(value: Any) -> Any:
    return moment(value) if isinstance(value, datetime) else value


def _require_decider(conversation: Conversation, user: User) -> None:
    is_others = conversation.status == OPEN and conversation.assigned_user_id != user.id
    if is_others and not user.may("conversation.assign"):
        raise Conflict("not_owner", "A conversa é de outra pessoa.")


def _changed(
    context: Context, user: User, conversation_id: int, change: Callable[[Session, Conversation], None]
) -> dict[str, Any]:
    def work(session: Session) -> dict[str, Any]:
        conversation = find_conversation(session, user, conversation_id, lock=True)
        change(session, conversation)
        session.flush()
        return present_conversations(session, [conversation])[0]

    shown = run_transaction(context.sessions, work)
    publish_pending(context)
    return shown
