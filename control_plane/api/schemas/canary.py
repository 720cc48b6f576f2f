"""The canary's runs, as they are shown."""

from marshmallow import Schema, fields, validate

from control_plane.api.describing import Answer, example, identifier, moment
from control_plane.canary_terms import PARTS
from control_plane.services.canary_runs import STATES

MOST = 200


class CanaryQuery(Schema):
    limit = fields.Integer(
        load_default=30,
        validate=validate.Range(min=1, max=MOST),
        metadata={"description": "So many of the last runs"},
    )


class CanaryPartSchema(Answer):
    name = fields.String(validate=validate.OneOf(PARTS))
    seconds = fields.Float(allow_none=True, metadata={"description": "null: it did not come so far"})


class CanaryFailureSchema(Answer):
    code = fields.String(allow_none=True, metadata={"example": "smoke_timeout"})
    message = fields.String(allow_none=True)
    step = fields.String(allow_none=True, metadata={"example": "use_help_desk"})


class CanaryRunSchema(Answer):
    id = identifier()
    slug = example("canary-3f9a1c")
    state = fields.String(validate=validate.OneOf(STATES))
    requested_by = example("clock")
    started_at = moment()
    finished_at = moment(allow_none=True)
    seconds = fields.Float(metadata={"description": "Of all parts together"})
    parts = fields.List(fields.Nested(CanaryPartSchema))
    used = fields.Dict(
        keys=fields.String(),
        values=fields.Float(),
        metadata={"description": "Seconds of each thing tried: pages, webhook, sign_in, message_in, answer"},
    )
    operation = identifier()
    deletion = identifier(allow_none=True)
    failure = fields.Nested(CanaryFailureSchema, allow_none=True)


class CanarySchema(Answer):
    hour = fields.Integer(
        allow_none=True, metadata={"description": "Of the day, in UTC; null: it is only run by hand"}
    )
    is_running = fields.Boolean()
    runs = fields.List(fields.Nested(CanaryRunSchema), metadata={"description": "Newest first"})
