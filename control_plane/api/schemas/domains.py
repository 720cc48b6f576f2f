"""Where the hostnames of a tenant lead."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, moment
from control_plane.api.schemas.common import HOSTNAME, Page
from control_plane.services.healings import RUNGS

DNS = ("here", "elsewhere", "nowhere", "forbidden", "waiting")


class DomainSchema(Answer):
    name = fields.String(metadata=HOSTNAME)
    is_attached = fields.Boolean(metadata={"description": "Whether the edge serves it"})
    is_platform = fields.Boolean(metadata={"description": "The platform's own name"})
    dns = fields.String(
        allow_none=True,
        validate=validate.OneOf(DNS),
        metadata={"description": "Where it leads; forbidden: CAA is in the way; null: nobody looks"},
    )
    found = fields.List(
        fields.String(), metadata={"description": "The addresses it leads to, or the authorities it allows"}
    )
    wanted = fields.String(metadata={"description": "Where it must lead, or the authority it must allow"})
    may_have_certificate = fields.Boolean()
    certificate_until = moment(allow_none=True)
    checked_at = moment(allow_none=True)


class DomainsPage(Page):
    data = fields.List(fields.Nested(DomainSchema))


class HealingSchema(Answer):
    id = fields.Integer()
    rung = fields.String(
        validate=validate.OneOf(RUNGS),
        metadata={
            "description": "resolve: asked again; attach: the edge connected anew; update: started anew; "
            "repair: that operation"
        },
    )
    problem = fields.String(metadata={"description": "How it answered before"})
    started_at = moment()
    helped = fields.Boolean(allow_none=True, metadata={"description": "null: not known yet"})
    over_at = moment(allow_none=True)


class HealingsPage(Page):
    data = fields.List(fields.Nested(HealingSchema))
