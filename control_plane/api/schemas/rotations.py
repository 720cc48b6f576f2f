"""A tenant's credentials, without their values, and what a rotation is asked for with."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, example
from control_plane.services.rotating import GENERATED


class CredentialSchema(Answer):
    name = example("redis_password")
    version = fields.Integer(metadata={"description": "Counts its values, from 1"})
    created_at = fields.String(metadata={"format": "date-time"})
    proven_at = fields.String(
        metadata={
            "format": "date-time",
            "description": "When a rotation saw every older value refused; null: never rotated",
        },
        allow_none=True,
    )
    can_rotate = fields.Boolean(metadata={"description": "Of our own making; others are given anew"})
    is_rotating = fields.Boolean(metadata={"description": "Two values count at this moment"})
    due_at = fields.String(
        metadata={"format": "date-time", "description": "When the clock rotates it; null: never by itself"},
        allow_none=True,
    )


class CredentialsSchema(Answer):
    data = fields.List(fields.Nested(CredentialSchema))
    next_cursor = fields.String(allow_none=True)


class RotationBody(Body):
    """Nothing: all that we generate."""

    credentials = fields.List(
        fields.String(metadata={"enum": list(GENERATED)}),
        load_default=list,
        validate=validate.Length(max=len(GENERATED)),
    )
