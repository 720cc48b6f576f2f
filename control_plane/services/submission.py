"""Asking for a change of a tenant that exists: the refusals and the row, in one transaction."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.errors import Conflict
from control_plane.models import Operation, Tenant
from control_plane.services.operations import Operations
from control_plane.services.tenants import find_tenant


class Submission:
    """What services that change created tenants share."""

    def __init__(self, sessions: Sessions, operations: Operations) -> None:
        self._sessions = sessions
        self._operations = operations

    def submit(
        self,
        slug: str,
        kind: str,
        inputs: dict[str, Any],
        actor: Actor,
        key: str | None,
        *,
        beside: Callable[[Session, Tenant], None] | None = None,
    ) -> tuple[dict[str, Any], bool]:
        """Queues an operation; returns it and whether it is new (False: the same key came before).

        `beside` does what else belongs to it, in the same transaction, and may refuse. Raises NotFound;
        Conflict when the tenant is busy or was never created.
        """
        digest = self._operations.digest([kind, slug, inputs])
        with transaction(self._sessions) as session:
            repeat = self._operations.find_repeat(session, key, digest)
            if repeat is not None:
                return repeat, False
            tenant = find_tenant(session, slug)
            _refuse_uncreated(session, tenant)
            if beside is not None:
                beside(session, tenant)
            operation = self._operations.submit(
                session, kind=kind, tenant=tenant, inputs=inputs, actor=actor, key=key, digest=digest
            )
        self._operations.announce(operation["id"])
        return operation, True


def _refuse_uncreated(session: Session, tenant: Tenant) -> None:
    """Until its creation has succeeded, only resuming (or undoing) that may touch a tenant."""
    if tenant.lifecycle in ("active", "restoring"):
        return
    query = select(Operation.id).where(Operation.tenant_id == tenant.id, Operation.kind == "create_tenant")
    creation = session.scalars(query.order_by(Operation.created_at.desc()).limit(1)).first()
    raise Conflict(
        "tenant_not_created",
        "The tenant's creation has not succeeded yet: resume that operation first.",
        operation=creation,
    )
