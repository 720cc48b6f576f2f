"""What the queues' API takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.names import name_rule
from appliance.queues.models import MANUAL, ROUTINGS

_NAME = name_rule(60)
_COLOUR = validate.Regexp(r"#[0-9a-fA-F]{6}\Z")
MOST_MEMBERS = 500
_ROUTING = validate.OneOf(ROUTINGS)
_OFFER = validate.Range(min=0, max=600)
_DEFAULT = {"description": "what the bot hands over waits here"}
_AT_ONCE = {"description": "0: assigned at once"}
_RETURN = validate.Range(min=1, max=1440)


class NewQueueSchema(Schema):
    name = fields.String(required=True, validate=_NAME)
    colour = fields.String(load_default="#3b5bdb", validate=_COLOUR, metadata={"description": "#rrggbb"})
    member_ids = fields.List(fields.Integer(), load_default=list, validate=validate.Length(max=MOST_MEMBERS))
    is_default = fields.Boolean(load_default=False, metadata=_DEFAULT)
    routing = fields.String(load_default=MANUAL, validate=_ROUTING)
    offer_seconds = fields.Integer(load_default=60, validate=_OFFER, metadata=_AT_ONCE)
    return_minutes = fields.Integer(load_default=None, allow_none=True, validate=_RETURN)
    schedule_id = fields.Integer(load_default=None, allow_none=True)


class QueueChangeSchema(Schema):
    name = fields.String(validate=_NAME)
    colour = fields.String(validate=_COLOUR)
    is_active = fields.Boolean()
    member_ids = fields.List(fields.Integer(), validate=validate.Length(max=MOST_MEMBERS))
    is_default = fields.Boolean(metadata=_DEFAULT)
    routing = fields.String(validate=_ROUTING)
    offer_seconds = fields.Integer(validate=_OFFER, metadata=_AT_ONCE)
    return_minutes = fields.Integer(allow_none=True, validate=_RETURN)
    schedule_id = fields.Integer(allow_none=True)


class QueueSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    colour = fields.String()
    is_active = fields.Boolean()
    member_ids = fields.List(fields.Integer())
    is_default = fields.Boolean()
    routing = fields.String()
    offer_seconds = fields.Integer()
    return_minutes = fields.Integer(allow_none=True)
    schedule_id = fields.Integer(allow_none=True)
    created_at = fields.String()


class QueueListSchema(Schema):
    data = fields.List(fields.Nested(QueueSchema))
    next_cursor = fields.String(allow_none=True)
