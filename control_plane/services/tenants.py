"""Tenants: show one, and ask for a new one (all of them: fleet.py).

`Tenant.configuration` and the frozen inputs of its creation hold the same keys, none of them secret:
`database`, `locale`, `timezone`, `whatsapp` {phone_number_id, waba_id, display_phone_number},
`fila_ia` {url}, `users` [{name, email, role}], `smoke_phone`, `images`, `plan`, and once it has any beyond
its plan, `limits`. Inputs add `slug`, `name` and
`hostnames`. Credentials sealed at submission: `whatsapp_token`, `whatsapp_app_secret`,
`whatsapp_verify_token`, `fila_ia_key`.
"""

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import InvalidInput, NotFound
from control_plane.models import Backup, Hostname, Operation, PlatformFact, Tenant
from control_plane.operations.catalog import KINDS
from control_plane.operations.lifecycles import CLOSED, GONE
from control_plane.services import preflight
from control_plane.services.capacity import capacity_problems
from control_plane.services.credentials import Vault
from control_plane.services.logins import present_logins, reveal_logins
from control_plane.services.operation_view import present
from control_plane.services.operations import Operations
from control_plane.services.people import people_of
from control_plane.services.plan_limits import limits_problems, plan_of
from control_plane.services.plans import limits_of, plan_problem
from control_plane.services.reservations import promised
from control_plane.services.trials import Trials
from control_plane.settings import Settings
from control_plane.whatsapp.graph import Access
from control_plane.whatsapp.trying import Connections, FilaIaAccess


class Tenants:
    """The clients of the platform."""

    def __init__(
        self, sessions: Sessions, vault: Vault, operations: Operations, settings: Settings, trials: Trials
    ) -> None:
        self._sessions = sessions
        self._vault = vault
        self._operations = operations
        self._settings = settings
        self._trials = trials

    def show(self, slug: str) -> dict[str, Any]:
        """Raises NotFound."""
        with reading(self._sessions) as session:
            return self._present(session, find_tenant(session, slug))

    def submit_create(
        self,
        request: preflight.TenantRequest,
        actor: Actor,
        key: str | None = None,
        *,
        even_untried: bool = False,
    ) -> tuple[dict[str, Any], dict[str, Any], bool]:
        """Refuses, or makes the tenant's row, seals its secrets and queues its creation: one transaction.

        With `request.from_backup` its data is that of another tenant's backup, under its own number and keys.
        Its credentials are tried before; `even_untried`: go on where nobody says whether they work.
        Returns operation, tenant, and whether it is new (False: the same key and request came before).
        Raises InvalidInput with `details.fields`, Conflict.
        """
        request = preflight.tidy_request(request)
        digest = self._operations.digest(["create_tenant", asdict(request)])
        with transaction(self._sessions) as session:
            is_new = self._operations.find_repeat(session, key, digest) is None
            if is_new:
                self._refuse_problems(session, request)
        if is_new:
            self._trials.must_hold(_connections(request), even_untried=even_untried)
        with transaction(self._sessions) as session:
            repeat = self._operations.find_repeat(session, key, digest)
            if repeat is not None:
                return repeat, self._present(session, find_tenant(session, repeat["tenant"])), False
            self._refuse_problems(session, request)
            source = _source(session, request.from_backup) if request.from_backup else None
            tenant = self.enter(session, request)
            operation = self._operations.submit(
                session,
                kind="copy_tenant" if source else "create_tenant",
                tenant=tenant,
                inputs={**creation_inputs(tenant), **({"source": source} if source else {})},
                actor=actor,
                key=key,
                digest=digest,
            )
            shown = self._present(session, tenant)
        self._operations.announce(operation["id"])
        return operation, shown, True

    def enter(self, session: Session, request: preflight.TenantRequest) -> Tenant:
        """Its row, addresses and sealed credentials, in the caller's transaction; nothing is refused here."""
        tenant = self._add(session, request)
        self._seal(session, tenant, request)
        return tenant

    def reveal_logins(self, slug: str, actor: Actor) -> list[dict[str, Any]]:
        """The initial logins, once. Raises NotFound; Conflict when not there yet, or shown already."""
        with transaction(self._sessions) as session:
            logins = reveal_logins(session, self._vault, find_tenant(session, slug), actor)
        url = self._settings.public_url(self._own_hostname(slug))
        return [{"url": url, **login} for login in logins]

    def _refuse_problems(self, session: Session, request: preflight.TenantRequest) -> None:
        capacity = session.get(PlatformFact, "capacity")
        living = session.scalars(_living()).all()
        problems = {
            **preflight.request_problems(request, self._settings.base_domain),
            **preflight.taken_problems(
                request,
                [tenant.slug for tenant in living],
                session.scalars(select(Hostname.name)).all(),
            ),
            **self._quarantine_problems(session, request.slug),
            **_source_problems(session, request),
            **preflight.number_problems(request.whatsapp.phone_number_id, numbers_in_use(session)),
            **_plan_problems(session, request, capacity.value if capacity else {}),
        }
        if problems:
            raise InvalidInput("invalid_tenant", " ".join(problems.values()), fields=problems)

    def _quarantine_problems(self, session: Session, slug: str) -> preflight.Problems:
        """Links, bookmarks and mails of a deleted tenant must not lead to somebody else's at once."""
        tombstone = _of_slug(session, slug)
        if tombstone is None or tombstone.purged_at is None:
            return {}
        free_at = tombstone.purged_at + timedelta(days=self._settings.quarantine_days)
        if utc_now() >= free_at:
            return {}
        until = f"choose another, or wait until {free_at:%Y-%m-%d}."
        return {"slug": f"“{slug}” was a tenant that has been deleted: {until}"}

    def _add(self, session: Session, request: preflight.TenantRequest) -> Tenant:
        """A new row, or that of a creation that was taken back; a tombstone makes way for its slug."""
        whatsapp = request.whatsapp
        tenant = _of_slug(session, request.slug) or Tenant()
        if tenant.purged_at is not None:
            tenant.slug = f"{tenant.slug}~{tenant.id[:8]}"
            session.flush()
            tenant = Tenant()
        tenant.slug, tenant.name, tenant.lifecycle = request.slug, request.name, "creating"
        tenant.created_at = utc_now()
        tenant.configuration = {
            "database": request.database,
            "locale": request.locale,
            "timezone": request.timezone,
            "whatsapp": {
                "phone_number_id": whatsapp.phone_number_id,
                "waba_id": whatsapp.waba_id,
                "display_phone_number": whatsapp.display_phone_number,
            },
            "fila_ia": {"url": request.fila_ia_url},
            "users": [
                {**asdict(request.admin), "role": "admin"},
                *({**asdict(person), "role": "atendente"} for person in request.attendants),
            ],
            "smoke_phone": request.smoke_phone,
            "images": asdict(self._settings.images),
            "plan": request.plan,
            **({"limits": dict(request.limits)} if request.limits else {}),
        }
        names = (self._own_hostname(request.slug), *request.hostnames)
        tenant.hostnames = [Hostname(name=name) for name in names]
        session.add(tenant)
        session.flush()
        return tenant

    def _seal(self, session: Session, tenant: Tenant, request: preflight.TenantRequest) -> None:
        sealed = {
            "whatsapp_token": request.whatsapp.token,
            "whatsapp_app_secret": request.whatsapp.app_secret,
            "whatsapp_verify_token": request.whatsapp.verify_token or secrets.token_urlsafe(24),
            "fila_ia_key": request.fila_ia_key,
        }
        for name, value in sealed.items():
            self._vault.put(session, tenant.id, name, value)

    def _own_hostname(self, slug: str) -> str:
        return f"{slug}.{self._settings.base_domain}"

    def _present(self, session: Session, tenant: Tenant) -> dict[str, Any]:
        configuration = tenant.configuration
        last = select(Operation).where(Operation.tenant_id == tenant.id).order_by(Operation.created_at.desc())
        operation = session.scalars(last.limit(1)).first()
        backup = (
            select(Backup.created_at).where(Backup.tenant_id == tenant.id).order_by(Backup.created_at.desc())
        )
        last_backup_at = session.scalars(backup.limit(1)).first()
        last_offsite_at = session.scalars(backup.where(Backup.offsite_at.is_not(None)).limit(1)).first()
        proven_at = session.scalar(select(func.max(Backup.proven_at)).where(Backup.tenant_id == tenant.id))
        return {
            "id": tenant.id,
            "slug": tenant.slug,
            "name": tenant.name,
            "lifecycle": tenant.lifecycle,
            "generation": tenant.generation,
            "url": self._settings.public_url(self._own_hostname(tenant.slug)),
            "hostnames": [
                {"name": hostname.name, "is_attached": hostname.is_attached} for hostname in tenant.hostnames
            ],
            "database": configuration["database"],
            "locale": configuration["locale"],
            "timezone": configuration["timezone"],
            "whatsapp": configuration["whatsapp"],
            "fila_ia": configuration["fila_ia"],
            "users": configuration["users"],
            "people": people_of(session, tenant.id),
            "plan": plan_of(configuration),
            "limits": limits_of(session, configuration),
            "logins": present_logins(session, self._vault, tenant),
            "created_at": tenant.created_at.isoformat(),
            "closed_at": _moment(tenant.closed_at),
            "closed_because": _reason(session, tenant),
            "purge_at": _moment(tenant.purge_at),
            "allowed": [kind for kind, each in KINDS.items() if tenant.lifecycle in each.begins_in],
            "deleted_at": _moment(tenant.purged_at),
            "has_certificate": tenant.certificate is not None,
            "last_backup_at": _moment(last_backup_at),
            "last_offsite_at": _moment(last_offsite_at),
            "last_proven_restore_at": _moment(proven_at),
            "last_operation": present(operation) if operation else None,
        }


def _connections(request: preflight.TenantRequest) -> Connections:
    whatsapp = request.whatsapp
    access = Access(whatsapp.phone_number_id, whatsapp.waba_id, whatsapp.token, whatsapp.app_secret)
    return Connections(access, FilaIaAccess(request.fila_ia_url, request.fila_ia_key))


def _source(session: Session, backup_id: str) -> dict[str, Any]:
    backup = session.get_one(Backup, backup_id)
    tenant = session.get_one(Tenant, backup.tenant_id)
    return {"backup_id": backup.id, "tenant_id": tenant.id, "slug": tenant.slug}


def _source_problems(session: Session, request: preflight.TenantRequest) -> preflight.Problems:
    """Whether there is such a backup, and a database of the same kind to load it into."""
    if not request.from_backup:
        return {}
    backup = session.get(Backup, request.from_backup)
    if backup is None or not (backup.is_here or backup.offsite_at):
        return {"from_backup": "There is no such backup: guiche backup list shows a tenant's."}
    if not backup.is_here:
        return {"from_backup": "This backup is off site alone: bring it back first (guiche backup retrieve)."}
    database = session.get_one(Tenant, backup.tenant_id).configuration["database"]
    if database != request.database:
        return {"database": f"The backup is of {database}: choose the same."}
    return {}


def _plan_problems(
    session: Session, request: preflight.TenantRequest, capacity: dict[str, Any]
) -> preflight.Problems:
    """Whether there is such a plan, its numbers go with the tenant's own, and there is room for them."""
    if problem := plan_problem(session, request.plan):
        return {"plan": problem}
    limits = limits_of(session, {"plan": request.plan, "limits": request.limits})
    if found := limits_problems(limits):
        return {f"limits.{name}": problem for name, problem in found.items()}
    return capacity_problems(capacity, request.database, limits, promised(session))


def _living() -> Select[Tenant]:
    return select(Tenant).where(Tenant.lifecycle.not_in(GONE))


def _of_slug(session: Session, slug: str) -> Tenant | None:
    return session.scalars(select(Tenant).where(Tenant.slug == slug)).first()


def _reason(session: Session, tenant: Tenant) -> str | None:
    """What was given for closing a closed tenant, empty if nothing was."""
    if tenant.lifecycle not in CLOSED:
        return None
    query = select(Operation.inputs).where(
        Operation.tenant_id == tenant.id, Operation.kind.in_(("suspend", "archive", "delete"))
    )
    inputs = session.scalars(query.order_by(Operation.created_at.desc()).limit(1)).first()
    return str(inputs.get("reason", "")) if inputs else ""


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def find_tenant(session: Session, slug: str) -> Tenant:
    """Raises NotFound."""
    tenant = _of_slug(session, slug)
    if tenant is None:
        raise NotFound("tenant_not_found", f"There is no tenant “{slug}”.")
    return tenant


def creation_inputs(tenant: Tenant) -> dict[str, Any]:
    """What its creation is frozen with."""
    return {
        "slug": tenant.slug,
        "name": tenant.name,
        "hostnames": [hostname.name for hostname in tenant.hostnames],
        **tenant.configuration,
    }


def numbers_in_use(session: Session) -> dict[str, str]:
    """phone_number_id → slug of the living tenant it belongs to."""
    return {
        str(tenant.configuration.get("whatsapp", {}).get("phone_number_id", "")): tenant.slug
        for tenant in session.scalars(_living())
    }
