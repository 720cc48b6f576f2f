"""Events for the operator's own systems (billing, chat, a ticket): written with what they tell of.

An event is a row for every address that wants it, in the transaction of what happened: what was taken back
tells nothing, what was committed is told at least once (services/event_sending.py). Bodies hold no personal
data: a tenant is its slug, ids and numbers.
"""

import json
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.database import utc_now
from control_plane.event_models import EventDelivery, EventEndpoint, OutgoingEvent
from control_plane.models import Alarm, Operation, Tenant
from control_plane.services.alarm_view import alarm_words
from control_plane.services.tenant_change import fields_of

PING = "ping"
_OF_OPERATIONS = {
    "create_tenant": "tenant.created",
    "copy_tenant": "tenant.created",
    "change": "tenant.changed",
    "suspend": "tenant.suspended",
    "resume": "tenant.resumed",
    "archive": "tenant.archived",
    "delete": "tenant.condemned",
    "purge": "tenant.deleted",
}
TYPES = (
    *dict.fromkeys(_OF_OPERATIONS.values()),
    "usage.day",
    "usage.warned",
    "usage.limited",
    "alarm.raised",
    "alarm.cleared",
)
"""Those that an address may choose among; a ping goes to the one that it was asked for."""
UNDELIVERED = "event_endpoint_failing"
"""The alarm that is not told as an event: it would only wait behind those that it is about."""


def emit(session: Session, type_: str, tenant: Tenant | None, data: dict[str, Any]) -> None:
    """Tells all that want to know, once the caller's transaction is committed. `data`: JSON."""
    endpoints = session.scalars(select(EventEndpoint).order_by(EventEndpoint.created_at)).all()
    wanting = [endpoint for endpoint in endpoints if not endpoint.types or type_ in endpoint.types]
    if wanting:
        emit_to(session, wanting, type_, tenant, data)


def emit_to(
    session: Session,
    endpoints: list[EventEndpoint],
    type_: str,
    tenant: Tenant | None,
    data: dict[str, Any],
) -> None:
    """Tells these, whatever they have chosen."""
    event = OutgoingEvent(id=str(uuid4()), type=type_, created_at=utc_now())
    about = tenant and {
        "id": tenant.id,
        "slug": tenant.slug,
        "lifecycle": tenant.lifecycle,
        "plan": tenant.configuration.get("plan", "standard"),
    }
    body = {"id": event.id, "type": type_, "created_at": event.created_at.isoformat(), "tenant": about}
    event.body = json.dumps({**body, "data": data}, ensure_ascii=False, separators=(",", ":"))
    session.add(event)
    session.flush()
    session.add_all(EventDelivery(event_id=event.id, endpoint_id=endpoint.id) for endpoint in endpoints)
    session.flush()


def tell_operation(session: Session, operation: Operation) -> None:
    """That one has succeeded, where that makes the tenant another; its lifecycle is the new one already."""
    type_ = _OF_OPERATIONS.get(operation.kind)
    if type_ is not None:
        data: dict[str, Any] = {"operation": operation.id}
        if operation.kind == "change":
            data["fields"] = sorted(fields_of(operation.inputs))
        emit(session, type_, operation.tenant, data)


def tell_alarm(session: Session, alarm: Alarm) -> None:
    """That it was raised, has become graver, or is over; in English, as all that programs are told."""
    if alarm.code == UNDELIVERED:
        return
    reason, next_step = alarm_words(alarm, is_by_slug=True)
    about = {
        "id": alarm.id,
        "code": alarm.code,
        "severity": alarm.severity,
        "subject": alarm.subject,
        "reason": reason,
        "next": next_step,
        "raised_at": alarm.raised_at.isoformat(),
    }
    emit(session, "alarm.cleared" if alarm.cleared_at else "alarm.raised", alarm.tenant, about)
