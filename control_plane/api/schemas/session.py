"""Signing in."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, Text
from control_plane.roles import ROLES


class LoginBody(Body):
    email = Text(required=True, metadata={"format": "email"})
    password = Text(required=True, metadata={"format": "password", "writeOnly": True})


class CodeBody(Body):
    code = Text(required=True, metadata={"example": "492 039", "writeOnly": True})


class NewPasswordBody(Body):
    password = Text(required=True, metadata={"format": "password", "writeOnly": True})


class InvitationSchema(Answer):
    email = fields.String(metadata={"format": "email"})
    role = fields.String(validate=validate.OneOf(ROLES))


class SessionSchema(Answer):
    operator = fields.String(metadata={"format": "email"})
    role = fields.String(validate=validate.OneOf(ROLES))
    permissions = fields.List(
        fields.String(),
        metadata={"description": "Of this caller: a token may hold less than its owner"},
    )
    must_set_up_second_factor = fields.Boolean(
        metadata={"description": "Nothing else is reachable before it: see /account/second-factor"}
    )
    csrf_token = fields.String(metadata={"description": "Empty for whoever came with a token"})
