"""What the queues' API takes and gives."""

from marshmallow import Schema, fields, validate

_NAME = validate.And(validate.Length(min=1, max=60), validate.Regexp(r".*\S"))
_COLOUR = validate.Regexp(r"#[0-9a-fA-F]{6}\Z")
MOST_MEMBERS = 500


class NewQueueSchema(Schema):
    name = fields.String(required=True, validate=_NAME)
    colour = fields.String(load_default="#3b5bdb", validate=_COLOUR, metadata={"description": "#rrggbb"})
    member_ids = fields.List(fields.Integer(), load_default=list, validate=validate.Length(max=MOST_MEMBERS))


class QueueChangeSchema(Schema):
    name = fields.String(validate=_NAME)
    colour = fields.String(validate=_COLOUR)
    is_active = fields.Boolean()
    member_ids = fields.List(fields.Integer(), validate=validate.Length(max=MOST_MEMBERS))


class QueueSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    colour = fields.String()
    is_active = fields.Boolean()
    member_ids = fields.List(fields.Integer())
    created_at = fields.String()


class QueueListSchema(Schema):
    data = fields.List(fields.Nested(QueueSchema))
    next_cursor = fields.String(allow_none=True)
