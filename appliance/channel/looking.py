"""Asking Meta, one call after the other, until nobody answers."""

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.channel.graph import ChannelGraph, open_channel
from appliance.channel.seen import Here, Refused, Seen
from appliance.conversations.models import Message
from appliance.conversations.presenting import moment
from appliance.database import utc_now
from appliance.settings import Settings, WhatsAppSettings
from appliance.whatsapp.connecting import callback_url
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable
from appliance.whatsapp.graph_errors import NO_SUCH_OBJECT, PERMISSION_CODES, TOKEN_CODES
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.sending_state import active_stop

LOOKED_BACK = 20_000
"""Messages among which the last one sent and the last that failed are looked for."""
_LEFT = ("accepted", "sent", "delivered", "read", "played")

log = structlog.get_logger()


def look(settings: WhatsAppSettings) -> Seen:
    """What Meta says now. Raises nothing: what cannot be had is None."""
    with open_channel(settings) as graph:
        return _look(graph)


def _look(graph: ChannelGraph) -> Seen:
    parts: dict[str, Any] = {}
    calls: dict[str, Callable[[], Any]] = {
        "number": graph.number,
        "token": graph.token,
        "route": graph.route,
        "account": graph.account,
        "apps": graph.subscribed_apps,
    }
    for name, call in calls.items():
        try:
            parts[name] = call()
        except GraphError as error:
            parts[name] = _refused(error)
        except (Unreachable, NoAnswer) as error:
            # its text may quote the address asked for, and with it the token
            log.info("connection not checked", part=name, reason=type(error).__name__)
            break
    return Seen(**parts)


def here(session: Session, settings: Settings) -> Here:
    """What our own tables tell."""
    stop = active_stop(session)
    newest = session.scalar(select(func.max(Message.id))) or 0
    latest = (
        select(Message.sent_at).where(Message.id > newest - LOOKED_BACK).order_by(Message.id.desc()).limit(1)
    )
    ours = latest.where(Message.sender_type.in_(("attendant", "bot")), Message.message_type != "note")
    return Here(
        callback=callback_url(settings),
        now=utc_now().timestamp(),
        received_at=moment(
            session.scalar(select(WebhookDelivery.received_at).order_by(WebhookDelivery.id.desc()).limit(1))
        ),
        sent_at=moment(session.scalar(ours.where(Message.status.in_(_LEFT)))),
        failed_at=moment(session.scalar(ours.where(Message.status == "failed"))),
        stopped=str(stop.reason.get("reason")) if stop else None,
    )


def _refused(error: GraphError) -> Refused:
    if error.code in TOKEN_CODES or error.http_status == 401:
        why = "token"
    elif error.code in PERMISSION_CODES or error.http_status == 403:
        why = "permission"
    else:
        why = "number" if (error.code, error.subcode) == NO_SUCH_OBJECT else "other"
    return Refused(why, error.code, error.title[:300])
