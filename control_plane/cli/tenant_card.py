"""One tenant as a person reads it: a line for each thing worth knowing."""

from collections.abc import Sequence
from typing import Any

from control_plane.cli.values import NOTHING, since

_DATABASES = {"mysql": "MySQL", "mariadb": "MariaDB"}


def tenant_card(tenant: dict[str, Any], alarms: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What `Output.card` shows of the API's answers, the tenant's and of its open alarms: label → text."""
    whatsapp = tenant["whatsapp"]
    return {
        "name": tenant["name"],
        "address": _addresses(tenant),
        "state": tenant["lifecycle"],
        "alarms": "\n".join(map(_alarm, alarms)) or NOTHING,
        "database": _DATABASES.get(tenant["database"], tenant["database"]),
        "plan": tenant["plan"],
        "WhatsApp": whatsapp.get("display_phone_number") or whatsapp.get("phone_number_id") or NOTHING,
        "created": since(tenant["created_at"]),
        "last backup": since(tenant["last_backup_at"]),
        "off-site copy": since(tenant["last_offsite_at"]),
        "proven restore": since(tenant["last_proven_restore_at"]),
        "last operation": _operation(tenant["last_operation"]),
        "users": _people(tenant["people"]),
        "first users": "\n".join(f"{who['name']} <{who['email']}>, {who['role']}" for who in tenant["users"])
        or NOTHING,
        "first logins": _logins(tenant["slug"], tenant["logins"]),
    }


def _addresses(tenant: dict[str, Any]) -> str:
    """The platform's own first; of the client's own also whether people get there."""
    own = tenant["url"].partition("://")[2].partition(":")[0]
    others = [
        f"{hostname['name']}{'' if hostname['is_attached'] else ' (not yet attached)'}"
        for hostname in tenant["hostnames"]
        if hostname["name"] != own
    ]
    return "\n".join([tenant["url"], *others])


def _alarm(alarm: dict[str, Any]) -> str:
    whose = f" ({alarm['acknowledged_by']} is on it)" if alarm["acknowledged_by"] else ""
    return f"{alarm['severity']}: {alarm['reason']} {alarm['next']}{whose}"


def _people(people: dict[str, Any] | None) -> str:
    """Before the first day nobody has counted them."""
    if people is None:
        return NOTHING
    return f"{people['users']}, {people['active_users']} of them active on {people['day']}"


def _operation(operation: dict[str, Any] | None) -> str:
    if operation is None:
        return NOTHING
    undo = "undo of " if operation["is_undoing"] else ""
    when = since(operation["finished_at"] or operation["created_at"])
    line = f"{undo}{operation['kind'].replace('_', ' ')}, {operation['state']}, {when}"
    return f"{line}: {operation['error']['message']}" if operation["error"] else line


def _logins(slug: str, logins: dict[str, Any] | None) -> str:
    if logins is None:
        return "none yet"
    if logins["state"] == "available":
        return f"not shown yet: guiche tenant logins {slug}"
    return logins_shown(logins)


def logins_shown(logins: dict[str, Any]) -> str:
    """Who saw the initial logins, and when."""
    if logins["revealed_by"] is None:
        return "shown already"
    return f"shown to {logins['revealed_by']}, {since(logins['revealed_at'])}"
