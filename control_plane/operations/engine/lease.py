"""Who works on an operation: a lease with a number (fence) that only goes up.

A runner that dies stops renewing; after `LEASE_SECONDS` any runner may claim the operation, which raises the
fence. One that was merely asleep finds its number outdated at its next write, and stops (LeaseLost).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import LeaseLost
from control_plane.models import Operation

LEASE_SECONDS = 15
HEARTBEAT_SECONDS = 5


@dataclass(frozen=True)
class Lease:
    """The right to work on one operation until somebody claims it with a higher fence."""

    operation_id: str
    holder: str
    fence: int


def claim(sessions: Sessions, holder: str) -> Lease | None:
    """Takes the oldest operation that is due: queued, waiting past its time, or left by a dead runner."""
    now = utc_now()
    due = _is_due(now)
    query = select(Operation.id, Operation.fence, Operation.state).where(due).order_by(Operation.created_at)
    with transaction(sessions) as session:
        for operation_id, fence, state in session.execute(query.limit(10)).all():
            changes: dict[str, Any] = {
                "state": "running",
                "lease_holder": holder,
                "lease_until": now + timedelta(seconds=LEASE_SECONDS),
                "fence": fence + 1,
                "retry_at": None,
            }
            if state == "running":  # its runner died: that counts, or a step that kills runners never ends
                changes["attempts"] = Operation.attempts + 1
            mine = update(Operation).where(Operation.id == operation_id, Operation.fence == fence, due)
            if _rows(session, mine.values(changes)) == 1:
                return Lease(operation_id, holder, fence + 1)
    return None


def hold(session: Session, lease: Lease, **changes: Any) -> None:
    """Renews the lease and applies `changes` to the operation, or raises LeaseLost.

    First statement of every transaction that writes about the operation: its row stays locked until commit,
    so no other runner can claim in between.
    """
    changes.setdefault("lease_until", utc_now() + timedelta(seconds=LEASE_SECONDS))
    mine = update(Operation).where(
        Operation.id == lease.operation_id, Operation.fence == lease.fence, Operation.state == "running"
    )
    if _rows(session, mine.values(changes)) != 1:
        raise LeaseLost("lease_lost", "Another runner has taken this operation over.")


def renew(sessions: Sessions, lease: Lease) -> None:
    """The heartbeat. Raises LeaseLost."""
    with transaction(sessions) as session:
        hold(session, lease)


def give_back(sessions: Sessions, lease: Lease) -> None:
    """Queues the operation for any runner at once, instead of letting the lease run out. Raises LeaseLost."""
    with transaction(sessions) as session:
        hold(session, lease, state="queued", lease_holder=None, lease_until=None)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        Operation.state == "queued",
        and_(Operation.state == "waiting", Operation.retry_at <= now),
        and_(Operation.state == "running", Operation.lease_until < now),
    )


def _rows(session: Session, statement: Any) -> int:
    result: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        statement.execution_options(synchronize_session=False)
    )
    return result.rowcount
