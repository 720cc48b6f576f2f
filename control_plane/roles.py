"""Who may do what: every permission there is, and the roles, each a set of them.

A view names the permission that it needs (access.py); what a request holds is that of its operator's role,
and with an API token only what the token's scope shares with it.
"""

from typing import Literal, get_args

Permission = Literal[
    "tenants.read",
    "tenants.create",
    "tenants.repair",
    "tenants.brand",
    "tenants.change",
    "tenants.suspend",
    "tenants.archive",
    "tenants.delete",
    "logins.reveal",
    "credentials.correct",
    "operations.read",
    "operations.cancel",
    "operations.resume",
    "operations.undo",
    "backups.read",
    "backups.run",
    "restores.run",
    "audit.read",
    "inventory.read",
    "operators.manage",
    "account.read",
    "account.change",
    "session.own",
]
Role = Literal["owner", "operator", "support", "viewer"]

ALL: frozenset[Permission] = frozenset(get_args(Permission))
OWNER: Role = "owner"
"""At least one active operator is one, whatever is asked."""

_OWN: frozenset[Permission] = frozenset({"account.change", "session.own"})
_VIEWER = _OWN | {permission for permission in ALL if permission.endswith(".read")}
_SUPPORT: frozenset[Permission] = frozenset(
    {"tenants.repair", "backups.run", "operations.cancel", "operations.resume"}
)

ROLES: dict[Role, frozenset[Permission]] = {
    "owner": ALL,
    "operator": ALL - {"operators.manage"},
    "support": _VIEWER | _SUPPORT,
    "viewer": _VIEWER,
}
"""From the most to the least: each role holds all that those after it hold."""


def permissions_of(role: str) -> frozenset[Permission]:
    """What a stored role allows; one that nobody knows allows nothing."""
    return next((held for name, held in ROLES.items() if name == role), frozenset())
