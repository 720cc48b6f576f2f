"""Events for the operator's own systems: where to, and what became of each."""

from typing import Any

from marshmallow import Schema, fields, validate

from control_plane.api.describing import Answer, Body, Text, example, identifier, moment, text
from control_plane.api.schemas.common import Page
from control_plane.services.event_endpoints import LONGEST_URL, MOST
from control_plane.services.events_out import TYPES

DELIVERY_STATES = ("waiting", "delivered", "given_up")
_URL: dict[str, Any] = {
    "format": "uri",
    "maxLength": LONGEST_URL,
    "example": "https://billing.example.com/guiche",
}


class EventEndpointBody(Body):
    url = text(needed=True, **_URL)
    types = fields.List(
        Text(metadata={"enum": TYPES}),
        load_default=list,
        validate=validate.Length(max=len(TYPES)),
        metadata={"description": "Of the events that it is sent; none: all of them"},
    )


class EventEndpointSchema(Answer):
    id = identifier()
    url = fields.String(metadata=_URL)
    types = fields.List(example(TYPES[0]), metadata={"description": "None: all"})
    created_at = moment()


class NewEventEndpointSchema(EventEndpointSchema):
    secret = fields.String(metadata={"description": "Signs what it is sent; shown this once"})


class EventEndpointsPage(Page):
    data = fields.List(fields.Nested(EventEndpointSchema), metadata={"maxItems": MOST})


class EventDeliveriesQuery(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.Integer(
        load_default=None,
        validate=validate.Range(min=1, max=2**31 - 1),
        metadata={"description": "next_cursor of the page before"},
    )
    endpoint = Text(metadata={"description": "Only to this one, by id"}, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(DELIVERY_STATES))


class EventDeliverySchema(Answer):
    id = fields.Integer()
    event = identifier()
    type = example("tenant.suspended")
    endpoint = identifier()
    host = example("billing.example.com")
    state = fields.String(validate=validate.OneOf(DELIVERY_STATES))
    attempts = fields.Integer()
    status = fields.Integer(allow_none=True, metadata={"description": "Of the last answer"})
    problem = fields.String(allow_none=True, metadata={"description": "Of the last attempt"})
    created_at = moment()
    due_at = moment(allow_none=True)
    delivered_at = moment(allow_none=True)


class EventDeliveriesPage(Page):
    data = fields.List(fields.Nested(EventDeliverySchema))
