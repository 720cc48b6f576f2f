"""`/api/v1/platform/usage`: the days that are closed, for the platform."""

import time
from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy import select

from appliance.accounts.access import public
from appliance.current import current_context
from appliance.errors import NotAuthenticated
from appliance.usage.models import UsageDay
from foundation.platform_calls import HEADER, Call, is_signed

MOST_DAYS = 62

blueprint = Blueprint(
    "platform", __name__, url_prefix="/api/v1/platform", description="For the platform, by its signature."
)


class UsageQuery(Schema):
    since = fields.Date(load_default=None, metadata={"description": "The first day wanted"})


class UsageDaySchema(Schema):
    day = fields.Date()
    figures = fields.Dict()


class UsageSchema(Schema):
    data = fields.List(fields.Nested(UsageDaySchema))


@blueprint.get("/usage")
@public
@blueprint.arguments(UsageQuery, location="query")
@blueprint.response(200, UsageSchema)
def list_usage(query: dict[str, Any]) -> dict[str, Any]:
    """Days that are closed, oldest first, at most 62. 401 without the platform's signature."""
    require_platform()
    rows = select(UsageDay).order_by(UsageDay.day).limit(MOST_DAYS)
    if query["since"] is not None:
        rows = rows.where(UsageDay.day >= query["since"])
    with current_context().sessions() as session:
        return {"data": [{"day": row.day, "figures": row.figures} for row in session.scalars(rows)]}


def require_platform() -> None:
    """Raises NotAuthenticated unless the platform signed this request."""
    said = request.query_string.decode("utf-8", "replace")
    target = f"{request.path}?{said}" if said else request.path
    key = current_context().settings.session_key
    header = request.headers.get(HEADER, "")
    call = Call(request.method, target, request.get_data(cache=True))
    if not is_signed(key, header, call, time.time()):
        raise NotAuthenticated("wrong_signature", "A assinatura não confere.")
