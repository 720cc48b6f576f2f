"""`/api/v1/inactivity-rules`: what happens when a customer falls silent."""

from typing import Any, Final

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from appliance.accounts.access import requires
from appliance.current import current_context
from appliance.inactivity import managing

blueprint = Blueprint(
    "inactivity",
    __name__,
    url_prefix="/api/v1/inactivity-rules",
    description="What happens when a customer falls silent.",
)

_MINUTES: Final = validate.Range(min=1, max=60 * 24 * 30)
_TEXT: Final = validate.Length(max=1000)


class _RuleFields(Schema):
    queue_id = fields.Integer(
        allow_none=True, metadata={"description": "null: every queue that has no rule of its own"}
    )
    warn_after_minutes = fields.Integer(
        validate=_MINUTES, metadata={"description": "after our last message, and between warnings"}
    )
    warn_text = fields.String(validate=_TEXT, metadata={"description": "sent within the 24 hours only"})
    most_warnings = fields.Integer(validate=validate.Range(min=0, max=5))
    close_after_minutes = fields.Integer(
        validate=_MINUTES, metadata={"description": "after the last warning; without any, our last message"}
    )
    close_text = fields.String(allow_none=True, validate=_TEXT)
    close_reason_id = fields.Integer(allow_none=True)
    is_active = fields.Boolean(metadata={"description": "false: nothing happens in this queue"})


class NewRuleSchema(_RuleFields):
    queue_id = fields.Integer(load_default=None, allow_none=True)
    warn_after_minutes = fields.Integer(required=True, validate=_MINUTES)
    warn_text = fields.String(load_default="", validate=_TEXT)
    most_warnings = fields.Integer(load_default=1, validate=validate.Range(min=0, max=5))
    close_after_minutes = fields.Integer(required=True, validate=_MINUTES)
    close_text = fields.String(load_default=None, allow_none=True, validate=_TEXT)
    close_reason_id = fields.Integer(load_default=None, allow_none=True)
    is_active = fields.Boolean(load_default=True)


class RuleChangeSchema(_RuleFields):
    pass


class RuleSchema(_RuleFields):
    id = fields.Integer()


class RuleListSchema(Schema):
    data = fields.List(fields.Nested(RuleSchema))
    next_cursor = fields.String(allow_none=True)


@blueprint.get("")
@requires("user.read")
@blueprint.response(200, RuleListSchema)
def list_rules() -> dict[str, Any]:
    """All of them, the one for every queue first."""
    with current_context().sessions() as session:
        return {"data": managing.list_rules(session), "next_cursor": None}


@blueprint.post("")
@requires("automation.manage")
@blueprint.arguments(NewRuleSchema)
@blueprint.response(201, RuleSchema)
def create_rule(body: dict[str, Any]) -> dict[str, Any]:
    """Only silence from now on counts. 409 `rule_exists` for a queue that has one."""
    return managing.create_rule(current_context().sessions, body)


@blueprint.patch("/<int:rule_id>")
@requires("automation.manage")
@blueprint.arguments(RuleChangeSchema)
@blueprint.response(200, RuleSchema)
def change_rule(body: dict[str, Any], rule_id: int) -> dict[str, Any]:
    """Only silence from now on counts."""
    return managing.change_rule(current_context().sessions, rule_id, body)


@blueprint.delete("/<int:rule_id>")
@requires("automation.manage")
@blueprint.response(204)
def delete_rule(rule_id: int) -> None:
    """Its queue follows the rule for every queue, if there is one."""
    managing.delete_rule(current_context().sessions, rule_id)
