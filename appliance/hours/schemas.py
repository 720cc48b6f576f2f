"""What the hours' API takes and gives."""

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, post_load, validate

from appliance.hours.opening import DAY
from appliance.names import lines, name_rule

MOST_SLOTS: Final = 12
SCOPES: Final = ("national", "optional", "state", "city", "own")
"""optional: a `ponto facultativo`, no holiday by law."""
LONGEST_TEXT: Final = 1000
_TEXT = name_rule(60)
_CLOSED_TEXT = validate.And(validate.Length(min=1, max=LONGEST_TEXT), lines)


def check_slots(slots: list[list[int]]) -> None:
    """Raises ValidationError unless each is [begin, end] within a day's reach, in order, without overlap."""
    reached = 0
    for slot in slots:
        if len(slot) != 2 or not 0 <= slot[0] < DAY or not slot[0] < slot[1] <= slot[0] + DAY:
            raise ValidationError("Um período vai de um minuto do dia até, no máximo, 24 horas depois.")
        if slot[0] < reached:
            raise ValidationError("Os períodos do dia vêm em ordem e não se sobrepõem.")
        reached = slot[1]


def check_week(week: list[list[list[int]]]) -> None:
    """Raises ValidationError where a night reaches into what the day after has of its own."""
    for day, slots in enumerate(week):
        after = week[(day + 1) % len(week)]
        if slots and after and slots[-1][1] - DAY > after[0][0]:
            raise ValidationError("Um período da noite não pode ir além do início do dia seguinte.")


_WEEK = validate.And(validate.Length(equal=7), check_week)


def _slots(**more: Any) -> "fields.List[Any]":
    return fields.List(
        fields.List(fields.Integer(strict=True)),
        validate=validate.And(validate.Length(max=MOST_SLOTS), check_slots),
        **more,
    )


class _ScheduleFields(Schema):
    @post_load
    def trim(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | ({"name": data["name"].strip()} if "name" in data else {})


class NewHoursSchema(_ScheduleFields):
    name = fields.String(required=True, validate=_TEXT)
    week = fields.List(
        _slots(),
        required=True,
        validate=_WEEK,
        metadata={"description": "seven lists, Monday's first, of [begin, end] in minutes after midnight"},
    )
    is_default = fields.Boolean(
        load_default=None,
        metadata={"description": "whose queues name no other; left out: if it is the first"},
    )
    closed_text = fields.String(load_default=None, allow_none=True, validate=_CLOSED_TEXT)


class HoursChangeSchema(_ScheduleFields):
    name = fields.String(validate=_TEXT)
    week = fields.List(_slots(), validate=_WEEK)
    is_default = fields.Boolean()
    closed_text = fields.String(allow_none=True, validate=_CLOSED_TEXT)


class ScheduleSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    week = fields.List(fields.List(fields.List(fields.Integer())))
    is_default = fields.Boolean()
    closed_text = fields.String(allow_none=True)
    is_open = fields.Boolean()
    opens_at = fields.String(allow_none=True)


class ScheduleListSchema(Schema):
    data = fields.List(fields.Nested(ScheduleSchema))
    next_cursor = fields.String(allow_none=True)


class YearSchema(Schema):
    year = fields.Integer(required=True, validate=validate.Range(min=2000, max=2100))


class NewHolidaySchema(Schema):
    day = fields.Date(required=True)
    name = fields.String(required=True, validate=name_rule(120))
    scope = fields.String(load_default="own", validate=validate.OneOf(SCOPES))
    schedule_id = fields.Integer(load_default=None, allow_none=True)
    slots = _slots(load_default=list, metadata={"description": "empty: closed all day"})


class FillInSchema(YearSchema):
    state = fields.String(load_default=None, allow_none=True, metadata={"description": "e.g. SP"})


class FilledInSchema(Schema):
    added = fields.Integer()


class HolidaySchema(Schema):
    id = fields.Integer()
    day = fields.String()
    name = fields.String()
    scope = fields.String()
    schedule_id = fields.Integer(allow_none=True)
    slots = fields.List(fields.List(fields.Integer()))


class HolidayListSchema(Schema):
    data = fields.List(fields.Nested(HolidaySchema))
    next_cursor = fields.String(allow_none=True)
