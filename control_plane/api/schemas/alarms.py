"""What is wrong now."""

from marshmallow import Schema, fields, validate

from control_plane.alarms.catalog import SEVERITIES
from control_plane.api.describing import Answer, Body, Text, example, moment, text
from control_plane.api.schemas.common import Page
from control_plane.services.alarms import LONGEST_NOTE

STATES = {"open": True, "cleared": False, "all": None}


class AlarmsQuery(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.Integer(
        load_default=None,
        validate=validate.Range(min=1, max=2**31 - 1),
        metadata={"description": "next_cursor of the page before"},
    )
    tenant = Text(metadata={"description": "Only of this one, by slug"}, load_default=None)
    severity = fields.String(load_default=None, validate=validate.OneOf(SEVERITIES))
    state = fields.String(load_default="open", validate=validate.OneOf(tuple(STATES)))
    acknowledged = fields.Boolean(
        load_default=None, allow_none=True, metadata={"description": "Whether somebody is on it"}
    )


class AcknowledgeBody(Body):
    note = text(
        example="I am on it.", description=f"Up to {LONGEST_NOTE} characters, for the other operators"
    )


class AlarmSchema(Answer):
    id = fields.Integer()
    code = example("backup_overdue", description="For programs")
    severity = fields.String(validate=validate.OneOf(SEVERITIES))
    tenant = fields.String(allow_none=True, metadata={"description": "Slug; null: the platform's own"})
    subject = fields.String(metadata={"description": "Which of several of the tenant, such as a hostname"})
    reason = example("ACME has had no backup for 31 hours.")
    next = example("Run one: guiche backup run acme.", description="What to do")
    details = fields.Dict()
    raised_at = moment()
    seen_at = moment()
    cleared_at = moment(allow_none=True)
    acknowledged_at = moment(allow_none=True)
    acknowledged_by = fields.String(allow_none=True, metadata={"description": "Who is on it; null: nobody"})
    note = fields.String(allow_none=True, metadata={"description": "What they said about it"})


class AlarmPage(Page):
    data = fields.List(fields.Nested(AlarmSchema))
