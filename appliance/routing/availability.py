"""Whether somebody is at their desk, as they say themselves; accounts.presence knows who is connected."""

from typing import Any, Final

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.realtime.events import PRESENCE, publish_pending, record_for_all

ONLINE: Final = "online"
AWAY: Final = "away"
PAUSED: Final = "paused"
STATES: Final = (ONLINE, AWAY, PAUSED)


def set_availability(context: Context, user_id: int, state: str, reason: str | None) -> dict[str, Any]:
    """What the person is from now on; a reason belongs to a pause. Everybody hears of it."""
    with transaction(context.sessions) as session:
        user = session.get_one(User, user_id, with_for_update=True)
        before = _audited(user)
        if user.availability != state:
            user.availability_since = utc_now()
        user.availability, user.pause_reason = state, reason if state == PAUSED else None
        note(session, "user.availability", ("user", user_id), before, _audited(user))
        record_for_all(session, PRESENCE, user_id)
        shown = _audited(user)
    publish_pending(context)
    return shown


def _audited(user: User) -> dict[str, Any]:
    return {"availability": user.availability, "pause_reason": user.pause_reason}
