"""What tenants have used."""

from marshmallow import Schema, fields, validate

from control_plane.api.describing import Answer, Text, example, identifier
from control_plane.api.schemas.common import SLUG, Page, PageQuery
from control_plane.services.standing import LEVELS, QUANTITIES

MONTH = {"pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])$", "example": "2026-11"}


class UsageQuery(Schema):
    month = Text(required=True, metadata=MONTH)
    tenant = Text(load_default=None, metadata={"description": "Only of this one, by slug"})


class UsagePageQuery(UsageQuery, PageQuery):
    pass


class UsageExportQuery(UsageQuery):
    by = fields.String(
        load_default="month",
        validate=validate.OneOf(("month", "day")),
        metadata={"description": "A line for each tenant, or for each of its days"},
    )


class FiguresSchema(Answer):
    messages_in = fields.Integer()
    messages_out = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "By Meta's pricing.category; `untold` where it has told none"},
    )
    messages_failed = fields.Integer()
    ai_answers = fields.Integer()
    ai_tokens_in = fields.Integer()
    ai_tokens_out = fields.Integer()
    ai_cost = example("1.250000", description="By the platform's prices of that day")
    storage_database = fields.Integer(metadata={"description": "Bytes; of a month, on its fullest day"})
    storage_media = fields.Integer(metadata={"description": "Likewise"})
    users = fields.Integer(metadata={"description": "Who may sign in; of a month, at most"})
    active_users = fields.Integer(metadata={"description": "Who did something on a day; of a month, at most"})


class UsageDaySchema(Answer):
    day = example("2026-11-21", description="In the tenant's time zone")
    plan = example("standard")
    figures = fields.Nested(FiguresSchema)
    is_partial = fields.Boolean(
        metadata={"description": "Counted when the help desk was stopped, before the day was over"}
    )


class TenantUsageSchema(Answer):
    tenant = fields.String(metadata={"example": SLUG["example"]})
    tenant_id = identifier()
    lifecycle = example("active")
    plan = example("standard")
    totals = fields.Nested(FiguresSchema)
    days = fields.List(fields.Nested(UsageDaySchema))


class StandingLineSchema(Answer):
    name = fields.String(validate=validate.OneOf(QUANTITIES))
    used = fields.Integer()
    limit = fields.Integer()
    percent = fields.Integer()
    level = fields.String(validate=validate.OneOf(LEVELS))


class StandingSchema(Answer):
    month = fields.String(metadata=MONTH)
    data = fields.List(fields.Nested(StandingLineSchema), metadata={"description": "Of what the plan limits"})
    used = fields.Dict(
        keys=fields.String(validate=validate.OneOf(QUANTITIES)),
        values=fields.Integer(),
        allow_none=True,
        metadata={"description": "What is not limited too; null before the first day was fetched"},
    )
    suspends_on = fields.String(
        allow_none=True,
        metadata={"format": "date", "description": "By its plan, unless something changes"},
    )


class UsageSchema(Page):
    month = fields.String(metadata=MONTH)
    data = fields.List(fields.Nested(TenantUsageSchema))
    total = fields.Integer(metadata={"description": "Tenants that used anything, on all pages"})
