"""The names and figures that stand in a plan's texts, for one tenant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.adapters.names import TenantNames
from control_plane.models import Backup, Credential, Tenant
from control_plane.services import tenant_change
from control_plane.services.brand_change import FIELDS
from control_plane.services.credentials import PIN
from control_plane.services.logins import FIRST_USERS
from control_plane.services.plans import limits_of
from control_plane.services.room import cpus_text, needed
from control_plane.settings import Settings

_OF_THE_PLATFORM = "mail_password"
"""The one secret that every tenant has and that is not in its vault."""

Value = str | tuple[str | tuple[str, str], ...]
"""A tuple: words of `plans.json`, said in the reader's language; some with a detail, as it is."""


def object_names(settings: Settings, tenant: Tenant) -> TenantNames:
    """What its Docker objects are called."""
    stack = settings.stack_prefix + tenant.slug
    return TenantNames(settings.instance, stack, tenant.id, tenant.slug, tenant.generation)


def plan_values(
    session: Session, settings: Settings, tenant: Tenant, inputs: Mapping[str, Any]
) -> dict[str, Value]:
    """By the names that stand in the texts; what concerns another kind is not there."""
    configuration = tenant.configuration
    room = needed(limits_of(session, configuration), configuration["database"])
    source = inputs.get("source") or {}
    own = f"{tenant.slug}.{settings.base_domain}"
    whatsapp = configuration["whatsapp"] | _changed(inputs, "whatsapp.")
    hostnames = {hostname.name for hostname in tenant.hostnames}
    if "hostnames" in (changed := _changed(inputs)):
        hostnames = {own, *changed["hostnames"]}
    return {
        **_objects(object_names(settings, tenant)),
        **_image_names(configuration),
        **_backup_values(session, inputs.get("backup_id") or source.get("backup_id")),
        "offsite": settings.offsite.location(settings.instance, tenant.id) if settings.offsite.is_set else "",
        "secrets": ", ".join(_secret_names(session, tenant.id)),
        "memory": _mib(room.memory),
        "cpus": cpus_text(room.cpus),
        "disk": _mib(room.disk),
        "people": str(len(configuration["users"])),
        "hostnames": ", ".join(sorted(hostnames)),
        "url": settings.public_url(own),
        "number": str(whatsapp.get("display_phone_number") or whatsapp.get("phone_number_id", "")),
        "smoke_phone": str(configuration.get("smoke_phone", "")),
        "fields": tuple(name for name in FIELDS if name in inputs),
        "changes": _changes(inputs),
        "source": source.get("slug", ""),
        "days": str(inputs.get("days", "")),
        "credentials": ", ".join(inputs.get("credentials", ())),
    }


def _changed(inputs: Mapping[str, Any], section: str = "") -> dict[str, Any]:
    """Field → what a change makes of it, of those whose name begins so; without that beginning."""
    values = inputs.get("values", {})
    return {
        name.removeprefix(section): each["after"] for name, each in values.items() if name.startswith(section)
    }


def _changes(inputs: Mapping[str, Any]) -> Value:
    """What a change asks for, field by field; of secrets only that they change."""
    values, secrets = inputs.get("values", {}), inputs.get("secrets", ())
    told = tuple(
        (name, f"{_plain(values[name]['before'])} → {_plain(values[name]['after'])}")
        for name in tenant_change.FIELDS
        if name in values
    )
    return told + tuple(name for name in tenant_change.FIELDS if name in secrets)


def _plain(value: object) -> str:
    return (", ".join(value) if isinstance(value, list) else str("" if value is None else value)) or "–"


def _objects(names: TenantNames) -> dict[str, Value]:
    coming = replace(names, generation=names.generation + 1)
    services = {name: f"{names.stack}_{name}" for name in ("mysql", "redis", "web", "worker")}
    present = (names.database_volume, names.redis_volume, names.media_volume)
    return {
        **services,
        "stack": names.stack,
        "private_network": names.private_network,
        "edge_network": names.edge_network,
        "database_volume": names.database_volume,
        "redis_volume": names.redis_volume,
        "media_volume": names.media_volume,
        "backups_volume": names.backups_volume,
        "volumes": ", ".join((*present, names.backups_volume)),
        "old_volumes": ", ".join(present),
        "new_volumes": ", ".join((coming.database_volume, coming.redis_volume, coming.media_volume)),
        "new_generation": str(coming.generation),
    }


def _image_names(configuration: Mapping[str, Any]) -> dict[str, Value]:
    images = configuration.get("images", {})
    database = configuration["database"]
    used = {
        "appliance_image": images.get("appliance", ""),
        "database_image": images.get(database, ""),
        "redis_image": images.get("redis", ""),
        "backup_image": images.get(f"backup_{database}", ""),
    }
    return {**used, "images": ", ".join(used.values())}


def _backup_values(session: Session, backup_id: str | None) -> dict[str, Value]:
    backup = session.get(Backup, backup_id) if backup_id else None
    if backup is None:
        return {}
    return {"backup_made": moment_text(backup.created_at), "backup_size": _mib(backup.bytes)}


def _secret_names(session: Session, tenant_id: str) -> list[str]:
    query = select(Credential.name).where(Credential.tenant_id == tenant_id).distinct()
    names = {name for name in session.scalars(query) if name.isidentifier()}  # no value on its way
    return sorted({*names, _OF_THE_PLATFORM} - {FIRST_USERS, PIN})


def moment_text(moment: datetime) -> str:
    """To the minute, in UTC."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _mib(amount: int) -> str:
    return f"{ceil(amount / 2**20)} MiB"
