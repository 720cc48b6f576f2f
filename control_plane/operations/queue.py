"""Whose turn it is: of one tenant one operation at a time, the oldest first; of one kind so many at once.

There is no queue that all stand in: each tenant has its own, so whatever is stuck holds up nobody else. The
tenant's lock is taken with the first claim and kept to the end, through retries and dead runners.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from control_plane.models import Operation, Tenant, TenantLock
from control_plane.operations.catalog import KINDS
from control_plane.operations.states import LIVE

LONGEST_QUEUE = 20
"""Operations that one tenant may have going on and waiting: more is a script that runs away."""


def is_due(now: datetime) -> ColumnElement[bool]:
    """Queued, waiting past its time, or left by a dead runner."""
    return or_(
        Operation.state == "queued",
        and_(Operation.state == "waiting", Operation.retry_at <= now),
        and_(Operation.state == "running", Operation.lease_until < now),
    )


def has_turn() -> ColumnElement[bool]:
    """It holds its tenant; or nobody does, and none of the tenant's own was asked for before it."""
    holder = select(TenantLock.operation_id).where(TenantLock.tenant_id == Operation.tenant_id)
    earlier = ahead_of(Operation.tenant_id, Operation.created_at, Operation.id)
    return or_(holder.scalar_subquery() == Operation.id, and_(~holder.exists(), ~earlier.exists()))


def ahead_of(tenant_id: Any, created_at: Any, operation_id: Any) -> Select[str]:
    """Ids of the tenant's live operations that were asked for earlier; by values, or by columns around it."""
    other = aliased(Operation)
    return select(other.id).where(
        other.tenant_id == tenant_id,
        other.state.in_(LIVE),
        or_(other.created_at < created_at, and_(other.created_at == created_at, other.id < operation_id)),
    )


def crowded(session: Session) -> list[str]:
    """The kinds of which no more may run now."""
    running = (
        select(Operation.kind, func.count()).where(Operation.state == "running").group_by(Operation.kind)
    )
    return [kind for kind, count in session.execute(running) if count >= KINDS[kind].at_once]


def take_tenant(session: Session, operation: Operation) -> None:
    """Locks the tenant for `operation` and moves its lifecycle on, unless it holds it already."""
    if session.get(TenantLock, operation.tenant_id) is not None:
        return
    session.add(
        TenantLock(
            tenant_id=operation.tenant_id,
            operation_id=operation.id,
            holder=operation.requested_by,
            reason=KINDS[operation.kind].reason,
        )
    )
    tenant = session.get_one(Tenant, operation.tenant_id)
    if is_ready(operation, tenant.lifecycle):
        tenant.lifecycle = KINDS[operation.kind].lifecycle_while or tenant.lifecycle


def is_ready(operation: Operation, lifecycle: str) -> bool:
    """Whether a tenant in this `lifecycle` is one that `operation` may work on: another may have changed it
    since it was asked for."""
    kind = KINDS[operation.kind]
    return operation.is_undoing or not kind.starts_in or lifecycle in kind.begins_in
