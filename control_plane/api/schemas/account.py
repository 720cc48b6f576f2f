"""One's own account."""

from marshmallow import fields

from control_plane.api.describing import Answer, Body, moment, text
from control_plane.api.schemas.common import Page


class ChangePasswordBody(Body):
    current = text(needed=True, secret=True)
    new = text(needed=True, secret=True)


class PasswordBody(Body):
    password = text(needed=True, secret=True)


class SecondFactorSchema(Answer):
    is_on = fields.Boolean()
    since = moment(allow_none=True)
    is_required = fields.Boolean()
    recovery_codes_left = fields.Integer()


class QrSchema(Answer):
    size = fields.Integer(metadata={"description": "Units across"})
    path = fields.String(metadata={"description": "An SVG path of unit squares"})


class NewSecretSchema(Answer):
    secret = fields.String(metadata={"description": "Base32, as apps take it from the keyboard"})
    address = fields.String(metadata={"description": "otpauth://, as the QR code holds it"})
    qr = fields.Nested(QrSchema)


class RecoveryCodesSchema(Answer):
    recovery_codes = fields.List(fields.String(), metadata={"description": "Shown this once"})


class OwnSessionSchema(Answer):
    id = fields.Integer()
    created_at = moment()
    seen_at = moment()
    remote_address = fields.String(allow_none=True)
    user_agent = fields.String()
    is_current = fields.Boolean(metadata={"description": "The one that asks"})


class SessionsPage(Page):
    data = fields.List(fields.Nested(OwnSessionSchema))
