"""Done by the ticker: each step is one transaction under the conversation's lock, looked at again in it.

So it is taken once wherever the worker is killed, and not at all if the customer has written meanwhile.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.outbox import announce, is_window_open, queue_text
from appliance.conversations.ownership import close
from appliance.database import run_transaction, utc_now
from appliance.inactivity.models import InactivityRule
from appliance.inactivity.steps import CLOSE, WARN, Silence, may_be_due, silences, step_for

BATCH: Final = 50
"""Of each rule in one round."""

log = structlog.get_logger()


def step_due(context: Context) -> None:
    """One round: every conversation that has one takes its next step."""
    with context.sessions() as session:
        found = _due(session)
    for conversation_id, rule_id in found:
        take = partial(_step, conversation_id=conversation_id, rule_id=rule_id)
        if run_transaction(context.sessions, take):
            announce(context, conversation_id)


def _due(session: Session) -> list[tuple[int, int]]:
    now = utc_now()
    rules = session.scalars(select(InactivityRule)).all()
    own = [rule.queue_id for rule in rules if rule.queue_id is not None]
    return [
        (conversation_id, rule.id)
        for rule in rules
        if rule.is_active
        for conversation_id in islice(_due_by(session, rule, own, now), BATCH)
    ]


def _due_by(session: Session, rule: InactivityRule, own: list[int], now: datetime) -> Iterator[int]:
    """The longest silent first."""
    looked_at = silences().where(*may_be_due(rule, own, now))
    first = looked_at.order_by(Conversation.awaiting_customer_since, Conversation.id)
    for conversation_id, since, warnings, warned_at in session.execute(first):
        if step_for(rule, Silence(since, warnings, warned_at), now) is not None:
            yield conversation_id


def _step(session: Session, conversation_id: int, rule_id: int) -> bool:
    """Whether there was something to do."""
    conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
    rule = session.get(InactivityRule, rule_id)
    found = session.execute(silences().where(Conversation.id == conversation_id)).one_or_none()
    if rule is None or not rule.is_active or found is None:
        return False
    _, since, warnings, warned_at = found
    silence = Silence(since, warnings, warned_at)
    step = step_for(rule, silence, utc_now())
    if step is None:
        return False
    log.info("customer silent", conversation_id=conversation_id, step=step)
    if step == WARN:
        _warn(session, conversation, rule, silence.asked() + 1)
    elif step == CLOSE:
        _close(session, conversation, rule)
    return True


def _warn(session: Session, conversation: Conversation, rule: InactivityRule, times: int) -> None:
    """Counted also when the 24 hours are over and nobody may write."""
    conversation.idle_warnings, conversation.idle_warned_at = times, utc_now()
    session.flush()
    if is_window_open(conversation):
        queue_text(session, conversation, "system", rule.warn_text)


def _close(session: Session, conversation: Conversation, rule: InactivityRule) -> None:
    owner = {"status": conversation.status, "assigned_user_id": conversation.assigned_user_id}
    if rule.close_text and is_window_open(conversation):
        queue_text(session, conversation, "system", rule.close_text)
    close(session, conversation)
    conversation.close_reason_id = rule.close_reason_id
    after = {"status": conversation.status, "close_reason_id": rule.close_reason_id}
    note(session, "conversation.closed_silent", ("conversation", conversation.id), owner, owner | after)
