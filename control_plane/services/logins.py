"""The initial logins of a tenant: generated at its creation, shown to one operator, once."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.errors import Conflict
from control_plane.models import AuditEntry, Tenant
from control_plane.services.audit import record
from control_plane.services.credentials import Vault

FIRST_USERS = "first_users"
"""Credential with the initial logins: a JSON list of {name, email, password, role}."""
_REVEALED = "logins_revealed"


def present_logins(session: Session, vault: Vault, tenant: Tenant) -> dict[str, Any] | None:
    """{"state": "available" | "revealed", "revealed_by", "revealed_at"}; None while there are none."""
    is_revealed = vault.is_revealed(session, tenant.id, FIRST_USERS) if _is_up(tenant) else None
    if is_revealed is None:
        return None
    if not is_revealed:
        return {"state": "available", "revealed_by": None, "revealed_at": None}
    query = select(AuditEntry).where(AuditEntry.action == _REVEALED, AuditEntry.tenant_id == tenant.id)
    entry = session.scalars(query.order_by(AuditEntry.id.desc()).limit(1)).first()
    return {
        "state": "revealed",
        "revealed_by": entry.actor if entry else None,
        "revealed_at": entry.at.isoformat() if entry else None,
    }


def reveal_logins(session: Session, vault: Vault, tenant: Tenant, actor: Actor) -> list[dict[str, Any]]:
    """[{name, email, password, role}], this once. Raises Conflict when not there yet, or shown already."""
    shown = present_logins(session, vault, tenant)
    if shown is None:
        raise Conflict("logins_not_ready", "The tenant has no logins yet: ask again when it is active.")
    revealed = vault.reveal_once(session, tenant.id, FIRST_USERS)
    if revealed is None:
        raise Conflict(
            "logins_already_shown",
            "The initial logins were shown already: reset a lost password inside the tenant.",
            revealed_by=shown["revealed_by"],
            revealed_at=shown["revealed_at"],
        )
    record(session, actor, _REVEALED, tenant.id)
    logins: list[dict[str, Any]] = json.loads(revealed)
    return logins


def _is_up(tenant: Tenant) -> bool:
    """Until its creation has succeeded nobody can sign in, whatever passwords there are."""
    return tenant.lifecycle in ("active", "restoring")
