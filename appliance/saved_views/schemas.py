"""What the API of saved views takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.names import name_rule

_NAME = name_rule(60)
_FILTER = {"description": "query parameters of GET /conversations but limit and cursor"}
MOST = 50


class NewViewSchema(Schema):
    name = fields.String(required=True, validate=_NAME)
    filter = fields.Dict(keys=fields.String(), required=True, metadata=_FILTER)
    is_shared = fields.Boolean(load_default=False, metadata={"description": "needs view.share"})


class ViewChangeSchema(Schema):
    name = fields.String(load_default=None, validate=_NAME)
    filter = fields.Dict(keys=fields.String(), load_default=None, metadata=_FILTER)
    is_shared = fields.Boolean(load_default=None)


class ViewOrderSchema(Schema):
    ids = fields.List(fields.Integer(), required=True, validate=validate.Length(max=MOST))


class ViewSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    filter = fields.Dict()
    is_shared = fields.Boolean()
    is_mine = fields.Boolean()
    owner_name = fields.String()
    missing = fields.List(
        fields.String(), metadata={"description": "parameters that name a queue or a label that is gone"}
    )


class ViewListSchema(Schema):
    data = fields.List(fields.Nested(ViewSchema))
    next_cursor = fields.String(allow_none=True)
