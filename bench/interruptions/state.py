"""What an operation leaves: Docker objects, rows, proofs, allow-list, and the help desk seen from outside."""

import re
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bench.interruptions.kinds import RANDOM_NAME
from control_plane.adapters.names import SLUG
from control_plane.database import transaction
from control_plane.errors import ControlPlaneError
from control_plane.inventory import take_inventory
from control_plane.models import Backup, Credential, Operation, Tenant, TenantLock
from control_plane.operations.catalog import CREATIONS, KINDS
from control_plane.operations.states import LIVE
from control_plane.operations.steps.all import STEPS
from control_plane.operations.steps.tenant import first_user
from control_plane.operations.steps.tenant_client import TenantClient
from tests.integration.control_plane.small_platform import SmallPlatform

EndState = dict[str, list[str]]
"""Section → what is there, with all that two tenants do not share left out."""

_READY = "ready"
_READY_SECONDS = 180
_DIGEST = re.compile(r"-[0-9a-f]{8}$")
_RANDOM = re.compile(RANDOM_NAME + "[0-9a-f]+")
_GENERATION = re.compile(r"-g(\d+)$")


def end_state(platform: SmallPlatform, operation_id: str) -> EndState:
    """Of the tenant of an operation that has ended."""
    with transaction(platform.sessions) as session:
        operation = session.get_one(Operation, operation_id)
        tenant = operation.tenant
        rows = _rows(session, operation)
    help_desk = _help_desk(platform, operation) if tenant.lifecycle == "active" else []
    return {
        "objects": _objects(platform, tenant),
        "edge": _edge(platform, tenant),
        "rows": rows,
        "steps": _steps(platform, operation),
        "help desk": help_desk,
        "inventory": _inventory(platform, tenant.slug),
    }


def differences(expected: EndState, found: EndState) -> list[str]:
    """`section: - what is missing`, `section: + what is too much`."""
    wrong = []
    for section in expected:
        missing, extra = list(expected[section]), []
        for each in found[section]:
            if each in missing:
                missing.remove(each)
            else:
                extra.append(each)
        wrong += [f"{section}: - {each}" for each in missing] + [f"{section}: + {each}" for each in extra]
    return wrong


def _objects(platform: SmallPlatform, tenant: Tenant) -> list[str]:
    api: Any = platform.docker_client.api
    own = {"label": f"{SLUG}={tenant.slug}"}
    names = [
        *(("network", each["Name"]) for each in api.networks(filters=own)),
        *(("volume", each["Name"]) for each in api.volumes(filters=own)["Volumes"] or []),
        *(("secret", each["Spec"]["Name"]) for each in api.secrets(filters=own)),
        *(("config", each["Spec"]["Name"]) for each in api.configs(filters=own)),
        *(("service", each["Spec"]["Name"]) for each in api.services(filters=own)),
        *(
            ("container", each["Labels"].get("com.docker.swarm.service.name", each["Names"][0]))
            for each in api.containers(filters=own)
        ),
    ]
    return sorted(f"{kind} {_anonymous(name, tenant)}" for kind, name in names)


def _anonymous(name: str, tenant: Tenant) -> str:
    def relative(match: re.Match[str]) -> str:
        return f"-g{int(match[1]) - tenant.generation:+}"

    name = _RANDOM.sub(f"{RANDOM_NAME}*", _DIGEST.sub("-*", name))
    return _GENERATION.sub(relative, name).replace(tenant.slug, "<slug>")


def _edge(platform: SmallPlatform, tenant: Tenant) -> list[str]:
    network = platform.adapters.networks.find(f"{platform.settings.stack_prefix}{tenant.slug}-edge")
    attached = [
        f"{each.alias} in its network"
        for each in platform.adapters.attachments.containers()
        if network and network.id in each.network_ids
    ]
    known = platform.adapters.allow_list.known()
    allowed = [f"allowed {_anonymous(each, tenant)}" for each in known if tenant.slug in each.split(".")]
    return sorted(attached + allowed)


def _rows(session: Any, operation: Operation) -> list[str]:
    tenant = operation.tenant
    behind = ("done", "skipped")
    credentials = select(Credential).where(Credential.tenant_id == tenant.id)
    own = select(Operation.id).where(Operation.tenant_id == tenant.id, Operation.state.in_(LIVE))
    backups = select(Backup).where(Backup.operation_id == operation.id)
    return [
        f"lifecycle {tenant.lifecycle}",
        f"operation {operation.state}, error {operation.error_code}",
        f"lease {operation.lease_holder}, lock {session.get(TenantLock, tenant.id)}",
        f"live operations {len(session.scalars(own).all())}",
        *(f"step {each.name} {'behind' if each.state in behind else each.state}" for each in operation.steps),
        *(f"result {name}" for name in operation.results if name != "failure"),
        *_credentials(operation, session.scalars(credentials).all()),
        *(f"host {_anonymous(each.name, tenant)} {each.is_attached}" for each in tenant.hostnames),
        *sorted(
            {f"backup {each.trigger}" for each in session.scalars(backups)}
        ),  # resumed, a restore saves anew
    ]


def _credentials(operation: Operation, rows: Sequence[Credential]) -> list[str]:
    """Nothing may be made twice; of a tenant that was there before, only the names say something."""
    if operation.kind in CREATIONS:
        return [f"credential {each.name} {each.version}" for each in rows]
    return sorted({f"credential {each.name}" for each in rows})


def _steps(platform: SmallPlatform, operation: Operation) -> list[str]:
    """Whether each step's effect holds, looked at once more: a proof that is no longer true does not."""
    if operation.state != "succeeded":
        return []
    context = platform.context_of(operation.id)
    return [f"{name} holds: {STEPS[name].check(context)}" for name in KINDS[operation.kind].steps]


def _help_desk(platform: SmallPlatform, operation: Operation) -> list[str]:
    """Once it is ready: an engine that was restarted brings it back by itself. Nobody waits for a wreck."""
    limit = time.monotonic() + (0 if operation.kind == "retrieve" else _READY_SECONDS)
    while (found := _look_at(platform, operation))[0] != _READY and time.monotonic() < limit:
        time.sleep(1)
    return found


def _look_at(platform: SmallPlatform, operation: Operation) -> list[str]:
    context = platform.context_of(operation.id)
    url = platform.settings.public_url(f"{operation.tenant.slug}.{platform.settings.base_domain}")
    client = TenantClient(platform.adapters.tenant_http, url)
    try:
        if (status := client.page("/readyz").status_code) != 200:
            return [f"answers {status}"]
        admin = first_user(context, "admin")
        client.log_in(admin["email"], admin["password"])
        people = sorted(each["email"] for each in client.get("/api/v1/users")["data"])
        name = client.page("/manifest.webmanifest").json()["name"]
    except ControlPlaneError as error:
        return [f"does not answer: {error.message}"]
    return [_READY, *(f"person {email}" for email in people), f"called {_named(name, operation)}"]


def _named(name: str, operation: Operation) -> str:
    return "by its tenant's name" if name == operation.tenant.name else name


def _inventory(platform: SmallPlatform, slug: str) -> list[str]:
    found = take_inventory(platform.adapters.engine, platform.sessions, platform.settings)
    return [
        f"{word} {thing.kind}"
        for word in ("missing", "orphaned", "unexpected")
        for thing in getattr(found, word)
        if thing.slug == slug
    ]
