"""Backups and restores, as asked for; the runner makes them."""

from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import Backup, Tenant
from control_plane.services.plan_limits import plan_of
from control_plane.services.submission import Submission
from control_plane.services.tenants import find_tenant

Trigger = Literal["manual", "nightly"]
LISTED = or_(Backup.is_here, Backup.offsite_at.is_not(None))
"""What there is; of another row only its proof still counts."""


class Backups:
    """Restore points of tenants."""

    def __init__(self, sessions: Sessions, submission: Submission) -> None:
        self._sessions = sessions
        self._submission = submission

    def list_all(self, slug: str) -> list[dict[str, Any]]:
        """Newest first. Raises NotFound."""
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            query = select(Backup).where(Backup.tenant_id == tenant.id, LISTED)
            newest_first = query.order_by(Backup.created_at.desc())
            return [present_backup(backup) for backup in session.scalars(newest_first)]

    def source(self, backup_id: str) -> dict[str, str] | None:
        """What a copy takes over from the backup's tenant; None if there is no such backup.

        By field of the form of a new tenant: `limits.*` are those it has of its own.
        """
        with reading(self._sessions) as session:
            backup = session.get(Backup, backup_id)
            tenant = session.get_one(Tenant, backup.tenant_id) if backup else None
        if backup is None or tenant is None:
            return None
        configuration = tenant.configuration
        taken = {name: str(configuration[name]) for name in ("database", "locale", "timezone")}
        limits = configuration.get("limits", {}).items()
        return {
            "from_backup": backup.id,
            "tenant": tenant.name,
            "made": backup.created_at.isoformat(),
            **taken,
            "plan": plan_of(configuration),
            **{f"limits.{name}": str(value) for name, value in limits if value is not None},
        }

    def submit_backup(
        self, slug: str, actor: Actor, key: str | None = None, trigger: Trigger = "manual"
    ) -> tuple[dict[str, Any], bool]:
        """Queues a backup; returns the operation and whether it is new. Raises NotFound, Conflict."""
        return self._submission.submit(slug, "backup", {"trigger": trigger}, actor, key)

    def submit_restore(
        self,
        slug: str,
        backup_id: str,
        confirm: str,
        actor: Actor,
        key: str | None = None,
        *,
        without_safety_backup: bool = False,
    ) -> tuple[dict[str, Any], bool]:
        """Queues a restore of one backup into new volumes. `confirm` must be the slug, typed again.

        `without_safety_backup`: where none can be made, as of a database that does not start; what there is
        now is left in the old volumes alone then. Raises NotFound, InvalidInput, Conflict.
        """
        if confirm != slug:
            problem = (
                f"Type the tenant's slug ({slug}) to confirm: what came in after the backup will be gone."
            )
            raise InvalidInput("not_confirmed", problem, fields={"confirm": problem})
        with reading(self._sessions) as session:
            restorable(session, find_tenant(session, slug), backup_id)
        inputs = {"backup_id": backup_id, "without_safety_backup": without_safety_backup}
        return self._submission.submit(slug, "restore", inputs, actor, key)


def restorable(session: Session, tenant: Tenant, backup_id: str) -> Backup:
    """The tenant's backup of this id, which its repository holds. Raises NotFound, Conflict."""
    query = select(Backup).where(Backup.id == backup_id, Backup.tenant_id == tenant.id, LISTED)
    backup = session.scalars(query).first()
    if backup is None:
        raise NotFound("backup_not_found", f"Tenant “{tenant.slug}” has no backup {backup_id}.")
    if not backup.is_here:
        raise Conflict(
            "backup_offsite_only",
            f"This backup is off site alone: bring it back first (guiche backup retrieve {tenant.slug}).",
        )
    return backup


def present_backup(backup: Backup) -> dict[str, Any]:
    """The backup as API, CLI and panel show it."""
    return {
        "id": backup.id,
        "trigger": backup.trigger,
        "bytes": backup.bytes,
        "created_at": backup.created_at.isoformat(),
        "is_here": backup.is_here,
        "offsite_at": backup.offsite_at.isoformat() if backup.offsite_at else None,
        "proven_at": backup.proven_at.isoformat() if backup.proven_at else None,
        "proof": backup.proof,
        "database_snapshot": backup.database_snapshot,
        "media_snapshot": backup.media_snapshot,
        "operation": backup.operation_id,
        "manifest": backup.manifest,
    }
