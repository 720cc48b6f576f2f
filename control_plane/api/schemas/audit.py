"""The audit trail."""

from marshmallow import Schema, fields, validate

from control_plane.api.describing import Answer, Body, Moment, Text, example, moment
from control_plane.api.schemas.common import Page, PageQuery
from control_plane.services.audit_export import EXPORTS
from control_plane.services.history import LONGEST_SEARCH


class AuditFilterQuery(Schema):
    actor = Text(metadata={"description": "Only what this one did, by e-mail"}, load_default=None)
    action = Text(metadata={"example": "create_tenant_submitted"}, load_default=None)
    tenant = Text(metadata={"description": "Only what was done to this tenant, by slug"}, load_default=None)
    since = Moment(load_default=None, metadata={"description": "At this moment or later, with its offset"})
    until = Moment(load_default=None, metadata={"description": "Before this moment, with its offset"})
    q = Text(
        load_default=None,
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "Part of an actor, an action, a tenant's slug, an address or a detail"},
    )


class AuditQuery(AuditFilterQuery, PageQuery):
    pass


class AuditExportQuery(AuditFilterQuery):
    format = fields.String(load_default="csv", validate=validate.OneOf(tuple(EXPORTS)))


class AuditSchema(Answer):
    id = fields.Integer()
    at = moment()
    actor = example("ana@operator.example")
    action = example("create_tenant_submitted")
    tenant = fields.String(allow_none=True, metadata={"description": "Slug, as it is now"})
    tenant_id = fields.String(allow_none=True, metadata={"description": "As it was written, and hashed"})
    remote_address = fields.String(allow_none=True)
    details = fields.Dict()
    hash = fields.String(metadata={"description": "Of this entry and all before it"})


class AuditPage(Page):
    data = fields.List(fields.Nested(AuditSchema))


class VerifyBody(Body):
    expect = Text(
        load_default="",
        metadata={
            "description": "An anchor that was kept elsewhere: COUNT:HASH",
            "example": "1204:6a7b4f3e…",
        },
    )


class AuditProblemSchema(Answer):
    code = fields.String()
    message = fields.String()
    entry = fields.Integer(allow_none=True, metadata={"description": "Its id"})


class VerificationSchema(Answer):
    is_sound = fields.Boolean()
    entries = fields.Integer(metadata={"description": "How many there were"})
    anchors = fields.Integer(metadata={"description": "How many they were held against"})
    head = fields.String(
        allow_none=True, metadata={"description": "A new anchor, to be kept elsewhere; null unless sound"}
    )
    problems = fields.List(fields.Nested(AuditProblemSchema), metadata={"description": "The first 20"})
    problems_total = fields.Integer()
