"""What is promised of each conversation, kept true by the ticker: what changed is counted, what has come due
is told. Killed anywhere it begins again: what is counted and what is told is one transaction.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.ownership import CLOSED, call_attention
from appliance.database import run_transaction, utc_now
from appliance.hours.lookup import hours_of, schedule_of
from appliance.hours.opening import Hours
from appliance.realtime.events import CONVERSATION_UPDATED, publish_pending, record
from appliance.service_levels.counting import (
    LATE,
    Deadline,
    Facts,
    Spent,
    Terms,
    earliest,
    go_on,
    resolution_deadline,
    response_deadline,
)
from appliance.service_levels.models import ServiceClock
from appliance.service_levels.promises import load_terms, terms_for
from appliance.settings import TenantSettings

SLA_AT_RISK: Final = "sla_at_risk"
SLA_BREACHED: Final = "sla_breached"
"""Why somebody is to look at it: what was promised is nearly, or already, too late."""
BATCH: Final = 50
"""In one transaction: whoever writes in one of them waits for so many at most."""
ROUNDS: Final = 20
LOOKED_BACK: Final = timedelta(days=60)
"""Of a clock that runs longer, holidays before that count as open."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Book:
    """What is read once in a round: promises, and the hours of queues as they are met."""

    tenant: TenantSettings
    terms: dict[str, Terms]
    now: datetime
    _hours: dict[int | None, Hours] = field(default_factory=dict)

    def hours(self, session: Session, queue_id: int | None) -> Hours:
        """Of that queue."""
        if queue_id not in self._hours:
            schedule = schedule_of(session, queue_id)
            self._hours[queue_id] = hours_of(session, schedule, self.tenant, self.now - LOOKED_BACK)
        return self._hours[queue_id]


def keep_clocks(context: Context) -> None:
    """One round of the ticker."""
    done = 0
    for _ in range(ROUNDS):
        counted = run_transaction(context.sessions, lambda session: _count_some(session, context))
        done += counted
        if counted < BATCH:
            break
    if done:
        publish_pending(context)


def _count_some(session: Session, context: Context) -> int:
    ids = _due(session)
    if not ids:
        return 0
    rows = session.scalars(
        select(Conversation)
        .where(Conversation.id.in_(ids))
        .order_by(Conversation.id)
        .with_for_update(skip_locked=True)
    ).all()
    clocks = {
        row.conversation_id: row
        for row in session.scalars(select(ServiceClock).where(ServiceClock.conversation_id.in_(ids)))
    }
    book = Book(context.settings.tenant, load_terms(session), utc_now())
    for conversation in rows:
        conversation.clocks_changed = False
        _count(session, book, conversation, clocks.get(conversation.id))
    return len(rows)


def _due(session: Session) -> list[int]:
    changed = select(Conversation.id).where(Conversation.clocks_changed == true()).limit(BATCH)
    ids = list(session.scalars(changed))
    if len(ids) < BATCH:
        to_tell = select(ServiceClock.conversation_id).where(ServiceClock.tell_at <= utc_now()).limit(BATCH)
        ids += session.scalars(to_tell)
    return ids


def _count(session: Session, book: Book, conversation: Conversation, clock: ServiceClock | None) -> None:
    terms = terms_for(book.terms, conversation.queue_id, conversation.priority)
    facts = _facts(conversation)
    if facts is None or (terms is None and clock is None):
        _show(session, conversation, (Deadline(None, None), Deadline(None, None)))
        return
    if clock is None:
        clock = ServiceClock(conversation_id=conversation.id, queue_id=conversation.queue_id)
        clock.spent_seconds = clock.response_told = clock.resolution_told = 0
        session.add(clock)
    spent = _go_on(session, book, conversation, clock, facts)
    hours, promised = book.hours(session, conversation.queue_id), terms or Terms(None, None, 1)
    response = response_deadline(facts, promised, hours)
    resolution = resolution_deadline(spent, facts, promised, hours)
    _show(session, conversation, (response, resolution))
    _tell(session, book.now, conversation, clock, (response, resolution))


def _facts(conversation: Conversation) -> Facts | None:
    """None for what people never had."""
    if conversation.people_since is None:
        return None
    return Facts(
        conversation.people_since,
        conversation.answered_at,
        conversation.awaiting_customer_since,
        conversation.last_customer_message_at,
        conversation.closed_at if conversation.status == CLOSED else None,
    )


def _go_on(
    session: Session, book: Book, conversation: Conversation, clock: ServiceClock, facts: Facts
) -> Spent:
    spent = Spent(timedelta(seconds=clock.spent_seconds), clock.running_since)
    has_moved = clock.queue_id != conversation.queue_id
    before = book.hours(session, clock.queue_id)
    spent = go_on(spent, facts, before, moved_at=book.now if has_moved else None)
    clock.spent_seconds, clock.running_since = int(spent.before.total_seconds()), spent.running_since
    clock.queue_id = conversation.queue_id
    return spent


def _show(session: Session, conversation: Conversation, deadlines: tuple[Deadline, Deadline]) -> None:
    response, resolution = deadlines
    values = {
        "response_due_at": response.due_at,
        "resolution_due_at": resolution.due_at,
        "sla_warn_at": earliest((response.warn_at, resolution.warn_at)),
        "sla_due_at": earliest((response.due_at, resolution.due_at)),
    }
    if any(getattr(conversation, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(conversation, name, value)
        record(session, CONVERSATION_UPDATED, conversation.id)


def _tell(
    session: Session,
    now: datetime,
    conversation: Conversation,
    clock: ServiceClock,
    deadlines: tuple[Deadline, Deadline],
) -> None:
    """What has come to be at risk or late since it was last looked at; each once."""
    response, resolution = deadlines
    news = []
    if response.level(now) > clock.response_told:
        clock.response_told = response.level(now)
        news.append(clock.response_told)
    if resolution.level(now) > clock.resolution_told:
        clock.resolution_told = resolution.level(now)
        news.append(clock.resolution_told)
    clock.tell_at = earliest(
        (response.next_after(clock.response_told), resolution.next_after(clock.resolution_told))
    )
    if news:
        reason = SLA_BREACHED if max(news) == LATE else SLA_AT_RISK
        log.info("service level", conversation_id=conversation.id, state=reason)
        call_attention(session, conversation, reason)
