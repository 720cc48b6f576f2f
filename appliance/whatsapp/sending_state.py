"""Whether messages are sent at all, as the API and the socket show it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.conversations.models import Message
from appliance.conversations.presenting import moment
from appliance.whatsapp.models import SendingStop


def active_stop(session: Session, *, lock: bool = False) -> SendingStop | None:
    """Why nothing is sent; None while sending goes on."""
    query = (
        select(SendingStop).where(SendingStop.lifted_at.is_(None)).order_by(SendingStop.id.desc()).limit(1)
    )
    return session.scalar(query.with_for_update() if lock else query)


def present_sending(session: Session) -> dict[str, Any]:
    """{stopped: None or why, since when and until when, waiting: messages in the outbox}."""
    stop = active_stop(session)
    waiting = session.scalar(select(func.count()).select_from(Message).where(Message.status == "queued"))
    return {"stopped": _present(stop) if stop else None, "waiting": waiting or 0}


def _present(stop: SendingStop) -> dict[str, Any]:
    said = ("kind", "reason", "title", "message")
    return {
        "id": stop.id,
        "code": stop.code,
        **{name: stop.reason.get(name) for name in said},
        "since": moment(stop.since),
        "until": moment(stop.until),
    }
