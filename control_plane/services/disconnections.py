"""A client that takes our access to its WhatsApp account back: an alarm until the checks succeed again."""

from sqlalchemy.orm import Session

from control_plane.services import alarms
from control_plane.whatsapp.account_events import DISCONNECTING, event_words
from control_plane.whatsapp.seen import OK, Item

CODE = "whatsapp_disconnected"
_PROOFS = ("reach", "token", "number", "subscription")
"""The lines of a check that together say: we have access again."""


def note_events(session: Session, tenant_id: str, events: list[str]) -> None:
    """Raises the alarm for what ends a connection; everything else is only shown."""
    for event in events:
        if event in DISCONNECTING:
            about = {"event": event, "said": dict(event_words()[event])}
            alarms.raise_(session, "whatsapp_disconnected", tenant_id=tenant_id, details=about)


def note_look(session: Session, tenant_id: str, items: list[Item]) -> None:
    """What was seen now, not what is remembered from before, clears it."""
    seen = {item.name: item.state for item in items}
    if all(seen.get(name) == OK for name in _PROOFS):
        alarms.clear(session, CODE, tenant_id=tenant_id)
