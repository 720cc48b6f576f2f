"""Operators and their invitations."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, Text, example, moment, text
from control_plane.api.schemas.common import Page
from control_plane.roles import ROLES

_LANGUAGE = {"description": "Of the e-mail: pt-BR, en or es"}


class InviteBody(Body):
    email = text(needed=True, format="email", example="bia@operator.example")
    role = text(needed=True, description=f"One of {', '.join(ROLES)}", example="operator")
    language = Text(load_default="pt-BR", metadata=_LANGUAGE)


class InviteAgainBody(Body):
    language = Text(load_default="pt-BR", metadata=_LANGUAGE)


class RoleBody(Body):
    role = text(needed=True, description=f"One of {', '.join(ROLES)}", example="operator")


class OperatorSchema(Answer):
    id = fields.Integer()
    email = example("bia@operator.example")
    role = fields.String(validate=validate.OneOf(ROLES))
    state = fields.String(
        validate=validate.OneOf(("invited", "active", "disabled")),
        metadata={"description": "invited: has no password yet"},
    )
    has_second_factor = fields.Boolean()
    invitation_expires_at = moment(allow_none=True)
    signed_in_at = moment(allow_none=True)
    created_at = moment()


class OperatorsPage(Page):
    data = fields.List(fields.Nested(OperatorSchema))


class InvitedSchema(Answer):
    operator = fields.Nested(OperatorSchema)
    url = fields.String(metadata={"format": "uri", "description": "Shown this once"})
    expires_at = moment()
    mail = fields.String(
        validate=validate.OneOf(("sent", "failed", "none")),
        metadata={"description": "none: the platform has no mail server"},
    )
