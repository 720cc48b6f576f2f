"""The inventory, and the copy of the platform itself."""

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


class CopyErrorSchema(Answer):
    code = fields.String()
    message = fields.String()


class PlatformCopySchema(Answer):
    made_at = moment(allow_none=True)
    bytes = fields.Integer(allow_none=True)
    checked = fields.String(
        allow_none=True, metadata={"description": "Which part of all that is stored was read back"}
    )
    retention = fields.String(
        allow_none=True, metadata={"description": "ok, or why old copies could not be let go"}
    )
    error = fields.Nested(CopyErrorSchema, allow_none=True, metadata={"description": "Of the last try"})
    since = moment()
    seen_at = moment()
