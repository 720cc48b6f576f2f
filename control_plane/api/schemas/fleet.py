"""All tenants, a page at a time, and what is asked for many of them."""

from marshmallow import fields, validate

from control_plane.alarms.catalog import SEVERITIES
from control_plane.api.describing import NEEDED, Answer, Body, Text, example, identifier, moment, text
from control_plane.api.schemas.common import SLUG, Page, PageQuery
from control_plane.fleet_terms import BULK_ACTIONS, HEALTHS, LONGEST_SEARCH, SHOWN_LIFECYCLES, SORTS, UNSEEN
from control_plane.operations.lifecycles import LIFECYCLES
from control_plane.operations.states import ENDED, LIVE
from control_plane.services.lifecycle import LONGEST_REASON
from control_plane.services.preflight import DATABASES

_HEALTH = (*HEALTHS, UNSEEN)
_SORTED = [sign + name for name in SORTS for sign in ("", "-")]


class FleetQuery(PageQuery):
    q = Text(
        load_default="",
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "Part of a name, slug or address, in any case, with or without accents"},
    )
    health = Text(load_default="", metadata={"enum": ["", *_HEALTH]})
    lifecycle = Text(load_default="", metadata={"enum": ["", *SHOWN_LIFECYCLES]})
    version = Text(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "The image that runs, or a beginning that no other has"},
    )
    sort = Text(
        load_default="name",
        metadata={"enum": _SORTED, "description": "-name: from the end; health and alarms: the worst first"},
    )


class FleetStepSchema(Answer):
    name = fields.String()
    state = fields.String()
    percent = fields.Integer()


class FleetOperationSchema(Answer):
    id = identifier()
    kind = example("backup")
    state = fields.String(validate=validate.OneOf((*LIVE, *ENDED)))
    is_undoing = fields.Boolean()
    created_at = moment()
    steps = fields.List(
        fields.Nested(FleetStepSchema), metadata={"description": "Of one that goes on; else empty"}
    )


class FleetAlarmsSchema(Answer):
    count = fields.Integer(validate=validate.Range(min=1))
    worst = fields.String(validate=validate.OneOf(SEVERITIES))


class FleetRowSchema(Answer):
    slug = fields.String(metadata=SLUG)
    name = example("ACME Materiais")
    lifecycle = fields.String(validate=validate.OneOf(LIFECYCLES))
    url = fields.String(metadata={"format": "uri"})
    database = fields.String(validate=validate.OneOf(DATABASES))
    created_at = moment()
    health = fields.String(
        allow_none=True,
        validate=validate.OneOf(_HEALTH),
        metadata={"description": "Through the edge; null where people are not let in"},
    )
    reason = fields.String(metadata={"description": "Why it is not up"})
    alarms = fields.Nested(
        FleetAlarmsSchema,
        allow_none=True,
        metadata={"description": "Open ones that nobody is on (/alarms?tenant=); null: none"},
    )
    seen_at = moment(allow_none=True)
    latency_ms = fields.Integer(allow_none=True)
    version = fields.String(allow_none=True, metadata={"description": "The image that runs"})
    memory_bytes = fields.Integer(allow_none=True)
    memory_limit = fields.Integer(allow_none=True)
    cpu_milli = fields.Integer(allow_none=True, metadata={"description": "Thousandths of a core"})
    disk_bytes = fields.Integer(allow_none=True, metadata={"description": "Of database and media"})
    messages_today = fields.Integer(allow_none=True)
    ai_today = fields.Integer(allow_none=True)
    last_backup_at = moment(allow_none=True)
    last_offsite_at = moment(allow_none=True)
    last_proven_restore_at = moment(allow_none=True)
    last_operation = fields.Nested(FleetOperationSchema, allow_none=True)


class FleetPage(Page):
    data = fields.List(fields.Nested(FleetRowSchema))
    total = fields.Integer(metadata={"description": "Of those that fit, on all pages"})


class BulkBody(Body):
    action = text(needed=True, enum=list(BULK_ACTIONS))
    tenants = fields.List(Text(metadata=SLUG), load_default=list, metadata={NEEDED: True})
    reason = text(maxLength=LONGEST_REASON, description="Of a suspension")


class BulkSubmittedSchema(Answer):
    tenant = fields.String(metadata=SLUG)
    operation = identifier()
    is_new = fields.Boolean(metadata={"description": "false: the same key asked for it before"})


class BulkRefusedSchema(Answer):
    tenant = fields.String()
    code = example("tenant_closed")
    message = fields.String()


class BulkSchema(Answer):
    action = fields.String(validate=validate.OneOf(list(BULK_ACTIONS)))
    submitted = fields.List(fields.Nested(BulkSubmittedSchema))
    refused = fields.List(fields.Nested(BulkRefusedSchema))


class BulkForeseenSchema(Answer):
    tenant = fields.String(metadata=SLUG)
    ahead = fields.Integer(metadata={"description": "Operations of the tenant that come before it"})


class BulkPlanSchema(Answer):
    action = fields.String(validate=validate.OneOf(list(BULK_ACTIONS)))
    submitted = fields.List(fields.Nested(BulkForeseenSchema))
    refused = fields.List(fields.Nested(BulkRefusedSchema))


class BulkPlannedSchema(Answer):
    plan = fields.Nested(BulkPlanSchema)
