"""`/api/v1/platform`: the days that are closed, for the platform, and what the plan allows, from it."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy import select

from appliance.accounts.platform_calls import by_platform
from appliance.current import current_context
from appliance.database import run_transaction, utc_now
from appliance.usage.closing import count_open_days
from appliance.usage.limits import take_limits
from appliance.usage.models import UsageDay

MOST_DAYS = 62
_COLUMNS = ("day", "figures", "is_closed")

blueprint = Blueprint(
    "platform", __name__, url_prefix="/api/v1/platform", description="For the platform, by its signature."
)


class UsageQuery(Schema):
    since = fields.Date(load_default=None, metadata={"description": "The first day wanted"})
    unclosed = fields.Boolean(
        load_default=False, metadata={"description": "Also the days that are not closed yet, so far"}
    )


class UsageDaySchema(Schema):
    day = fields.Date()
    figures = fields.Dict()
    is_closed = fields.Boolean()


class UsageDaysSchema(Schema):
    data = fields.List(fields.Nested(UsageDaySchema))


class StandingLineSchema(Schema):
    name = fields.String(required=True)
    used = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    percent = fields.Integer(required=True)
    level = fields.String(required=True, validate=validate.OneOf(("ok", "warned", "limited")))


class PlanLimitsSchema(Schema):
    plan = fields.String(required=True)
    month = fields.String(required=True)
    users = fields.Integer(required=True, allow_none=True, metadata={"description": "null: no limit"})
    suspends_on = fields.String(load_default=None, allow_none=True, metadata={"format": "date"})
    standing = fields.List(fields.Nested(StandingLineSchema), required=True)


@blueprint.put("/limits")
@by_platform
@blueprint.arguments(PlanLimitsSchema)
@blueprint.response(204)
def set_limits(told: dict[str, Any]) -> None:
    """What the plan allows, and how much of it is used. 401 without the platform's signature."""
    run_transaction(current_context().sessions, lambda session: take_limits(session, told))


@blueprint.get("/usage")
@by_platform
@blueprint.arguments(UsageQuery, location="query")
@blueprint.response(200, UsageDaysSchema)
def list_usage(query: dict[str, Any]) -> dict[str, Any]:
    """Days that are closed, oldest first, at most 62. 401 without the platform's signature."""
    rows = select(UsageDay).order_by(UsageDay.day).limit(MOST_DAYS)
    if query["since"] is not None:
        rows = rows.where(UsageDay.day >= query["since"])
    context = current_context()
    with context.sessions() as session:
        closed = [(row.day, row.figures, True) for row in session.scalars(rows)]
        unclosed = []
        if query["unclosed"]:
            zone = ZoneInfo(context.settings.tenant.timezone)
            unclosed = [(*each, False) for each in count_open_days(session, zone, utc_now())]
    return {"data": [dict(zip(_COLUMNS, each, strict=True)) for each in [*closed, *unclosed]]}
