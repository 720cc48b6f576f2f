"""`/api/v1/auth/support`: in by a ticket. `/api/v1/support-accesses`: who came in so, and ending it, which
the platform may too.
"""

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from appliance.accounts.access import public, requires, visitor
from appliance.accounts.platform_calls import by_platform
from appliance.accounts.rate_limits import once_more_from
from appliance.accounts.schemas import TokensSchema
from appliance.accounts.views import answer_with
from appliance.current import current_context
from appliance.support import ending, queries
from appliance.support.entering import enter
from appliance.support.models import ENDINGS

entry = Blueprint("support entry", __name__, url_prefix="/api/v1/auth", description="The platform's support.")
accesses = Blueprint(
    "support accesses",
    __name__,
    url_prefix="/api/v1/support-accesses",
    description="When the platform's support was here, and why.",
)

platform = Blueprint(
    "platform support accesses",
    __name__,
    url_prefix="/api/v1/platform/support-accesses",
    description="For the platform, by its signature.",
)

MOST, SECONDS = 30, 600
"""Tickets from one address."""


class TicketSchema(Schema):
    ticket = fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=4000))


class SupportQuerySchema(Schema):
    running = fields.Boolean(load_default=False, metadata={"description": "only those that are not over"})
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.Integer(load_default=None, validate=validate.Range(min=1))


class SupportAccessSchema(Schema):
    id = fields.Integer()
    user_id = fields.Integer(metadata={"description": "as whom the audit names what they did"})
    operator = fields.String()
    reason = fields.String()
    began_at = fields.String()
    until = fields.String(metadata={"description": "it ends then by itself"})
    ended_at = fields.String(allow_none=True)
    ending = fields.String(allow_none=True, validate=validate.OneOf(ENDINGS))
    ended_by = fields.String(allow_none=True, metadata={"description": "null: its time was up"})
    is_running = fields.Boolean()


class PlatformEndSchema(Schema):
    operator = fields.String(required=True, validate=validate.Length(min=1, max=254))


class SupportAccessListSchema(Schema):
    data = fields.List(fields.Nested(SupportAccessSchema))
    next_cursor = fields.String(allow_none=True)


@entry.post("/support")
@public
@entry.arguments(TicketSchema)
@entry.alt_response(200, schema=TokensSchema, success=True)
def enter_as_support(body: dict[str, Any]) -> Response:
    """Signs an operator of the platform in until their access ends; a ticket is good once, for a minute."""
    context = current_context()
    once_more_from(context.redis, "support", request.remote_addr, most=MOST, seconds=SECONDS)
    return answer_with(enter(context, body["ticket"], visitor()), remember=False)


@accesses.get("")
@requires("user.manage")
@accesses.arguments(SupportQuerySchema, location="query")
@accesses.response(200, SupportAccessListSchema)
def list_accesses(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first."""
    with current_context().sessions() as session:
        found, more = queries.list_accesses(
            session, running=query["running"], limit=query["limit"], before_id=query["cursor"]
        )
    return {"data": found, "next_cursor": more}


@accesses.post("/<int:access_id>/end")
@requires("user.manage")
@accesses.response(200, SupportAccessSchema)
def end_access(access_id: int) -> dict[str, Any]:
    """At once: whoever came in by it is out. 409 if it was over."""
    context = current_context()
    ending.end_by_admin(context, access_id)
    with context.sessions() as session:
        return queries.get_access(session, access_id)


@platform.post("/<string:access_id>/end")
@by_platform
@platform.arguments(PlatformEndSchema)
@platform.response(200, SupportAccessSchema)
def end_from_platform(body: dict[str, Any], access_id: str) -> dict[str, Any]:
    """At once, for the operator named; of one that is over, how it ended. `access_id`: the platform's.

    401 without the platform's signature; 404 while nobody has come in by its ticket.
    """
    context = current_context()
    row_id = ending.end_by_platform(context, access_id, body["operator"])
    with context.sessions() as session:
        return queries.get_access(session, row_id)
