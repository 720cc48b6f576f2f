"""One's own account."""

from marshmallow import fields

from control_plane.alarms.catalog import LEVELS
from control_plane.api.describing import Answer, Body, example, moment, text
from control_plane.api.schemas.common import Page
from control_plane.operations.words import LANGUAGES
from control_plane.roles import SCOPES


class ChangePasswordBody(Body):
    current = text(needed=True, secret=True)
    new = text(needed=True, secret=True)


class PasswordBody(Body):
    password = text(needed=True, secret=True)


class AlarmMailBody(Body):
    level = text(needed=True, example="critical", description=f"One of {', '.join(LEVELS)}")
    language = text(example="pt-BR", description=f"One of {', '.join(LANGUAGES)}; left out, as it is")


class AlarmMailSchema(Answer):
    level = example("critical", description=f"One of {', '.join(LEVELS)}")
    language = example("pt-BR")
    is_sent = fields.Boolean(
        metadata={"description": "Whether the platform has a mail server: without one nobody is mailed"}
    )


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


class NewTokenBody(Body):
    name = text(needed=True, example="nightly report")
    scope = text(needed=True, description=f"One of {', '.join(SCOPES)}; no more than one may oneself")
    days = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "How long it is good: 1 to 366, 90 unless told"},
    )


class TokenSchema(Answer):
    id = fields.Integer()
    name = fields.String()
    scope = fields.String()
    created_at = moment()
    expires_at = moment()
    is_expired = fields.Boolean()
    last_used_at = moment(allow_none=True)
    is_current = fields.Boolean(metadata={"description": "The one that asks"})


class NewTokenSchema(TokenSchema):
    token = fields.String(metadata={"description": "Shown this once"})


class TokensPage(Page):
    data = fields.List(fields.Nested(TokenSchema))


class OwnSessionSchema(Answer):
    id = fields.Integer()
    created_at = moment()
    seen_at = moment()
    remote_address = fields.String(allow_none=True)
    user_agent = fields.String()
    is_current = fields.Boolean(metadata={"description": "The one that asks"})


class SessionsPage(Page):
    data = fields.List(fields.Nested(OwnSessionSchema))
