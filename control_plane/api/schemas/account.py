"""One's own account."""

from marshmallow import fields

from control_plane.api.describing import Answer, Body, moment, text
from control_plane.api.schemas.common import Page


class ChangePasswordBody(Body):
    current = text(needed=True, secret=True)
    new = text(needed=True, secret=True)


class OwnSessionSchema(Answer):
    id = fields.Integer()
    created_at = moment()
    seen_at = moment()
    remote_address = fields.String(allow_none=True)
    user_agent = fields.String()
    is_current = fields.Boolean(metadata={"description": "The one that asks"})


class SessionsPage(Page):
    data = fields.List(fields.Nested(OwnSessionSchema))
