"""What an operation would do, before it is asked for."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, example, identifier, moment
from control_plane.services.planning import EXPECTED


class PlannedStepSchema(Answer):
    name = example("swap_volumes")
    does = example("Makes the volumes t-acme-database-g1, t-acme-redis-g1, t-acme-media-g1, t-acme-backups.")
    expected = fields.String(
        validate=validate.OneOf(EXPECTED), metadata={"description": "if_needed: shown when it is reached"}
    )
    because = fields.String(allow_none=True, metadata={"description": "Why skipped, or when needed"})
    seconds = fields.Integer(metadata={"description": "As it took the last time, or takes on a small tenant"})
    interrupts = fields.String(allow_none=True, metadata={"description": "What stops working, and for whom"})
    interrupted_seconds = fields.Integer(allow_none=True)
    irreversible = fields.String(allow_none=True, metadata={"description": "What cannot be taken back"})


class HeldBySchema(Answer):
    operation = identifier()
    holder = example("ana@operator.example")
    reason = example("a backup is running")
    since = moment()


class LimitsSchema(Answer):
    at_once = fields.Integer(metadata={"description": "So many of this kind run at a time"})
    running = fields.Integer(metadata={"description": "So many do now"})
    queue = fields.Integer(metadata={"description": "So many a tenant may have under way and waiting"})


class PlanSchema(Answer):
    kind = example("restore")
    tenant = example("acme", description="Slug")
    can_undo = fields.Boolean(metadata={"description": "A failed one can be taken back whole"})
    ahead = fields.Integer(metadata={"description": "Operations of the tenant that come before it"})
    lock = fields.Nested(
        HeldBySchema, allow_none=True, metadata={"description": "Who holds the tenant now; null: nobody"}
    )
    limits = fields.Nested(LimitsSchema)
    steps = fields.List(fields.Nested(PlannedStepSchema))


class PlannedSchema(Answer):
    plan = fields.Nested(PlanSchema)
