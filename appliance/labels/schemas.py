"""What the labels' API takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.names import name_rule

_NAME = name_rule(60)
_COLOUR = validate.Regexp(r"#[0-9a-fA-F]{6}\Z")
MOST_AT_ONCE = 100


class NewLabelSchema(Schema):
    name = fields.String(required=True, validate=_NAME)
    colour = fields.String(load_default="#3b5bdb", validate=_COLOUR, metadata={"description": "#rrggbb"})


class LabelChangeSchema(Schema):
    name = fields.String(load_default=None, validate=_NAME)
    colour = fields.String(load_default=None, validate=_COLOUR)


class LabelRemovalSchema(Schema):
    everywhere = fields.Boolean(
        load_default=False, metadata={"description": "also from the conversations that carry it"}
    )


class LabelSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    colour = fields.String()


class LabelListSchema(Schema):
    data = fields.List(fields.Nested(LabelSchema))
    next_cursor = fields.String(allow_none=True)


class RelabelSchema(Schema):
    add = fields.List(fields.Integer(), load_default=list, validate=validate.Length(max=MOST_AT_ONCE))
    remove = fields.List(fields.Integer(), load_default=list, validate=validate.Length(max=MOST_AT_ONCE))


class RelabelManySchema(RelabelSchema):
    conversation_ids = fields.List(
        fields.Integer(), required=True, validate=validate.Length(min=1, max=MOST_AT_ONCE)
    )
