"""What was seen of one tenant, and its services' logs."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, example, moment
from control_plane.fleet_terms import HEALTHS

_CURVE = fields.List(fields.Integer(allow_none=True))


class ServiceSchema(Answer):
    name = example("web")
    state = fields.String(validate=validate.OneOf(["running", "starting", "failing", "stopped"]))
    since = fields.String(allow_none=True, metadata={"format": "date-time"})
    restarts = fields.Integer(metadata={"description": "By itself, since it was last asked to be otherwise"})
    image = example("guiche/appliance:dev")
    memory_bytes = fields.Integer(allow_none=True)
    memory_limit = fields.Integer(allow_none=True)
    cpu_milli = fields.Integer(allow_none=True)
    message = fields.String(metadata={"description": "What the engine says of one that does not run"})


class SeenSchema(Answer):
    health = fields.String(validate=validate.OneOf(HEALTHS))
    reason = fields.String()
    since = moment()
    seen_at = moment()
    latency_ms = fields.Integer(allow_none=True)
    measured_at = moment(allow_none=True)
    version = fields.String(allow_none=True)
    memory_bytes = fields.Integer(allow_none=True)
    memory_limit = fields.Integer(allow_none=True)
    cpu_milli = fields.Integer(allow_none=True)
    disk_bytes = fields.Integer(allow_none=True)
    messages_today = fields.Integer(allow_none=True)
    ai_today = fields.Integer(allow_none=True)
    services = fields.List(fields.Nested(ServiceSchema))


class CurvesSchema(Answer):
    """Oldest first; null where nothing was seen."""

    up = _CURVE
    latency_ms = _CURVE
    memory_bytes = _CURVE
    cpu_milli = _CURVE
    disk_bytes = _CURVE
    messages = _CURVE
    ai = _CURVE


class ObservationSchema(Answer):
    seen = fields.Nested(
        SeenSchema, allow_none=True, metadata={"description": "null where people are not let in"}
    )
    day = fields.Nested(CurvesSchema, metadata={"description": "A point for each five minutes"})
    season = fields.Nested(CurvesSchema, metadata={"description": "A point for each of 90 days"})
