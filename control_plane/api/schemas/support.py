"""Accesses of support to tenants."""

from marshmallow import fields

from control_plane.api.describing import Answer, Body, example, identifier, moment, text
from control_plane.api.schemas.common import Page
from control_plane.services.support import END_PROBLEMS
from foundation.support_tickets import LONGEST_REASON, MINUTES, SHORTEST_REASON


class SupportBody(Body):
    reason = text(
        needed=True,
        example="The client sees no conversations of the queue Sales.",
        description=f"{SHORTEST_REASON} to {LONGEST_REASON} characters; the client's admins read it",
    )
    minutes = fields.Integer(
        load_default=MINUTES[0],
        metadata={"description": f"How long it lasts: {', '.join(map(str, MINUTES))}"},
    )


class SupportAccessSchema(Answer):
    id = identifier()
    operator = example("olga@operator.example")
    reason = fields.String()
    created_at = moment()
    until = moment()
    is_over = fields.Boolean(
        metadata={"description": "Ended from here, or by its time; the client may have ended it before that"}
    )
    end_asked_at = moment(allow_none=True)
    end_problem = fields.String(
        allow_none=True,
        metadata={
            "description": "Why the help desk has not ended it yet, which is tried until its time is up",
            "enum": [*END_PROBLEMS, None],
        },
    )
    ended_at = moment(allow_none=True)


class OpenedSupportSchema(SupportAccessSchema):
    link = example(
        "https://acme.example.com/suporte#…",
        description="Shown this once: it lets its operator in once, within a minute",
    )


class SupportAccessesPage(Page):
    data = fields.List(fields.Nested(SupportAccessSchema))
