"""`/api/v1/webhook-deliveries`: what Meta delivered and could not be made into messages."""

from typing import Any

import structlog
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session
from webargs.fields import DelimitedList

from appliance.accounts.access import current_user, requires
from appliance.audit.recording import note
from appliance.conversations.presenting import moment
from appliance.current import current_context
from appliance.database import transaction
from appliance.errors import NotFound
from appliance.job_queues import PROCESS_DELIVERY, enqueue
from appliance.whatsapp import deliveries
from appliance.whatsapp.deliveries import LEFT_OVER, STATES
from appliance.whatsapp.models import WebhookDelivery

SHOWN_BYTES = 64 * 1024

blueprint = Blueprint("webhook-deliveries", __name__, url_prefix="/api/v1/webhook-deliveries")
log = structlog.get_logger()


class DeliveryQuerySchema(Schema):
    state = DelimitedList(
        fields.String(validate=validate.OneOf(STATES)),
        load_default=(),
        metadata={"description": "one or more, with commas between; without it all that left a trace"},
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.Integer(load_default=None, metadata={"description": "the id the last page ended with"})


class DeliverySchema(Schema):
    id = fields.Integer()
    state = fields.String()
    attempts = fields.Integer()
    error = fields.String(allow_none=True)
    received_at = fields.String()
    processed_at = fields.String(allow_none=True)
    size = fields.Integer(metadata={"description": "bytes of the whole body"})
    body = fields.String(metadata={"description": f"its first {SHOWN_BYTES} bytes"})


class DeliveryListSchema(Schema):
    data = fields.List(fields.Nested(DeliverySchema))
    next_cursor = fields.String(allow_none=True)


class LeftOverSchema(Schema):
    malformed = fields.Integer()
    dead = fields.Integer()


@blueprint.get("")
@requires("delivery.inspect")
@blueprint.arguments(DeliveryQuerySchema, location="query")
@blueprint.response(200, DeliveryListSchema)
def list_deliveries(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first: those in `state`, or all that left something to look at."""
    states, limit, cursor = query["state"], query["limit"], query["cursor"]
    needs_a_look = or_(WebhookDelivery.state.in_(LEFT_OVER), WebhookDelivery.last_error.is_not(None))
    chosen = _shown().where(WebhookDelivery.state.in_(states) if states else needs_a_look)
    if cursor is not None:
        chosen = chosen.where(WebhookDelivery.id < cursor)
    with current_context().sessions() as session:
        rows = session.execute(chosen.order_by(WebhookDelivery.id.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    more = str(page[-1].id) if len(rows) > limit else None
    return {"data": [_present(row) for row in page], "next_cursor": more}


@blueprint.get("/stats")
@requires("delivery.inspect")
@blueprint.response(200, LeftOverSchema)
def count_deliveries() -> dict[str, int]:
    """How many wait for somebody to look at them."""
    with current_context().sessions() as session:
        return deliveries.count_left_over(session)


@blueprint.get("/<int:delivery_id>")
@requires("delivery.inspect")
@blueprint.response(200, DeliverySchema)
def show_delivery(delivery_id: int) -> dict[str, Any]:
    """One, in whatever state."""
    with current_context().sessions() as session:
        return _find(session, delivery_id)


@blueprint.post("/<int:delivery_id>/retry")
@requires("delivery.manage")
@blueprint.response(200, DeliverySchema)
def retry_delivery(delivery_id: int) -> dict[str, Any]:
    """Has it processed once more; `pending` until the worker is done with it."""
    context = current_context()
    with transaction(context.sessions) as session:
        deliveries.retry(session, delivery_id)
        note(session, "delivery.retried", ("delivery", delivery_id))
        shown = _find(session, delivery_id)
    log.info("delivery retried", delivery_id=delivery_id, user_id=current_user().id)
    enqueue(context.queues, PROCESS_DELIVERY, delivery_id)
    return shown


@blueprint.post("/<int:delivery_id>/dismiss")
@requires("delivery.manage")
@blueprint.response(200, DeliverySchema)
def dismiss_delivery(delivery_id: int) -> dict[str, Any]:
    """Puts it aside: it no longer counts as left over, and its body stays."""
    with transaction(current_context().sessions) as session:
        deliveries.dismiss(session, delivery_id)
        note(session, "delivery.dismissed", ("delivery", delivery_id))
        shown = _find(session, delivery_id)
    log.info("delivery dismissed", delivery_id=delivery_id, user_id=current_user().id)
    return shown


def _shown() -> Select[Any]:
    """Without more of the body than is shown: it may have three megabytes."""
    return select(
        WebhookDelivery.id,
        WebhookDelivery.state,
        WebhookDelivery.attempts,
        WebhookDelivery.last_error,
        WebhookDelivery.received_at,
        WebhookDelivery.processed_at,
        func.octet_length(WebhookDelivery.body).label("size"),
        func.substring(WebhookDelivery.body, 1, SHOWN_BYTES).label("beginning"),
    )


def _find(session: Session, delivery_id: int) -> dict[str, Any]:
    row = session.execute(_shown().where(WebhookDelivery.id == delivery_id)).one_or_none()
    if row is None:
        raise NotFound("delivery_not_found", "Esta entrega não existe.")
    return _present(row)


def _present(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "attempts": row.attempts,
        "error": row.last_error,
        "received_at": moment(row.received_at),
        "processed_at": moment(row.processed_at),
        "size": row.size,
        "body": bytes(row.beginning).decode("utf-8", "replace"),
    }
