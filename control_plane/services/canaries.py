"""The canary: a tenant of the platform's own, created, used and deleted to see that all of that still works.

Asked for by hand or by the clock, one at a time. Its creation is queued here; the deletion follows on it by
itself (operations/catalog.py). What a failed one has left is taken away by the next, before anything else.
"""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK, Actor
from control_plane.canary_terms import NOWHERE, PREFIX
from control_plane.database import Sessions, reading, transaction
from control_plane.errors import Conflict
from control_plane.models import Operation, Tenant
from control_plane.operations.catalog import CANARIES
from control_plane.operations.lifecycles import CANARY, CREATED
from control_plane.operations.states import LIVE
from control_plane.services.canary_runs import last_runs
from control_plane.services.operations import Operations
from control_plane.services.plans import smallest_plan
from control_plane.services.preflight import DATABASES, Person, TenantRequest, WhatsApp
from control_plane.services.schedule import window_opened
from control_plane.services.tenants import Tenants, creation_inputs
from control_plane.settings import Settings

SHOWN = 30
"""Runs, unless more are asked for."""

log = structlog.get_logger(__name__)


class Canaries:
    """For the clock, the panel, the API and the command."""

    def __init__(
        self, sessions: Sessions, tenants: Tenants, operations: Operations, settings: Settings
    ) -> None:
        self._sessions = sessions
        self._tenants = tenants
        self._operations = operations
        self._hour = settings.canary_hour

    def show(self, limit: int = SHOWN) -> dict[str, Any]:
        """{"hour", "is_running", "runs"}: newest first; `hour` in UTC, None: only by hand."""
        with reading(self._sessions) as session:
            runs = last_runs(session, limit)
            return {"hour": self._hour, "is_running": _live(session) is not None, "runs": runs}

    def run(self, actor: Actor, key: str | None = None) -> tuple[dict[str, Any], bool]:
        """Queues the creation of a new one; returns it and whether it is new (False: the key came before).

        Raises Conflict while another is under way.
        """
        digest = self._operations.digest(["create_canary"])
        with transaction(self._sessions) as session:
            repeat = self._operations.find_repeat(session, key, digest)
            if repeat is not None:
                return repeat, False
            _refuse_second(session)
            cleared = [self._clear(session, tenant, actor) for tenant in _left(session)]
            tenant = self._enter(session)
            inputs = creation_inputs(tenant)
            operation = self._operations.submit(
                session,
                kind="create_canary",
                tenant=tenant,
                inputs=inputs,
                actor=actor,
                key=key,
                digest=digest,
            )
        for operation_id in (*cleared, operation["id"]):
            self._operations.announce(operation_id)
        return operation, True

    def submit_due(self, now: datetime) -> list[str]:
        """The id of the operation that was queued now; asked again, nothing more until the next day."""
        if self._hour is None:
            return []
        opened = window_opened(now, ZoneInfo("UTC"), self._hour)
        with reading(self._sessions) as session:
            since = select(Operation.id).where(
                Operation.kind == "create_canary", Operation.created_at >= opened
            )
            if session.scalars(since.limit(1)).first() is not None:
                return []
        try:
            operation, is_new = self.run(CLOCK, f"canary:{opened:%Y-%m-%dT%H}")
        except Conflict as held:
            log.info("canary waits", reason=held.message)
            return []
        return [str(operation["id"])] if is_new else []

    def _clear(self, session: Session, tenant: Tenant, actor: Actor) -> str:
        """Queues what takes away the rest of one that stopped half-way; that operation's id."""
        own = select(Operation).where(Operation.tenant_id == tenant.id)
        operation = session.scalars(own.order_by(Operation.created_at.desc()).limit(1)).one()
        if operation.kind == "create_canary" and not operation.is_undoing:
            self._operations.give_up(session, operation, actor)
        else:
            self._operations.queue_again(session, operation, actor)
        return operation.id

    def _enter(self, session: Session) -> Tenant:
        tenant = self._tenants.enter(session, _request(session))
        tenant.lifecycle = CANARY
        tenant.configuration = {**tenant.configuration, "is_canary": True}
        session.flush()
        return tenant


def _request(session: Session) -> TenantRequest:
    """As small as tenants are, on the database that most of them have, and with nobody's number and keys."""
    slug = PREFIX + secrets.token_hex(3)
    return TenantRequest(
        slug=slug,
        name=f"Canary {slug.removeprefix(PREFIX)}",
        database=_usual_database(session),
        locale="pt-BR",
        timezone="America/Sao_Paulo",
        hostnames=(),
        admin=Person("Canary", "admin@canary.invalid"),
        attendants=(Person("Canary", "attendant@canary.invalid"),),
        whatsapp=WhatsApp(
            phone_number_id=_meta_id(),
            waba_id=_meta_id(),
            token=secrets.token_urlsafe(24),
            app_secret=secrets.token_hex(16),
        ),
        fila_ia_url=NOWHERE,
        fila_ia_key=secrets.token_urlsafe(24),
        plan=smallest_plan(session),
    )


def _meta_id() -> str:
    """Of nothing at Meta's: its ids do not begin with zeros."""
    return f"00{secrets.randbelow(10**13):013}"


def _usual_database(session: Session) -> str:
    kind = Tenant.configuration["database"].as_string()
    count = select(kind, func.count()).where(Tenant.lifecycle.in_(CREATED)).group_by(kind)
    counted = {str(name): number for name, number in session.execute(count)}
    return max(DATABASES, key=lambda name: counted.get(name, 0))


def _live(session: Session) -> str | None:
    query = select(Operation.id).where(Operation.kind.in_(CANARIES), Operation.state.in_(LIVE))
    return session.scalars(query.order_by(Operation.created_at.desc()).limit(1)).first()


def _refuse_second(session: Session) -> None:
    if operation := _live(session):
        raise Conflict(
            "canary_running", "A canary is under way already: wait until it is gone.", operation=operation
        )


def _left(session: Session) -> list[Tenant]:
    return list(session.scalars(select(Tenant).where(Tenant.lifecycle == CANARY)))
