"""Letting an operator into a tenant's help desk: for a reason, for a while, and before its admins' eyes.

Nobody here calls the help desk: the operator's browser carries a signed ticket there
(foundation/support_tickets.py), and the help desk ends the access by itself. An end before that is asked for
in its row, and brought there by the runner (support_endings.py).
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotAllowed, NotFound
from control_plane.models import SupportAccess, Tenant
from control_plane.roles import OWNER
from control_plane.services.audit import record
from control_plane.services.credentials import Vault
from control_plane.services.names import name_problem
from control_plane.services.tenants import find_tenant
from control_plane.settings import Settings
from foundation.support_tickets import (
    LONGEST_REASON,
    MINUTES,
    PAGE,
    SHORTEST_REASON,
    SupportTicket,
    sign_ticket,
)

UNREACHABLE, REFUSED, TOO_OLD = "unreachable", "refused", "too_old"
END_PROBLEMS = (UNREACHABLE, REFUSED, TOO_OLD)
"""Why a help desk has not ended an access yet: it does not answer, it refuses, its version cannot."""
_MOST = 100
"""That are listed; the audit trail has them all."""


class SupportAccesses:
    """Every method raises NotFound."""

    def __init__(self, sessions: Sessions, vault: Vault, settings: Settings) -> None:
        self._sessions = sessions
        self._vault = vault
        self._settings = settings

    def list_all(self, slug: str) -> list[dict[str, Any]]:
        """The newest hundred, newest first."""
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            query = select(SupportAccess).where(SupportAccess.tenant_id == tenant.id)
            newest = query.order_by(SupportAccess.created_at.desc(), SupportAccess.id).limit(_MOST)
            return [_present(row) for row in session.scalars(newest)]

    def open(self, slug: str, reason: str, minutes: int, actor: Actor) -> tuple[str, dict[str, Any]]:
        """The link that lets the operator in, once and within a minute, and the access that it begins.

        Raises InvalidInput with `details.fields`, Conflict `tenant_not_serving`.
        """
        reason = " ".join(reason.split())
        _refuse_problems(reason, minutes)
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug)
            if tenant.lifecycle != "active":
                raise Conflict("tenant_not_serving", "Support enters a help desk only while it is active.")
            row = SupportAccess(
                tenant_id=tenant.id,
                operator=actor.name,
                reason=reason,
                until=utc_now() + timedelta(minutes=minutes),
            )
            session.add(row)
            session.flush()
            record(session, actor, "support_opened", tenant.id, reason=reason, minutes=minutes)
            return self._link(session, tenant, row), _present(row)

    def end(self, slug: str, access_id: str, actor: Actor) -> dict[str, Any]:
        """Has it ended now: by whoever opened it, or an owner. Asked for again, nothing is different.

        Raises NotAllowed, Conflict `support_access_over`.
        """
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug)
            row = session.get(SupportAccess, access_id)
            if row is None or row.tenant_id != tenant.id:
                raise NotFound("support_access_not_found", f"Tenant “{slug}” has no such access of support.")
            if not may_end(actor, row.operator):
                raise NotAllowed("not_yours", "Whoever opened it ends it, or an owner of the platform.")
            if _is_over(row):
                raise Conflict("support_access_over", "This access of support is over already.")
            _ask_end(session, row, actor)
            return _present(row)

    def _link(self, session: Session, tenant: Tenant, row: SupportAccess) -> str:
        """The ticket stands in the fragment, which browsers send nobody: it is in no log."""
        ticket = SupportTicket(row.id, tenant.id, row.operator, row.reason, row.until)
        address = self._settings.public_url(f"{tenant.slug}.{self._settings.base_domain}")
        return f"{address}/{PAGE}#{sign_ticket(self._session_key(session, tenant), ticket)}"

    def _session_key(self, session: Session, tenant: Tenant) -> str:
        return self._vault.get(session, tenant.id, "session_key")


def end_all_of(session: Session, operator: str, actor: Actor) -> None:
    """Has every access of this operator, by e-mail, ended now; with them the links that nobody followed."""
    query = select(SupportAccess).where(
        SupportAccess.operator == operator,
        SupportAccess.ended_at.is_(None),
        SupportAccess.until > utc_now(),
    )
    for row in session.scalars(query).all():
        _ask_end(session, row, actor)


def may_end(actor: Actor, operator: str) -> bool:
    """Accesses of this operator."""
    return operator == actor.name or actor.role == OWNER


def _ask_end(session: Session, row: SupportAccess, actor: Actor) -> None:
    if row.end_asked_at is None:
        row.end_asked_at, row.end_asked_by = utc_now(), actor.name
        about = {"reason": row.reason, "operator": row.operator}
        record(session, actor, "support_end_asked", row.tenant_id, **about)


def _refuse_problems(reason: str, minutes: int) -> None:
    missing = "Say why: the client's admins read it."
    problem = name_problem(reason, missing, longest=LONGEST_REASON)
    if problem is None and len(reason) < SHORTEST_REASON:
        problem = f"Say it in {SHORTEST_REASON} characters or more: the client's admins read it."
    problems = {
        "reason": problem,
        "minutes": None
        if minutes in MINUTES
        else f"Choose how long: {', '.join(map(str, MINUTES))} minutes.",
    }
    found = {field: text for field, text in problems.items() if text}
    if found:
        raise InvalidInput("bad_support_access", " ".join(found.values()), fields=found)


def _is_over(row: SupportAccess) -> bool:
    return row.ended_at is not None or row.until <= utc_now()


def _present(row: SupportAccess) -> dict[str, Any]:
    return {
        "id": row.id,
        "operator": row.operator,
        "reason": row.reason,
        "created_at": row.created_at.isoformat(),
        "until": row.until.isoformat(),
        "is_over": _is_over(row),
        "end_asked_at": row.end_asked_at.isoformat() if row.end_asked_at else None,
        "end_problem": row.end_problem,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }
