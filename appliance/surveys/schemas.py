"""What the API of surveys takes and gives."""

from typing import Final

from marshmallow import Schema, fields, validate

from appliance.conversations.schemas import ContactSchema
from appliance.surveys.states import KINDS, STATES

_TEXT: Final = validate.Length(max=1000)
_DAYS: Final = validate.Range(min=0, max=365)


class _RuleFields(Schema):
    queue_id = fields.Integer(
        allow_none=True, metadata={"description": "null: every queue that has none of its own"}
    )
    kind = fields.String(
        validate=validate.OneOf(KINDS), metadata={"description": "off, csat (1 to 5) or nps (0 to 10)"}
    )
    question = fields.String(validate=_TEXT)
    comment_question = fields.String(
        allow_none=True, validate=_TEXT, metadata={"description": "asked after the score; null: not"}
    )
    thanks = fields.String(allow_none=True, validate=_TEXT)
    template_id = fields.Integer(
        allow_none=True,
        metadata={"description": "sent once the 24 hours are over; its buttons begin with the score"},
    )
    every_days = fields.Integer(validate=_DAYS, metadata={"description": "nobody is asked more often"})


class NewSurveyRuleSchema(_RuleFields):
    queue_id = fields.Integer(load_default=None, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    question = fields.String(load_default="", validate=_TEXT)
    comment_question = fields.String(load_default=None, allow_none=True, validate=_TEXT)
    thanks = fields.String(load_default=None, allow_none=True, validate=_TEXT)
    template_id = fields.Integer(load_default=None, allow_none=True)
    every_days = fields.Integer(load_default=30, validate=_DAYS)


class SurveyRuleChangeSchema(_RuleFields):
    pass


class SurveyRuleSchema(_RuleFields):
    id = fields.Integer()


class SurveyRuleListSchema(Schema):
    data = fields.List(fields.Nested(SurveyRuleSchema))
    next_cursor = fields.String(allow_none=True)


class SurveyFilterSchema(Schema):
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS[1:]))
    queue_id = fields.Integer(load_default=None)
    user_id = fields.Integer(load_default=None, metadata={"description": "whose conversation it was"})
    since = fields.AwareDateTime(load_default=None, data_key="from", metadata={"description": "asked then"})
    until = fields.AwareDateTime(load_default=None, data_key="to", metadata={"description": "or before"})
    worst = fields.Integer(load_default=None, metadata={"description": "scores from this on"})
    best = fields.Integer(load_default=None, metadata={"description": "scores up to this"})
    answered = fields.Boolean(load_default=False)
    commented = fields.Boolean(load_default=False)


class SurveyQuerySchema(SurveyFilterSchema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.Integer(load_default=None)


class SumQuerySchema(SurveyFilterSchema):
    by = fields.String(load_default="queue", validate=validate.OneOf(("queue", "attendant")))


class AnswerSchema(Schema):
    kind = fields.String()
    score = fields.Integer(allow_none=True)
    comment = fields.String(allow_none=True)
    answered_at = fields.String(allow_none=True)


class SurveySchema(AnswerSchema):
    id = fields.Integer()
    conversation_id = fields.Integer()
    protocol = fields.String()
    contact = fields.Nested(ContactSchema)
    queue_id = fields.Integer(allow_none=True)
    user_id = fields.Integer(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    asked_at = fields.String(allow_none=True)


class SurveyListSchema(Schema):
    data = fields.List(fields.Nested(SurveySchema))
    next_cursor = fields.String(allow_none=True)


class SumSchema(Schema):
    id = fields.Integer(allow_none=True, metadata={"description": "the queue's or attendant's; null: none"})
    kind = fields.String()
    asked = fields.Integer()
    answered = fields.Integer()
    average = fields.Float(allow_none=True)
    nps = fields.Integer(allow_none=True, metadata={"description": "-100 to 100; of nps only"})


class SumListSchema(Schema):
    data = fields.List(fields.Nested(SumSchema))
