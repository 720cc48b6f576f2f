"""What the signatures' API takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.names import one_line
from appliance.signatures.signing import MODES


class SignatureSchema(Schema):
    mode = fields.String(metadata={"description": "off, optional, always"})
    is_on = fields.Boolean(metadata={"description": "one's own choice where it is optional"})
    name = fields.String(allow_none=True)
    prefix = fields.String(metadata={"description": "what stands before one's texts; empty: nothing"})


class SignatureChangeSchema(Schema):
    is_on = fields.Boolean(required=True)
    name = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.And(validate.Length(max=60), one_line),
        metadata={"description": "null: the person's own"},
    )


class SignatureModeSchema(Schema):
    mode = fields.String(required=True, validate=validate.OneOf(MODES))
