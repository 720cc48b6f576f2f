"""A tenant's credentials: what there is and how old, and rotations of them, by hand and by the clock."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK, Actor
from control_plane.database import Sessions, reading, transaction
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Credential, Operation, Tenant
from control_plane.operations.states import LIVE
from control_plane.services.credentials import Vault
from control_plane.services.rotating import GENERATED, KIND, SETTLED, left_half_way, stage
from control_plane.services.submission import Submission
from control_plane.services.tenants import find_tenant

GIVEN = ("whatsapp_token", "whatsapp_app_secret", "fila_ia_key")
"""Made by somebody else, who alone can make another: the operator brings it (services/changes.py)."""
CREDENTIALS = (*GENERATED, *GIVEN)
_BETWEEN_TRIES = timedelta(days=1)
_SPREAD = 0.25
"""Of the interval: so much earlier each tenant's turn may come, so that not all of them come at once."""


class Rotations:
    """Values never leave here."""

    def __init__(self, sessions: Sessions, vault: Vault, submission: Submission, days: int) -> None:
        """`days`: how old a credential of ours may become; 0 means that the clock rotates nothing."""
        self._sessions = sessions
        self._vault = vault
        self._submission = submission
        self._days = days

    def list_all(self, slug: str) -> list[dict[str, Any]]:
        """{name, version, created_at, proven_at, can_rotate, is_rotating, due_at} of each.

        Raises NotFound.
        """
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            newest = _newest(session, tenant.id)
            due = self._due_at(tenant.id, newest)
            return [
                {
                    "name": name,
                    "version": newest[name].version,
                    "created_at": newest[name].created_at.isoformat(),
                    "proven_at": _moment(newest[name].proven_at),
                    "can_rotate": name in GENERATED,
                    "is_rotating": stage(session, self._vault, tenant.id, name) != SETTLED,
                    "due_at": _moment(due) if name in GENERATED else None,
                }
                for name in CREDENTIALS
                if name in newest
            ]

    def submit(
        self, slug: str, actor: Actor, credentials: Sequence[str] = (), key: str | None = None
    ) -> tuple[dict[str, Any], bool]:
        """Queues a rotation of these, or of all that we generate; returns it and whether it is new.

        What an earlier one left half-way, which nobody is at work on, is among them.

        Raises NotFound, Conflict, and InvalidInput for one that cannot be made by us.
        """
        chosen = sorted(set(credentials)) or sorted(GENERATED)
        if given := [name for name in chosen if name in GIVEN]:
            raise _refused(
                f"Only its maker can make another one ({', '.join(given)}): get it there, then change the"
                " tenant: the new one is checked before it counts."
            )
        if unknown := [name for name in chosen if name not in GENERATED]:
            raise _refused(f"No such credential: {', '.join(unknown)}. There are: {', '.join(GENERATED)}.")

        def inputs(session: Session, tenant: Tenant) -> dict[str, Any]:
            half_way = left_half_way(session, Credential.tenant_id == tenant.id).get(tenant.id, ())
            return {"credentials": sorted({*chosen, *half_way})}

        digest = self._submission.digest([KIND, slug, chosen])
        return self._submission.submit(slug, KIND, inputs, actor, key, digest=digest)

    def submit_due(self, now: datetime) -> list[str]:
        """Ids of the operations that were queued now. Asking again, or twice at once, queues nothing more."""
        if not self._days:
            return []
        with transaction(self._sessions) as session:
            tenants = session.scalars(select(Tenant).where(Tenant.lifecycle == "active")).all()
            due = [
                (tenant.slug, key) for tenant in tenants if (key := self._due_key(session, tenant.id, now))
            ]
        submitted = []
        for slug, key in due:
            try:
                operation, is_new = self.submit(slug, CLOCK, key=key)
            except Conflict:
                continue  # its queue is full, or it is no longer active: another day
            if is_new:
                submitted.append(str(operation["id"]))
        return submitted

    def _due_key(self, session: Session, tenant_id: str, now: datetime) -> str | None:
        due = self._due_at(tenant_id, _newest(session, tenant_id))
        if due is None or now < due:
            return None
        query = select(Operation).where(Operation.tenant_id == tenant_id, Operation.kind == KIND)
        last = session.scalars(query.order_by(Operation.created_at.desc()).limit(1)).first()
        if last and (last.state in LIVE or now - last.created_at < _BETWEEN_TRIES):
            return None
        return f"rotation:{tenant_id}:{now:%Y-%m-%d}"

    def _due_at(self, tenant_id: str, newest: dict[str, Credential]) -> datetime | None:
        """When the oldest of what we generate has had its time; None if the clock rotates nothing."""
        ours = [row.created_at for name, row in newest.items() if name in GENERATED]
        if not self._days or not ours:
            return None
        return min(ours) + timedelta(days=self._days * (1 - _SPREAD * _place(tenant_id)))


def _newest(session: Session, tenant_id: str) -> dict[str, Credential]:
    latest = (
        select(Credential.name, func.max(Credential.version).label("version"))
        .where(Credential.tenant_id == tenant_id)
        .group_by(Credential.name)
        .subquery()
    )
    is_latest = (Credential.name == latest.c.name) & (Credential.version == latest.c.version)
    query = select(Credential).join(latest, is_latest).where(Credential.tenant_id == tenant_id)
    return {row.name: row for row in session.scalars(query)}


def _place(tenant_id: str) -> float:
    """From 0 up to 1, always the same for a tenant."""
    return int.from_bytes(hashlib.sha256(tenant_id.encode()).digest()[:4], "big") / 2**32


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _refused(problem: str) -> InvalidInput:
    return InvalidInput("bad_credentials_chosen", problem, fields={"credentials": problem})
