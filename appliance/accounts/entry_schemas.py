"""What the links of invitations and of new passwords take and give."""

from marshmallow import Schema, fields, validate

from appliance.accounts.passwords import MAXIMUM_LENGTH
from appliance.accounts.schemas import EmailInSchema


class NewPasswordSchema(Schema):
    password = fields.String(required=True, load_only=True, validate=validate.Length(max=MAXIMUM_LENGTH))


class ResetRequestSchema(EmailInSchema):
    email = fields.String(required=True, validate=validate.Length(max=254))


class InvitedSchema(Schema):
    name = fields.String()
    email = fields.String()
    locale = fields.String(allow_none=True)
    tenant = fields.String(metadata={"description": "the company that invites"})


class WhoseSchema(Schema):
    name = fields.String()
    email = fields.String()
