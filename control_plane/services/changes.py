"""Changes of a created tenant: shown as a difference first, then an operation that applies it.

Its inputs hold what becomes of each field and what it was; new secrets wait in the vault under the
operation's name (`pending_name`) until it takes them over, so that nothing else meets them earlier.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Hostname, Operation, Tenant
from control_plane.services.credentials import Vault
from control_plane.services.operations import find_operation
from control_plane.services.plan_limits import limits_problems, plan_of, split
from control_plane.services.plans import limits_of, plan_problem
from control_plane.services.preflight import Problems
from control_plane.services.reservations import tenant_room_problems
from control_plane.services.submission import Submission
from control_plane.services.tenant_change import (
    OWN_LIMITS,
    SECRETS,
    Present,
    TenantChange,
    change_problems,
    difference,
    effective,
    taken_problems,
    tidy_change,
)
from control_plane.services.tenants import find_tenant, numbers_in_use
from control_plane.services.trials import Trials, connections_of
from control_plane.settings import Settings
from control_plane.whatsapp.trying import Connections

KIND = "change"
_IDS = ("phone_number_id", "waba_id", "display_phone_number")


class Changes:
    """Every method raises NotFound, and InvalidInput with `details.fields` or when nothing would change."""

    def __init__(
        self, sessions: Sessions, vault: Vault, submission: Submission, settings: Settings, trials: Trials
    ) -> None:
        self._sessions = sessions
        self._vault = vault
        self._submission = submission
        self._settings = settings
        self._trials = trials

    def show(self, slug: str) -> dict[str, Any]:
        """The fields as they are, without secrets."""
        with reading(self._sessions) as session:
            return dict(self._present(session, find_tenant(session, slug)).values)

    def preview(self, slug: str, change: TenantChange) -> dict[str, Any]:
        """{"changes": [{field, before, after, restarts}], "restarts": [service], "untold": [who]}.

        Nothing is stored. New credentials are tried; `untold`: who did not say whether they work.
        """
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug)
            wanted, present = self._checked(session, tenant, change)
            rows = _difference(session, tenant, wanted, present)
        return {
            "changes": rows,
            "restarts": _restarts(rows),
            "untold": self._trials.untold(_connections(wanted, present)),
        }

    def submit(
        self,
        slug: str,
        change: TenantChange,
        actor: Actor,
        key: str | None = None,
        *,
        even_untried: bool = False,
    ) -> tuple[dict[str, Any], bool]:
        """Queues the change; returns the operation and whether it is new. Raises Conflict.

        New credentials are tried first; `even_untried`: go on where nobody says whether they work.
        """
        request = self._submission.digest([KIND, slug, asdict(change)])
        if self._submission.look(slug, KIND, key, request):
            self._trials.must_hold(self._tried(slug, change), even_untried=even_untried)

        def inputs(session: Session, tenant: Tenant) -> dict[str, Any]:
            wanted, present = self._checked(session, tenant, change)
            return {
                "values": {
                    name: {"before": present.values[name], "after": after}
                    for name, after in wanted.values.items()
                },
                "secrets": sorted(wanted.secrets),
                "restarts": _restarts(_difference(session, tenant, wanted, present)),
                **({"even_untried": True} if even_untried else {}),
            }

        def seal(session: Session, tenant: Tenant, operation_id: str) -> None:
            wanted, _ = self._checked(session, tenant, change)
            for name, value in wanted.secrets.items():
                self._vault.put(session, tenant.id, pending_name(SECRETS[name], operation_id), value)

        return self._submission.submit(slug, KIND, inputs, actor, key, digest=request, sealing=seal)

    def submit_revert(
        self, operation_id: str, actor: Actor, key: str | None = None, *, even_untried: bool = False
    ) -> tuple[dict[str, Any], bool]:
        """Queues the change that takes an earlier one back. Raises Conflict when it is no change."""
        with transaction(self._sessions) as session:
            operation = find_operation(session, operation_id)
            if operation.kind != KIND or not operation.inputs:
                raise Conflict("no_change", "That operation is no change of a tenant: nothing to take back.")
            before = TenantChange(
                {name: each["before"] for name, each in operation.inputs["values"].items()},
                self._secrets_before(session, operation),
            )
            slug = operation.tenant.slug
        return self.submit(slug, before, actor, key, even_untried=even_untried)

    def _tried(self, slug: str, change: TenantChange) -> Connections:
        with transaction(self._sessions) as session:
            return _connections(*self._checked(session, find_tenant(session, slug), change))

    def _secrets_before(self, session: Session, operation: Operation) -> dict[str, str]:
        versions: Mapping[str, int] = operation.results.get("secret_versions", {})
        return {
            name: self._vault.get_version(session, operation.tenant_id, SECRETS[name], versions[name])
            for name in operation.inputs["secrets"]
            if name in versions
        }

    def _checked(
        self, session: Session, tenant: Tenant, change: TenantChange
    ) -> tuple[TenantChange, Present]:
        present = self._present(session, tenant)
        wanted = effective(tidy_change(change), present)
        others = select(Hostname.name).where(Hostname.tenant_id != tenant.id)
        numbers = {number: slug for number, slug in numbers_in_use(session).items() if slug != tenant.slug}
        problems = {
            **change_problems(wanted, present, self._settings.base_domain),
            **taken_problems(wanted, session.scalars(others).all(), numbers),
            **_limit_problems(session, tenant, wanted, present),
        }
        if problems:
            raise InvalidInput("invalid_change", " ".join(problems.values()), fields=problems)
        if not wanted.values and not wanted.secrets:
            raise InvalidInput("nothing_to_change", "Nothing to change: all of it is so already.")
        return wanted, present

    def _present(self, session: Session, tenant: Tenant) -> Present:
        secrets = {
            name: self._vault.find(session, tenant.id, stored) or "" for name, stored in SECRETS.items()
        }
        return Present(present_values(tenant, self._settings.base_domain), secrets)


def _difference(
    session: Session, tenant: Tenant, wanted: TenantChange, present: Present
) -> list[dict[str, Any]]:
    unmoved = ("plan",) if _keeps_resources(session, tenant, wanted, present) else ()
    return difference(wanted, present, unmoved=unmoved)


def _restarts(rows: list[dict[str, Any]]) -> list[str]:
    return sorted({name for row in rows for name in row["restarts"]})


def _connections(wanted: TenantChange, present: Present) -> Connections:
    return connections_of(
        {**present.values, **wanted.values},
        {**present.secrets, **wanted.secrets},
        {*wanted.values, *wanted.secrets},
    )


def present_values(tenant: Tenant, base_domain: str) -> dict[str, Any]:
    """How the tenant stands, by field, without secrets."""
    configuration = tenant.configuration
    whatsapp = configuration["whatsapp"]
    own = f"{tenant.slug}.{base_domain}"
    return {
        "name": tenant.name,
        "locale": configuration["locale"],
        "timezone": configuration["timezone"],
        "smoke_phone": configuration.get("smoke_phone", ""),
        "hostnames": sorted(hostname.name for hostname in tenant.hostnames if hostname.name != own),
        **{f"whatsapp.{name}": whatsapp.get(name, "") for name in _IDS},
        "fila_ia.url": configuration["fila_ia"].get("url", ""),
        "plan": plan_of(configuration),
        **{name: configuration.get("limits", {}).get(name.partition(".")[2]) for name in OWN_LIMITS},
    }


def pending_name(name: str, operation_id: str) -> str:
    """What a secret is called in the vault until its operation takes it over."""
    return f"{name}@{operation_id[:8]}"


def _limits(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """What counts for a tenant with these values, by field."""
    own = {name.partition(".")[2]: values[name] for name in OWN_LIMITS}
    return limits_of(session, {"plan": values["plan"], "limits": own})


def _limit_problems(session: Session, tenant: Tenant, wanted: TenantChange, present: Present) -> Problems:
    """Whether there is such a plan, its numbers go with the tenant's own, and there is room for them."""
    named = [name for name in ("plan", *OWN_LIMITS) if name in wanted.values]
    if not named:
        return {}
    values = {**present.values, **wanted.values}
    if problem := plan_problem(session, values["plan"]):
        return {"plan": problem}
    limits, before = _limits(session, values), _limits(session, present.values)
    found = limits_problems(limits)
    if found:
        return {f"limits.{name}": problem for name, problem in found.items()}
    told: dict[str, list[str]] = {}
    for name, problem in tenant_room_problems(session, tenant, before, limits).items():
        field = f"limits.{name}"
        told.setdefault(field if field in named else "plan", []).append(problem)
    return {field: " ".join(problems) for field, problems in told.items()}


def _keeps_resources(session: Session, tenant: Tenant, wanted: TenantChange, present: Present) -> bool:
    database = tenant.configuration["database"]
    own = {name: present.values[name] for name in OWN_LIMITS}
    after = {**present.values, "plan": wanted.values.get("plan", present.values["plan"]), **own}
    return split(_limits(session, after), database) == split(_limits(session, present.values), database)
