"""Who may do what: every permission there is, and the roles, each a set of them.

A view names the permission that it needs (access.py); what a request holds is that of its operator's role,
and with an API token only what the token's scope shares with it.
"""

from typing import Literal, get_args

Permission = Literal[
    "tenants.read",
    "tenants.bulk",
    "tenants.create",
    "tenants.logs",
    "tenants.repair",
    "tenants.brand",
    "tenants.change",
    "tenants.suspend",
    "tenants.archive",
    "tenants.delete",
    "tenants.support",
    "logins.reveal",
    "credentials.correct",
    "operations.read",
    "operations.cancel",
    "operations.resume",
    "operations.undo",
    "alarms.read",
    "alarms.acknowledge",
    "secrets.read",
    "secrets.rotate",
    "backups.read",
    "backups.run",
    "restores.run",
    "audit.read",
    "audit.verify",
    "inventory.read",
    "plans.read",
    "plans.manage",
    "events.read",
    "events.manage",
    "usage.read",
    "metrics.read",
    "operators.manage",
    "account.read",
    "account.change",
    "session.own",
]

ALL: frozenset[Permission] = frozenset(get_args(Permission))
OWNER = "owner"
"""At least one active operator is one, whatever is asked."""

_OWN: frozenset[Permission] = frozenset({"account.change", "session.own"})
_READ = frozenset(permission for permission in ALL if permission.endswith(".read"))
_VIEWER = _OWN | _READ
_SUPPORT: frozenset[Permission] = frozenset(
    {
        "tenants.bulk",
        "tenants.logs",
        "tenants.repair",
        "tenants.support",
        "backups.run",
        "operations.cancel",
        "operations.resume",
        "alarms.acknowledge",
    }
)

ROLES: dict[str, frozenset[Permission]] = {
    "owner": ALL,
    "operator": ALL - {"operators.manage"},
    "support": _VIEWER | _SUPPORT,
    "viewer": _VIEWER,
}
"""From the most to the least: each role holds all that those after it hold."""


SCOPES: dict[str, frozenset[Permission]] = {"read": _READ | {"session.own"}, **ROLES}
"""Of API tokens: from nothing but reading up to all that a role allows."""


def permissions_of(role: str, scope: str | None = None) -> frozenset[Permission]:
    """What a stored role allows, through a token with `scope`; one that nobody knows allows nothing."""
    held = ROLES.get(role, frozenset())
    return held if scope is None else held & SCOPES.get(scope, frozenset())
