"""Writes what was asked for into the tenant's row and vault; the steps behind it make the engine agree.

Before its turn other operations may have changed this tenant, and others taken what it wants: what no longer
holds is asked for anew by whoever knows what is wanted now.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Credential, Hostname, Tenant
from control_plane.operations.step import StepContext
from control_plane.services.changes import pending_name, present_values
from control_plane.services.credentials import Vault
from control_plane.services.plans import limits_of
from control_plane.services.reservations import tenant_room_problems
from control_plane.services.tenant_change import SECRETS
from control_plane.services.tenants import numbers_in_use


class ApplyChange:
    name = "apply_change"
    deadline_seconds = 30

    def check(self, context: StepContext) -> bool:
        return context.recall(self.name) is True

    def apply(self, context: StepContext) -> None:
        vault = Vault(context.settings.platform_key)
        before = context.recall("secret_versions") or {}
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            _refuse_changed(session, tenant, context)
            gone = _set_values(session, tenant, context)
            versions = {
                name: vault.version(session, tenant.id, SECRETS[name]) for name in context.inputs["secrets"]
            }
        context.remember("secret_versions", versions | before)
        with transaction(context.sessions) as session:
            for name in context.inputs["secrets"]:
                _take_over(session, vault, context, SECRETS[name])
        for hostname in gone:
            context.adapters.allow_list.forbid(hostname)
        context.remember(self.name, True)


def _refuse_changed(session: Session, tenant: Tenant, context: StepContext) -> None:
    """A field that is what it shall become is none that changed: an earlier attempt has got so far."""
    asked = context.inputs["values"]
    present = present_values(tenant, context.settings.base_domain)
    changed = [
        name
        for name, each in asked.items()
        if present[name] not in (each.get("before", present[name]), each["after"])
    ]
    if changed:
        raise StepFailed(
            "changed_meanwhile",
            f"The tenant has been changed since this was asked for: {', '.join(changed)}.",
            next_action="Look at the tenant as it is now, then change it again.",
        )
    number = asked.get("whatsapp.phone_number_id", {}).get("after")
    if number and numbers_in_use(session).get(number, tenant.slug) != tenant.slug:
        raise StepFailed(
            "number_taken",
            f"Another tenant has taken the WhatsApp number {number} meanwhile.",
            next_action="Change the tenant again, with another number.",
        )


def _set_values(session: Session, tenant: Tenant, context: StepContext) -> list[str]:
    """Returns the hostnames that the tenant no longer has."""
    values: dict[str, Any] = {name: each["after"] for name, each in context.inputs["values"].items()}
    tenant.name = values.pop("name", tenant.name)
    gone = _set_hostnames(session, tenant, values.pop("hostnames"), context) if "hostnames" in values else []
    configuration = dict(tenant.configuration)
    for name, value in values.items():
        section, _, key = name.rpartition(".")
        if section:
            configuration[section] = {**configuration.get(section, {}), key: value}
        else:
            configuration[key] = value
    _refuse_without_room(session, tenant, configuration)
    tenant.configuration = configuration
    return gone


def _refuse_without_room(session: Session, tenant: Tenant, wanted: Mapping[str, Any]) -> None:
    """Others may have been promised meanwhile what was left when this was asked for."""
    before, after = limits_of(session, tenant.configuration), limits_of(session, wanted)
    problems = tenant_room_problems(session, tenant, before, after) if after != before else {}
    if problems:
        raise StepFailed(
            "no_room",
            " ".join(problems.values()),
            next_action="Nothing was changed: make room and resume it, or change the tenant to less.",
        )


def _set_hostnames(session: Session, tenant: Tenant, wanted: list[str], context: StepContext) -> list[str]:
    own = f"{tenant.slug}.{context.settings.base_domain}"
    here = {hostname.name for hostname in tenant.hostnames} - {own}
    new = set(wanted) - here
    taken = session.scalars(select(Hostname.name).where(Hostname.name.in_(new))).all()
    if taken:
        raise StepFailed(
            "hostname_taken",
            f"Another tenant has taken {', '.join(sorted(taken))} meanwhile.",
            next_action="Change the tenant again, with other addresses.",
        )
    gone = sorted(here - set(wanted))
    session.execute(delete(Hostname).where(Hostname.name.in_(gone)))
    session.add_all(Hostname(name=name, tenant_id=tenant.id) for name in sorted(new))
    return gone


def _take_over(session: Session, vault: Vault, context: StepContext, name: str) -> None:
    """From its waiting place to its own name; done already, there is nothing in that place."""
    pending = pending_name(name, context.operation_id)
    value = vault.find(session, context.tenant_id, pending)
    if value is None:
        return
    vault.put(session, context.tenant_id, name, value)
    waiting = (Credential.tenant_id == context.tenant_id, Credential.name == pending)
    session.execute(delete(Credential).where(*waiting))
