"""Where a conversation stands with what was promised: read from its row, by any request, without counting."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from appliance.conversations.models import Conversation
from appliance.database import utc_now

OK: Final = "ok"
AT_RISK: Final = "at_risk"
BREACHED: Final = "breached"


def state_of(conversation: Conversation, now: datetime) -> str | None:
    """None where nothing is promised, or nothing of it is left to keep."""
    warn, due = conversation.sla_warn_at, conversation.sla_due_at
    if due is None:
        return None
    if due <= now:
        return BREACHED
    return AT_RISK if warn is not None and warn <= now else OK


def is_in_state(state: str) -> ColumnElement[bool]:
    """`at_risk` or `breached`: a range of an index."""
    now = utc_now()
    if state == BREACHED:
        return Conversation.sla_due_at <= now
    is_in_time = or_(Conversation.sla_due_at.is_(None), Conversation.sla_due_at > now)
    return and_(Conversation.sla_warn_at <= now, is_in_time)


def present_state(conversation: Conversation) -> dict[str, Any] | None:
    """`service_level` of the public conversation; None where nothing is promised."""
    if conversation.sla_due_at is None:
        return None
    moments = ("response_due_at", "resolution_due_at", "sla_warn_at", "sla_due_at")
    shown = {name.removeprefix("sla_"): getattr(conversation, name) for name in moments}
    return {
        "state": state_of(conversation, utc_now()),
        **{
            name: value.isoformat().replace("+00:00", "Z") if value else None for name, value in shown.items()
        },
    }
