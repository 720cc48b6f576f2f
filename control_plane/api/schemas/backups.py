"""Restore points, and going back to one."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, Text, identifier, moment, text
from control_plane.api.schemas.common import SLUG, Page


class RestoreBody(Body):
    backup_id = Text(required=True, metadata={"format": "uuid"})
    confirm = text(needed=True, description="The tenant's slug, again", **SLUG)
    without_safety_backup = fields.Boolean(
        load_default=False,
        metadata={"description": "Where none can be made: what there is now stays in the old volumes alone"},
    )


class DrillBody(Body):
    """Nothing: the newest."""

    backup_id = Text(load_default="", metadata={"format": "uuid"})


class ProofSchema(Answer):
    operation = identifier()
    seconds = fields.Integer(metadata={"description": "From an empty volume to counted rows"})
    tables = fields.Integer()
    rows = fields.Integer()


class BackupSchema(Answer):
    id = identifier()
    trigger = fields.String(
        validate=validate.OneOf(["create", "manual", "nightly", "safety", "final", "retrieved"])
    )
    bytes = fields.Integer()
    created_at = moment()
    is_here = fields.Boolean(
        metadata={"description": "Whether the tenant's repository holds it; else it is off site alone"}
    )
    offsite_at = moment(allow_none=True)
    proven_at = moment(allow_none=True)
    proof = fields.Nested(
        ProofSchema, allow_none=True, metadata={"description": "What its last restore has shown"}
    )
    database_snapshot = fields.String()
    media_snapshot = fields.String()
    operation = identifier()
    manifest = fields.Dict()


class BackupsPage(Page):
    data = fields.List(fields.Nested(BackupSchema))
