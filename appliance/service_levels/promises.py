"""Which promise holds for a conversation: the one for its queue and priority, else for its queue, else for
its priority, else everybody's.
"""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from appliance.conversations.models import Conversation
from appliance.service_levels.counting import Terms
from appliance.service_levels.models import ServiceLevel


def scope_of(queue_id: int | None, priority: int | None) -> str:
    """`*` stands for every one."""
    return f"{_or_any(queue_id)}:{_or_any(priority)}"


def load_terms(session: Session) -> dict[str, Terms]:
    """All that is promised, by scope."""
    return {row.scope: _terms(row) for row in session.scalars(select(ServiceLevel))}


def terms_for(terms: dict[str, Terms], queue_id: int | None, priority: int) -> Terms | None:
    """The nearest; None if nothing is promised. What is in no queue has only what holds for every queue."""
    queues = (queue_id, None) if queue_id is not None else (None,)
    scopes = (scope_of(queue, urgency) for queue in queues for urgency in (priority, None))
    return next((terms[scope] for scope in scopes if scope in terms), None)


def count_anew(session: Session) -> None:
    """In the caller's transaction: promises or hours have changed, so every live conversation is counted."""
    live = Conversation.status.in_(("waiting", "open"))
    session.execute(
        update(Conversation)
        .where(live)
        .values(clocks_changed=True)
        .execution_options(synchronize_session=False)
    )


def _terms(row: ServiceLevel) -> Terms:
    return Terms(_minutes(row.response_minutes), _minutes(row.resolution_minutes), row.warn_percent / 100)


def _minutes(value: int | None) -> timedelta | None:
    return timedelta(minutes=value) if value is not None else None


def _or_any(value: int | None) -> str:
    return "*" if value is None else str(value)
