"""The audit trail and the inventory."""

from marshmallow import fields

from control_plane.api.describing import Answer, Text, example, moment
from control_plane.api.schemas.common import Page, PageQuery


class AuditQuery(PageQuery):
    tenant = Text(metadata={"description": "Only what was done to this tenant, by slug"}, load_default=None)


class AuditSchema(Answer):
    id = fields.Integer()
    at = moment()
    actor = example("ana@operator.example")
    action = example("create_tenant_submitted")
    tenant = fields.String(allow_none=True, metadata={"description": "Slug"})
    remote_address = fields.String(allow_none=True)
    details = fields.Dict()


class AuditPage(Page):
    data = fields.List(fields.Nested(AuditSchema))


class ThingSchema(Answer):
    kind = example("volume")
    name = example("t-acme-media-g1")
    tenant = example("acme", description="Slug")


class InventorySchema(Answer):
    objects = fields.Integer(metadata={"description": "How many Docker objects were compared"})
    missing = fields.List(fields.Nested(ThingSchema))
    orphaned = fields.List(fields.Nested(ThingSchema), metadata={"description": "Of no known tenant"})
    unexpected = fields.List(fields.Nested(ThingSchema))
    seen_at = moment()
