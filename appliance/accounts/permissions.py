"""Who may do what: one table. Views name a permission, never a role."""

from appliance.accounts.models import ROLES

PUBLIC = "public"
"""Not a permission: marks a view that asks for no sign-in."""

_ATENDENTE = frozenset(
    {
        "self",  # one's own account: who am I, sign out
        "user.read",
        "contact.read",
        "contact.write",
        "conversation.read",
        "conversation.write",
        "message.read",
        "message.send",
        "template.read",
    }
)
_GERENTE = _ATENDENTE | {"contact.merge", "report.read", "conversation.assign", "template.manage"}
_ADMIN = _GERENTE | {
    "user.manage",
    "settings.manage",
    "delivery.inspect",
    "delivery.manage",
    "notice.inspect",
    "notice.manage",
    "conversation.override",
}

PERMISSIONS: dict[str, frozenset[str]] = {"admin": _ADMIN, "gerente": _GERENTE, "atendente": _ATENDENTE}
ALL = _ADMIN

if set(PERMISSIONS) != set(ROLES):
    raise RuntimeError("every role needs its line in the table of permissions")


def allows(role: str, permission: str) -> bool:
    """Whether `role` holds `permission`; an unknown role holds none."""
    return permission in PERMISSIONS.get(role, frozenset())
