"""`/api/v1/webhook-deliveries`: what Meta delivered and could not be made into messages."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy import or_, select

from appliance.accounts.access import requires
from appliance.conversations.presenting import moment
from appliance.current import current_context
from appliance.whatsapp.deliveries import DEAD, MALFORMED, STATES
from appliance.whatsapp.models import WebhookDelivery

SHOWN_BYTES = 64 * 1024

blueprint = Blueprint("webhook-deliveries", __name__, url_prefix="/api/v1/webhook-deliveries")


class DeliveryQuerySchema(Schema):
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.Integer(load_default=None, metadata={"description": "the id the last page ended with"})


class DeliverySchema(Schema):
    id = fields.Integer()
    state = fields.String()
    attempts = fields.Integer()
    error = fields.String(allow_none=True)
    received_at = fields.String()
    processed_at = fields.String(allow_none=True)
    body = fields.String()


class DeliveryListSchema(Schema):
    data = fields.List(fields.Nested(DeliverySchema))
    next_cursor = fields.String(allow_none=True)


@blueprint.get("")
@requires("delivery.inspect")
@blueprint.arguments(DeliveryQuerySchema, location="query")
@blueprint.response(200, DeliveryListSchema)
def list_deliveries(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first: those in `state`, or all that left something to look at."""
    state, limit, cursor = query["state"], query["limit"], query["cursor"]
    needs_a_look = or_(WebhookDelivery.state.in_((DEAD, MALFORMED)), WebhookDelivery.last_error.is_not(None))
    chosen = select(WebhookDelivery).where(WebhookDelivery.state == state if state else needs_a_look)
    if cursor is not None:
        chosen = chosen.where(WebhookDelivery.id < cursor)
    with current_context().sessions() as session:
        rows = list(session.scalars(chosen.order_by(WebhookDelivery.id.desc()).limit(limit + 1)))
    page = rows[:limit]
    more = str(page[-1].id) if len(rows) > limit else None
    return {"data": [_present(row) for row in page], "next_cursor": more}


def _present(row: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "attempts": row.attempts,
        "error": row.last_error,
        "received_at": moment(row.received_at),
        "processed_at": moment(row.processed_at),
        "body": row.body[:SHOWN_BYTES].decode("utf-8", "replace"),
    }
