"""`/api/v1/close-reasons`: why conversations are closed."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from appliance.accounts.access import requires
from appliance.closing import reasons
from appliance.current import current_context
from appliance.names import name_rule

blueprint = Blueprint(
    "close_reasons", __name__, url_prefix="/api/v1/close-reasons", description="Why conversations are closed."
)

_NAME = name_rule(60)


class NewReasonSchema(Schema):
    name = fields.String(required=True, validate=_NAME)


class ReasonChangeSchema(Schema):
    name = fields.String(load_default=None, validate=_NAME)
    is_active = fields.Boolean(load_default=None)


class ReasonSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    is_active = fields.Boolean()


class ReasonListSchema(Schema):
    data = fields.List(fields.Nested(ReasonSchema))
    next_cursor = fields.String(allow_none=True)


@blueprint.get("")
@requires("conversation.read")
@blueprint.response(200, ReasonListSchema)
def list_reasons() -> dict[str, Any]:
    """All of them, those no longer offered too, by name."""
    with current_context().sessions() as session:
        return {"data": reasons.list_reasons(session), "next_cursor": None}


@blueprint.post("")
@requires("close_reason.manage")
@blueprint.arguments(NewReasonSchema)
@blueprint.response(201, ReasonSchema)
def create_reason(body: dict[str, Any]) -> dict[str, Any]:
    """A new one; 409 `reason_exists` if a name differs by capitals or accents alone."""
    return reasons.create_reason(current_context().sessions, **body)


@blueprint.patch("/<int:reason_id>")
@requires("close_reason.manage")
@blueprint.arguments(ReasonChangeSchema)
@blueprint.response(200, ReasonSchema)
def change_reason(body: dict[str, Any], reason_id: int) -> dict[str, Any]:
    """Its name, or whether it is still offered."""
    return reasons.change_reason(current_context().sessions, reason_id, **body)


@blueprint.delete("/<int:reason_id>")
@requires("close_reason.manage")
@blueprint.response(204)
def delete_reason(reason_id: int) -> None:
    """Takes away one that was never given; 409 `reason_in_use` otherwise."""
    reasons.delete_reason(current_context().sessions, reason_id)
