"""Asking for a change of a tenant that exists: the refusals and the row, in one transaction."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.errors import Conflict
from control_plane.models import Operation, Tenant
from control_plane.operations.catalog import CREATIONS, KINDS
from control_plane.operations.lifecycles import CANARY, CLOSED
from control_plane.services.operations import Operations
from control_plane.services.tenants import find_tenant


class Submission:
    """What services that change created tenants share."""

    def __init__(self, sessions: Sessions, operations: Operations) -> None:
        self._sessions = sessions
        self._operations = operations

    def digest(self, request: object) -> str:
        """Tells a repeat of the same request from another one under the same key."""
        return self._operations.digest(request)

    def look(self, slug: str, kind: str, key: str | None, digest: str) -> bool:
        """Whether `submit` would make something new, for whoever first asks somebody else, which takes time.

        Raises NotFound and Conflict as `submit` does.
        """
        with transaction(self._sessions) as session:
            if self._operations.find_repeat(session, key, digest) is not None:
                return False
            _refuse_unready(session, find_tenant(session, slug), kind)
            return True

    def submit(
        self,
        slug: str,
        kind: str,
        inputs: dict[str, Any] | Callable[[Session, Tenant], dict[str, Any]],
        actor: Actor,
        key: str | None,
        *,
        digest: str | None = None,
        beside: Callable[[Session, Tenant], None] | None = None,
        sealing: Callable[[Session, Tenant, str], None] | None = None,
    ) -> tuple[dict[str, Any], bool]:
        """Queues an operation; returns it and whether it is new (False: the same key came before).

        `inputs` that are found out from the tenant come with a `digest` of the request. `beside` does what
        else belongs to it, in the same transaction, and may refuse; `sealing` puts secrets away under the
        operation's id. Raises NotFound; Conflict when the tenant's queue is full, or its lifecycle is one in
        which this cannot begin.
        """
        digest = digest or self._operations.digest([kind, slug, inputs])
        with transaction(self._sessions) as session:
            repeat = self._operations.find_repeat(session, key, digest)
            if repeat is not None:
                return repeat, False
            tenant = find_tenant(session, slug)
            _refuse_unready(session, tenant, kind)
            if beside is not None:
                beside(session, tenant)
            frozen = inputs(session, tenant) if callable(inputs) else inputs
            operation = self._operations.submit(
                session, kind=kind, tenant=tenant, inputs=frozen, actor=actor, key=key, digest=digest
            )
            if sealing is not None:
                sealing(session, tenant, operation["id"])
        self._operations.announce(operation["id"])
        return operation, True


def _refuse_unready(session: Session, tenant: Tenant, kind: str) -> None:
    """Only what suits the tenant's lifecycle is queued; until its creation has succeeded, nothing is."""
    if tenant.lifecycle in KINDS[kind].begins_in:
        return
    if tenant.lifecycle in ("creating", "failed", "undone"):
        raise _not_created(session, tenant)
    if tenant.lifecycle == CANARY:
        raise Conflict("tenant_is_canary", "A canary is used and deleted by itself: leave it alone.")
    code, message = _refusal(kind, tenant.lifecycle)
    raise Conflict(code, message, lifecycle=tenant.lifecycle)


def _refusal(kind: str, lifecycle: str) -> tuple[str, str]:
    if lifecycle in {"deleted", "purging"}:
        return "tenant_deleted", "The tenant has been deleted, or is being deleted for good."
    if kind == "purge":
        return "tenant_not_kept", "Only what is archived is purged: archive or delete the tenant first."
    if kind == "resume":
        return "tenant_not_closed", "The tenant is not closed: there is nothing to resume."
    if lifecycle == KINDS[kind].lifecycle_after:
        return "tenant_is_so_already", "That has been done already: the tenant is so."
    if lifecycle in CLOSED:
        return "tenant_closed", "The tenant is closed (suspended or archived, or nearly so): resume it first."
    return "tenant_restoring", "The tenant is being restored: wait until that has succeeded, or resume it."


def _not_created(session: Session, tenant: Tenant) -> Conflict:
    query = select(Operation).where(Operation.tenant_id == tenant.id, Operation.kind.in_(CREATIONS))
    creation = session.scalars(query.order_by(Operation.created_at.desc()).limit(1)).first()
    if tenant.lifecycle == "undone" or (creation is not None and creation.is_undoing):
        code = "tenant_undone"
        message = "The tenant's creation was taken back: the tenant is no more. Create it anew."
    else:
        code = "tenant_not_created"
        message = "The tenant's creation has not succeeded yet: resume that operation first."
    return Conflict(code, message, operation=creation.id if creation else None)
