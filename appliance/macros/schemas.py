"""What the API of macros takes and gives."""

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from appliance.conversations.notes import LONGEST
from appliance.conversations.snoozing import SNOOZE_DAYS
from appliance.macros.actions import KINDS
from appliance.names import name_rule

MOST: Final = 20
_NAME: Final = name_rule(60)
_NEEDED: Final = {
    "add_label": "label_id",
    "remove_label": "label_id",
    "priority": "priority",
    "note": "text",
    "send": "canned_answer_id",
    "snooze": "minutes",
}
_OPTIONAL: Final = {"transfer": ("user_id", "queue_id"), "close": ("reason_id",)}


class ActionSchema(Schema):
    """`kind`, and what it takes: a label, a priority, a person or a queue, a text, an answer …"""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    label_id = fields.Integer()
    priority = fields.Integer(validate=validate.Range(min=-1, max=2))
    user_id = fields.Integer(allow_none=True)
    queue_id = fields.Integer(allow_none=True)
    text = fields.String(validate=validate.And(validate.Length(max=LONGEST), validate.Regexp(r"(?s).*\S")))
    canned_answer_id = fields.Integer()
    minutes = fields.Integer(validate=validate.Range(min=1, max=SNOOZE_DAYS * 24 * 60 - 1))
    reason_id = fields.Integer(allow_none=True)

    @validates_schema
    def complete(self, data: dict[str, Any], **_: Any) -> None:
        """Each kind has what it takes, and nothing else."""
        needed = _NEEDED.get(data["kind"])
        if needed is not None and data.get(needed) is None:
            raise ValidationError("Falta dizer isto para esta ação.", needed)
        extra = set(data) - {"kind", needed, *_OPTIONAL.get(data["kind"], ())}
        if extra:
            raise ValidationError("Isto não é desta ação.", min(extra))
        if data.get("user_id") is not None and data.get("queue_id") is not None:
            raise ValidationError("Escolha uma pessoa ou um setor, não os dois.", "queue_id")


class _MacroFields(Schema):
    name = fields.String(validate=_NAME)
    actions = fields.List(
        fields.Nested(ActionSchema),
        validate=validate.Length(min=1, max=MOST),
        metadata={"description": "in the order in which they are done"},
    )
    queue_id = fields.Integer(allow_none=True, metadata={"description": "whose people have it; null: all"})


class NewMacroSchema(_MacroFields):
    name = fields.String(required=True, validate=_NAME)
    actions = fields.List(
        fields.Nested(ActionSchema), required=True, validate=validate.Length(min=1, max=MOST)
    )
    queue_id = fields.Integer(load_default=None, allow_none=True)
    is_own = fields.Boolean(load_default=True, metadata={"description": "false needs automation.manage"})


class MacroChangeSchema(_MacroFields):
    pass


class MacroSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    actions = fields.List(fields.Dict())
    queue_id = fields.Integer(allow_none=True)
    is_own = fields.Boolean()


class MacroListSchema(Schema):
    data = fields.List(fields.Nested(MacroSchema))
    next_cursor = fields.String(allow_none=True)
