"""What the accounts' API takes and gives."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from appliance.accounts.passwords import MAXIMUM_LENGTH
from appliance.ai.health import AI_STATES
from appliance.names import name_rule

LOCALES = ("pt-BR", "en", "es")
NAME = name_rule(120)
_EMAIL = validate.Length(max=254)


class EmailInSchema(Schema):
    """E-mails are compared in lower case and without the blanks that pasting brings."""

    @pre_load
    def lower_email(self, data: Any, **_: Any) -> Any:
        if isinstance(data, Mapping) and isinstance(data.get("email"), str):
            return {**data, "email": data["email"].strip().lower()}
        return data


class LoginSchema(EmailInSchema):
    """Any text may be tried as an e-mail or a password; only its length is bounded."""

    email = fields.String(required=True, validate=_EMAIL)
    password = fields.String(required=True, load_only=True, validate=validate.Length(max=1024))
    remember = fields.Boolean(load_default=False)


class CodeSchema(Schema):
    code = fields.String(required=True, load_only=True, validate=validate.Length(min=6, max=20))


class SecondStepSchema(CodeSchema):
    challenge = fields.String(required=True, load_only=True, validate=validate.Length(max=400))


class RefreshSchema(Schema):
    refresh_token = fields.String(required=True, load_only=True, validate=validate.Length(max=200))


class NewUserSchema(EmailInSchema):
    name = fields.String(required=True, validate=NAME)
    email = fields.Email(required=True, validate=_EMAIL)
    password = fields.String(required=True, load_only=True, validate=validate.Length(max=MAXIMUM_LENGTH))
    role = fields.String(required=True, validate=validate.Length(max=32))
    locale = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(LOCALES))


class UserChangeSchema(EmailInSchema):
    name = fields.String(validate=NAME)
    email = fields.Email(validate=_EMAIL)
    password = fields.String(load_only=True, validate=validate.Length(max=MAXIMUM_LENGTH))
    role = fields.String(validate=validate.Length(max=32))
    locale = fields.String(validate=validate.OneOf(LOCALES))
    is_active = fields.Boolean()
    capacity = fields.Integer(allow_none=True, validate=validate.Range(min=1, max=1000))
    queue_ids = fields.List(fields.Integer(), validate=validate.Length(max=200))


class PageSchema(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.Integer(load_default=0, validate=validate.Range(min=0))


class UserSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    email = fields.String()
    role = fields.String()
    locale = fields.String(allow_none=True)
    is_active = fields.Boolean()
    is_support = fields.Boolean(
        metadata={"description": "an operator of the platform, none of the client's people"}
    )
    is_online = fields.Boolean()
    capacity = fields.Integer(allow_none=True, metadata={"description": "conversations at once; null: any"})
    availability = fields.String()
    pause_reason = fields.String(allow_none=True)
    availability_since = fields.String(allow_none=True)


class UserListSchema(Schema):
    data = fields.List(fields.Nested(UserSchema))
    next_cursor = fields.String(allow_none=True)


class TokensSchema(Schema):
    access_token = fields.String()
    refresh_token = fields.String()
    user = fields.Nested(UserSchema)


class TenantSchema(Schema):
    slug = fields.String()
    name = fields.String()
    locale = fields.String()
    timezone = fields.String()


class AiStateSchema(Schema):
    state = fields.String(validate=validate.OneOf(AI_STATES))


class OwnSupportAccessSchema(Schema):
    id = fields.Integer()
    reason = fields.String()
    until = fields.String()


class MeSchema(Schema):
    user = fields.Nested(UserSchema)
    permissions = fields.List(fields.String(), metadata={"description": "what this person may"})
    queue_ids = fields.List(fields.Integer(), metadata={"description": "where this person works"})
    csrf_token = fields.String(allow_none=True)
    """Only for the cookie's sign-in; a bearer token needs none."""
    tenant = fields.Nested(TenantSchema)
    ai = fields.Nested(AiStateSchema)
    must_set_up_second_factor = fields.Boolean(
        metadata={"description": "nothing else answers until this person did"}
    )
    support_access = fields.Nested(
        OwnSupportAccessSchema,
        allow_none=True,
        metadata={"description": "of the platform's support: by which access they are here"},
    )
