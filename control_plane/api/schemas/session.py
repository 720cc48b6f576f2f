"""Signing in."""

from marshmallow import fields

from control_plane.api.describing import Answer, Body, Text


class LoginBody(Body):
    email = Text(required=True, metadata={"format": "email"})
    password = Text(required=True, metadata={"format": "password", "writeOnly": True})


class SessionSchema(Answer):
    operator = fields.String(metadata={"format": "email"})
    csrf_token = fields.String(metadata={"description": "Empty for whoever came with a token"})
