"""What can be permitted, and what each role that comes with a tenant permits. Views name a permission, never
a role: the client's admin may give a role other ones (accounts.roles).
"""

from typing import Final

PUBLIC: Final = "public"
"""Not a permission: marks a view that asks for no sign-in."""

SELF: Final = "self"
"""One's own account: who am I, sign out. Held by everybody; no role can be without it."""

SEE_ALL: Final = "conversation.see_all"
SEE_QUEUE: Final = "conversation.see_queue"
"""Colleagues' conversations in one's own queues; without it only one's own and those nobody has."""

_ATENDENTE: Final = frozenset(
    {
        SELF,
        "user.read",
        "contact.read",
        "contact.write",
        "conversation.read",
        SEE_QUEUE,
        "conversation.write",
        "message.read",
        "message.send",
        "template.read",
    }
)
_GERENTE: Final = _ATENDENTE | {
    SEE_ALL,
    "automation.manage",
    "canned.manage",
    "contact.merge",
    "report.read",
    "conversation.assign",
    "label.manage",
    "board.read",
    "close_reason.manage",
    "hours.manage",
    "queue.manage",
    "template.manage",
    "view.share",
}
ALL: Final = _GERENTE | {
    "audit.read",
    "brand.manage",
    "contact_field.manage",
    "role.manage",
    "user.manage",
    "settings.manage",
    "delivery.inspect",
    "delivery.manage",
    "notice.inspect",
    "notice.manage",
    "conversation.override",
}

SUPPORT: Final = "suporte"
"""The role of the platform's operators while they have access; given by a ticket alone, never by hand."""
SUPPORT_NEVER: Final = frozenset({"role.manage", "user.manage"})
"""What that role cannot hold, whatever its row says: nobody is let in, or given more, by a guest."""

_SUPORTE: Final = frozenset(
    {
        SELF,
        SEE_ALL,
        "user.read",
        "contact.read",
        "conversation.read",
        "message.read",
        "template.read",
        "board.read",
        "delivery.inspect",
        "notice.inspect",
        "automation.manage",
        "brand.manage",
        "canned.manage",
        "close_reason.manage",
        "contact_field.manage",
        "delivery.manage",
        "hours.manage",
        "label.manage",
        "notice.manage",
        "queue.manage",
        "settings.manage",
        "template.manage",
    }
)
"""To look and to configure: nothing is written to customers, and nothing is exported."""

BUILT_IN: Final[dict[str, frozenset[str]]] = {
    "admin": ALL,
    "gerente": _GERENTE,
    "atendente": _ATENDENTE,
    SUPPORT: _SUPORTE,
}
"""As a tenant begins; its own rows may say otherwise since."""
