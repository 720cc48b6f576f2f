"""A person as the API shows them."""

from typing import Any

from appliance.accounts.models import SUPPORT_PREFIX, User


def present_user(user: User, online: frozenset[int]) -> dict[str, Any]:
    """`user` of the API; `online` as presence.online() gave it."""
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email.removeprefix(SUPPORT_PREFIX),
        "role": user.role,
        "locale": user.locale,
        "is_active": user.is_active,
        "is_support": user.is_support,
        "is_online": user.id in online,
        "capacity": user.capacity,
        **present_availability(user),
    }


def present_colleague(user: User, online: frozenset[int]) -> dict[str, Any]:
    """For whoever reads conversations: what to call those who answer them, and whether they are there."""
    shown = present_user(user, online)
    return {name: value for name, value in shown.items() if name not in ("email", "role", "locale")}


def present_availability(user: User) -> dict[str, Any]:
    """Whether they are at their desk, as they say themselves, and since when."""
    since = user.availability_since
    return {
        "availability": user.availability,
        "pause_reason": user.pause_reason,
        "availability_since": since.isoformat().replace("+00:00", "Z") if since else None,
    }
