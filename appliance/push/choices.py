"""What one person wants to be told of, and how: kept for them, so that any browser of theirs has it."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.database import Sessions, transaction
from appliance.push.models import NotificationChoices

MESSAGE: Final = "message"
"""A customer of mine wrote."""
OFFER: Final = "offer"
"""A queue asks me to take a conversation."""
TRANSFERRED: Final = "transferred"
"""A conversation was given to me."""
MENTION: Final = "mention"
"""A colleague names me in a note."""
SLA: Final = "sla"
"""What was promised in a conversation of mine is nearly, or already, too late."""
WAITING: Final = "waiting"
"""A conversation comes to wait in one of my queues."""
EVENTS: Final = (MESSAGE, OFFER, TRANSFERRED, MENTION, SLA, WAITING)

TONES: Final = ("drop", "bell", "knock", "rise", "alarm")
"""The browser makes them itself (frontend/src/features/notifications/tones.ts)."""
NOTHING: Final = "nothing"
NAME: Final = "name"
TEXT: Final = "text"
SHOWS: Final = (NOTHING, NAME, TEXT)
"""What a push says of the customer. Phones show it to whoever holds them, so at first it is nothing
(LGPD, art. 46, § 2º: protection from the design on).
"""

_FIRST_EVENTS: Final[dict[str, dict[str, Any]]] = {
    MESSAGE: {"sound": True, "tone": "drop", "notice": True},
    OFFER: {"sound": True, "tone": "bell", "notice": True},
    TRANSFERRED: {"sound": True, "tone": "rise", "notice": True},
    MENTION: {"sound": True, "tone": "knock", "notice": True},
    SLA: {"sound": True, "tone": "alarm", "notice": True},
    WAITING: {"sound": False, "tone": "drop", "notice": True},
}


def at_first() -> dict[str, Any]:
    """What holds for whoever chose nothing."""
    return complete({})


def complete(value: Mapping[str, Any]) -> dict[str, Any]:
    """`value` with what it lacks: events that came later are as at first."""
    events = value.get("events", {})
    return {
        "events": {event: first | events.get(event, {}) for event, first in _FIRST_EVENTS.items()},
        "quiet_when_away": value.get("quiet_when_away", True),
        "push_shows": value.get("push_shows", NOTHING),
    }


def choices_of(session: Session, user_id: int) -> dict[str, Any]:
    """This person's, complete."""
    row = session.get(NotificationChoices, user_id)
    return complete(row.value if row is not None else {})


def choices_of_all(session: Session, user_ids: set[int]) -> dict[int, dict[str, Any]]:
    """Likewise of several, in one query."""
    rows = session.scalars(select(NotificationChoices).where(NotificationChoices.user_id.in_(user_ids)))
    chosen = {row.user_id: row.value for row in rows}
    return {user_id: complete(chosen.get(user_id, {})) for user_id in user_ids}


def change_own(sessions: Sessions, user: User, value: dict[str, Any]) -> dict[str, Any]:
    """`value`: everything, as presented."""
    after = complete(value)
    with transaction(sessions) as session:
        row = session.get(NotificationChoices, user.id, with_for_update=True)
        before = complete(row.value if row is not None else {})
        if row is None:
            session.add(NotificationChoices(user_id=user.id, value=after))
        else:
            row.value = after
        old, new = _flat(before), _flat(after)
        changed = [key for key in new if new[key] != old[key]]
        if changed:
            note(
                session,
                "notifications.changed",
                ("user", user.id),
                {key: old[key] for key in changed},
                {key: new[key] for key in changed},
            )
    return after


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    of_events = {
        f"{event}.{key}": one for event, chosen in value["events"].items() for key, one in chosen.items()
    }
    return of_events | {key: value[key] for key in ("quiet_when_away", "push_shows")}
