"""The inventory, what there is room for, and the copy of the platform itself."""

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


def _count(described: str | None = None) -> fields.Integer:
    return fields.Integer(allow_none=True, metadata={"description": described} if described else {})


class CapacitySchema(Answer):
    """null where the runner could not tell."""

    memory_total = _count("Bytes")
    memory_reserved = _count("Bytes that the services of clients have set aside for them")
    disk_total = _count("Bytes")
    disk_free = _count("Bytes")
    inodes_total = _count("null where the file system makes them as it needs them")
    inodes_free = _count()
    subnets_total = _count("Of the pool of clients' networks")
    subnets_free = _count()
    bridge_ports_total = _count("Containers that the node's bridge to the outside has room for")
    bridge_ports_free = _count()
    published_ports_total = _count("Of the engine's routing mesh")
    published_ports_free = _count()
    cpus = _count()
    engine_version = fields.String(allow_none=True)
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
