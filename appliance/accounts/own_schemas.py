"""What one's own account takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.accounts.history import OUTCOMES
from appliance.accounts.passwords import MAXIMUM_LENGTH
from appliance.accounts.permissions import ALL
from appliance.accounts.schemas import LOCALES, NAME
from appliance.names import name_rule

_TOKEN_NAME = name_rule(60)
_TRIED = validate.Length(max=1024)


class ProfileChangeSchema(Schema):
    name = fields.String(validate=NAME)
    locale = fields.String(validate=validate.OneOf(LOCALES))


class PasswordSchema(Schema):
    password = fields.String(required=True, load_only=True, validate=_TRIED)


class PasswordChangeSchema(Schema):
    current_password = fields.String(required=True, load_only=True, validate=_TRIED)
    password = fields.String(required=True, load_only=True, validate=validate.Length(max=MAXIMUM_LENGTH))


class SecondFactorSchema(Schema):
    is_on = fields.Boolean()
    since = fields.String(allow_none=True)
    is_required = fields.Boolean(metadata={"description": "by one's role"})
    recovery_codes_left = fields.Integer()


class QrSchema(Schema):
    size = fields.Integer()
    path = fields.String(metadata={"description": "of an SVG whose view box is `0 0 size size`"})


class NewSecondFactorSchema(Schema):
    secret = fields.String(metadata={"description": "Base32"})
    address = fields.String(metadata={"description": "otpauth://"})
    qr = fields.Nested(QrSchema)


class RecoveryCodesSchema(Schema):
    recovery_codes = fields.List(fields.String(), metadata={"description": "shown this once"})


class DeviceSchema(Schema):
    browser = fields.String(allow_none=True)
    system = fields.String(allow_none=True)


class SessionSchema(Schema):
    id = fields.Integer()
    device = fields.Nested(DeviceSchema)
    address = fields.String(allow_none=True)
    created_at = fields.String()
    seen_at = fields.String()
    is_current = fields.Boolean()


class SessionListSchema(Schema):
    data = fields.List(fields.Nested(SessionSchema))
    next_cursor = fields.String(allow_none=True)


class AttemptQuerySchema(Schema):
    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=200))
    cursor = fields.Integer(load_default=None, validate=validate.Range(min=1))


class AttemptSchema(Schema):
    id = fields.Integer()
    at = fields.String()
    outcome = fields.String(metadata={"description": ", ".join(OUTCOMES)})
    address = fields.String(allow_none=True)
    device = fields.Nested(DeviceSchema)


class AttemptListSchema(Schema):
    data = fields.List(fields.Nested(AttemptSchema))
    next_cursor = fields.String(allow_none=True)


class NewApiTokenSchema(Schema):
    name = fields.String(required=True, validate=_TOKEN_NAME)
    permissions = fields.List(fields.String(), required=True, validate=validate.Length(min=1, max=len(ALL)))
    days = fields.Integer(load_default=90, validate=validate.Range(min=1, max=365))


class ApiTokenSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    permissions = fields.List(fields.String())
    created_at = fields.String()
    expires_at = fields.String()
    last_used_at = fields.String(allow_none=True)
    last_address = fields.String(allow_none=True)


class MadeApiTokenSchema(ApiTokenSchema):
    token = fields.String(metadata={"description": "shown this once"})


class ApiTokenListSchema(Schema):
    data = fields.List(fields.Nested(ApiTokenSchema))
    next_cursor = fields.String(allow_none=True)
    grantable = fields.List(fields.String(), metadata={"description": "what a token of one's own may hold"})
