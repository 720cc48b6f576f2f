"""Backups and restores, as asked for; the runner makes them."""

from typing import Any, Literal

from sqlalchemy import select

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction
from control_plane.errors import InvalidInput, NotFound
from control_plane.models import Backup, Tenant
from control_plane.services.submission import Submission
from control_plane.services.tenants import find_tenant

Trigger = Literal["manual", "nightly"]


class Backups:
    """Restore points of tenants."""

    def __init__(self, sessions: Sessions, submission: Submission) -> None:
        self._sessions = sessions
        self._submission = submission

    def list_all(self, slug: str) -> list[dict[str, Any]]:
        """Newest first. Raises NotFound."""
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            query = select(Backup).where(Backup.tenant_id == tenant.id).order_by(Backup.created_at.desc())
            return [present_backup(backup) for backup in session.scalars(query)]

    def source(self, backup_id: str) -> dict[str, str] | None:
        """What a copy takes over from the backup's tenant; None if there is no such backup."""
        with reading(self._sessions) as session:
            backup = session.get(Backup, backup_id)
            tenant = session.get_one(Tenant, backup.tenant_id) if backup else None
        if backup is None or tenant is None:
            return None
        configuration = tenant.configuration
        taken = {name: str(configuration[name]) for name in ("database", "locale", "timezone")}
        return {
            "from_backup": backup.id,
            "tenant": tenant.name,
            "made": backup.created_at.isoformat(),
            **taken,
        }

    def submit_backup(
        self, slug: str, actor: Actor, key: str | None = None, trigger: Trigger = "manual"
    ) -> tuple[dict[str, Any], bool]:
        """Queues a backup; returns the operation and whether it is new. Raises NotFound, Conflict."""
        return self._submission.submit(slug, "backup", {"trigger": trigger}, actor, key)

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
        return self._submission.submit(slug, "restore", {"backup_id": backup_id}, actor, key)


def present_backup(backup: Backup) -> dict[str, Any]:
    """The backup as API, CLI and panel show it."""
    return {
        "id": backup.id,
        "trigger": backup.trigger,
        "bytes": backup.bytes,
        "created_at": backup.created_at.isoformat(),
        "offsite_at": backup.offsite_at.isoformat() if backup.offsite_at else None,
        "proven_at": backup.proven_at.isoformat() if backup.proven_at else None,
        "proof": backup.proof,
        "database_snapshot": backup.database_snapshot,
        "media_snapshot": backup.media_snapshot,
        "operation": backup.operation_id,
        "manifest": backup.manifest,
    }
