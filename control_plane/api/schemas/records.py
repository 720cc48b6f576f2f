"""The inventory."""

from marshmallow import fields

from control_plane.api.describing import Answer, example, moment


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
