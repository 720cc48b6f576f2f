"""Who works on an operation: a lease with a number (fence) that only goes up.

A runner that dies stops renewing; after `LEASE_SECONDS` any runner may claim the operation, which raises the
fence. One that was merely asleep finds its number outdated at its next write, and stops (LeaseLost).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Select, or_, select, update
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import LeaseLost
from control_plane.models import Operation
from control_plane.operations.queue import crowded, has_turn, is_due, take_tenant

LEASE_SECONDS = 15
HEARTBEAT_SECONDS = 5


@dataclass(frozen=True)
class Lease:
    """The right to work on one operation until somebody claims it with a higher fence."""

    operation_id: str
    holder: str
    fence: int


def claim(sessions: Sessions, holder: str) -> Lease | None:
    """Takes the oldest operation that is due and whose turn it is, and with it its tenant."""
    now = utc_now()
    with reading(sessions) as session:  # whoever asks twice a second must not hold up who writes
        likely = list(session.scalars(_claimable(session, now, Operation.id).limit(10)))
    if not likely:
        return None
    with transaction(sessions) as session:
        query = _claimable(session, now, Operation).where(Operation.id.in_(likely))
        for operation in session.scalars(query):
            changes: dict[str, Any] = {
                "state": "running",
                "lease_holder": holder,
                "lease_until": now + timedelta(seconds=LEASE_SECONDS),
                "fence": operation.fence + 1,
                "retry_at": None,
            }
            if (
                operation.state == "running"
            ):  # its runner died: that counts, or one that kills them never ends
                changes["attempts"] = Operation.attempts + 1
            lease = Lease(operation.id, holder, operation.fence + 1)
            mine = update(Operation).where(
                Operation.id == operation.id, Operation.fence == operation.fence, is_due(now)
            )
            if _rows(session, mine.values(changes)) == 1:
                take_tenant(session, operation)
                return lease
    return None


def _claimable(session: Session, now: datetime, wanted: Any) -> Select[Any]:
    has_room = or_(Operation.state == "running", Operation.kind.not_in(crowded(session)))
    return select(wanted).where(is_due(now), has_turn(), has_room).order_by(Operation.created_at)


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


def _rows(session: Session, statement: Any) -> int:
    result: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        statement.execution_options(synchronize_session=False)
    )
    return result.rowcount
