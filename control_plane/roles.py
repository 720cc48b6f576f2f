"""Who may do what: every permission there is, and the roles, each a set of them.

A view names the permission that it needs (access.py); what a request holds is that of its operator's role,
and with an API token only what the token's scope shares with it. One that is narrower than its owner's role
does not change the account either: it takes nobody's password, sessions or second factor away.
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
    "tokens.own",
    "session.own",
]

ALL: frozenset[Permission] = frozenset(get_args(Permission))
OWNER = "owner"
"""At least one active operator is one, whatever is asked."""

_OWN: frozenset[Permission] = frozenset({"account.change", "tokens.own", "session.own"})
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


_OF_WHOLE_TOKENS: frozenset[Permission] = frozenset({"account.change"})
"""Held through a token only where it is as wide as its owner's role."""

SCOPES: dict[str, frozenset[Permission]] = {"read": _READ | {"session.own"}, **ROLES}
"""Of API tokens: from nothing but reading up to all that a role allows."""


def permissions_of(role: str, scope: str | None = None) -> frozenset[Permission]:
    """What a stored role allows, through a token with `scope`; one that nobody knows allows nothing."""
    held = ROLES.get(role, frozenset())
    shared = held if scope is None else held & SCOPES.get(scope, frozenset())
    return shared if shared == held else shared - _OF_WHOLE_TOKENS


def may_grant(scope: str, held: frozenset[str]) -> bool:
    """Whether whoever holds so much may make a token with `scope`, which is one of SCOPES."""
    return SCOPES[scope] - _OF_WHOLE_TOKENS <= held
