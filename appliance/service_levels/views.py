"""`/api/v1/service-levels`: what is promised to customers."""

from typing import Any, Final

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from appliance.accounts.access import requires
from appliance.current import current_context
from appliance.service_levels import managing

blueprint = Blueprint(
    "service_levels",
    __name__,
    url_prefix="/api/v1/service-levels",
    description="What is promised to customers.",
)

LONGEST: Final = 60 * 24 * 90
_MINUTES: Final = validate.Range(min=1, max=LONGEST)


class _LevelFields(Schema):
    queue_id = fields.Integer(allow_none=True, metadata={"description": "null: every queue"})
    priority = fields.Integer(
        allow_none=True,
        validate=validate.Range(min=-1, max=2),
        metadata={"description": "-1 low to 2 urgent; null: every priority"},
    )
    response_minutes = fields.Integer(
        allow_none=True,
        validate=_MINUTES,
        metadata={"description": "of open time, until a person first answers; null: not promised"},
    )
    resolution_minutes = fields.Integer(
        allow_none=True,
        validate=_MINUTES,
        metadata={
            "description": "of open time, until it is closed; stands still while we wait for the customer"
        },
    )
    warn_percent = fields.Integer(
        validate=validate.Range(min=10, max=99), metadata={"description": "at risk after so much of it"}
    )


class NewLevelSchema(_LevelFields):
    queue_id = fields.Integer(load_default=None, allow_none=True)
    priority = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=-1, max=2))
    response_minutes = fields.Integer(load_default=None, allow_none=True, validate=_MINUTES)
    resolution_minutes = fields.Integer(load_default=None, allow_none=True, validate=_MINUTES)
    warn_percent = fields.Integer(load_default=80, validate=validate.Range(min=10, max=99))


class LevelChangeSchema(_LevelFields):
    pass


class LevelSchema(_LevelFields):
    id = fields.Integer()


class LevelListSchema(Schema):
    data = fields.List(fields.Nested(LevelSchema))
    next_cursor = fields.String(allow_none=True)


@blueprint.get("")
@requires("user.read")
@blueprint.response(200, LevelListSchema)
def list_levels() -> dict[str, Any]:
    """All of them, everybody's first. Of several that hold, the one for queue and priority counts."""
    with current_context().sessions() as session:
        return {"data": managing.list_levels(session), "next_cursor": None}


@blueprint.post("")
@requires("automation.manage")
@blueprint.arguments(NewLevelSchema)
@blueprint.response(201, LevelSchema)
def create_level(body: dict[str, Any]) -> dict[str, Any]:
    """Holds for what is live already, too; 409 `level_exists` for a queue and priority that have one."""
    return managing.create_level(current_context().sessions, body)


@blueprint.patch("/<int:level_id>")
@requires("automation.manage")
@blueprint.arguments(LevelChangeSchema)
@blueprint.response(200, LevelSchema)
def change_level(body: dict[str, Any], level_id: int) -> dict[str, Any]:
    """Every live conversation is counted anew."""
    return managing.change_level(current_context().sessions, level_id, body)


@blueprint.delete("/<int:level_id>")
@requires("automation.manage")
@blueprint.response(204)
def delete_level(level_id: int) -> None:
    """Nothing is promised any more, but for what a wider one promises."""
    managing.delete_level(current_context().sessions, level_id)
