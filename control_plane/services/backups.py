"""Backups and restores, as asked for; the runner makes them."""

from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import Backup, Operation, Tenant
from control_plane.services.operations import Operations
from control_plane.services.tenants import find_tenant

Trigger = Literal["manual", "nightly"]


class Backups:
    """Restore points of tenants."""

    def __init__(self, sessions: Sessions, operations: Operations) -> None:
        self._sessions = sessions
        self._operations = operations

    def list_all(self, slug: str) -> list[dict[str, Any]]:
        """Newest first. Raises NotFound."""
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug)
            query = select(Backup).where(Backup.tenant_id == tenant.id).order_by(Backup.created_at.desc())
            return [present_backup(backup) for backup in session.scalars(query)]

    def submit_backup(
        self, slug: str, actor: Actor, key: str | None = None, trigger: Trigger = "manual"
    ) -> tuple[dict[str, Any], bool]:
        """Queues a backup; returns the operation and whether it is new. Raises NotFound, Conflict."""
        return self._submit(slug, "backup", {"trigger": trigger}, actor, key)

    def submit_restore(
        self, slug: str, backup_id: str, confirm: str, actor: Actor, key: str | None = None
    ) -> tuple[dict[str, Any], bool]:
        """Queues a restore of one backup into new volumes. `confirm` must be the slug, typed again.

        Raises NotFound, InvalidInput, Conflict.
        """
        if confirm != slug:
            problem = (
                f"Type the tenant's slug ({slug}) to confirm: what came in after the backup will be gone."
            )
            raise InvalidInput("not_confirmed", problem, fields={"confirm": problem})
        with transaction(self._sessions) as session:
            backup = session.get(Backup, backup_id)
            if backup is None or backup.tenant_id != find_tenant(session, slug).id:
                raise NotFound("backup_not_found", f"Tenant “{slug}” has no backup {backup_id}.")
        return self._submit(slug, "restore", {"backup_id": backup_id}, actor, key)

    def _submit(
        self, slug: str, kind: str, inputs: dict[str, Any], actor: Actor, key: str | None
    ) -> tuple[dict[str, Any], bool]:
        digest = self._operations.digest([kind, slug, inputs])
        with transaction(self._sessions) as session:
            repeat = self._operations.find_repeat(session, key, digest)
            if repeat is not None:
                return repeat, False
            tenant = find_tenant(session, slug)
            _refuse_uncreated(session, tenant)
            operation = self._operations.submit(
                session, kind=kind, tenant=tenant, inputs=inputs, actor=actor, key=key, digest=digest
            )
        self._operations.announce(operation["id"])
        return operation, True


def present_backup(backup: Backup) -> dict[str, Any]:
    """The backup as API, CLI and panel show it."""
    return {
        "id": backup.id,
        "trigger": backup.trigger,
        "bytes": backup.bytes,
        "created_at": backup.created_at.isoformat(),
        "database_snapshot": backup.database_snapshot,
        "media_snapshot": backup.media_snapshot,
        "operation": backup.operation_id,
        "manifest": backup.manifest,
    }


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
