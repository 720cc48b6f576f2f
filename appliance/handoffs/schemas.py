"""What the handoffs' API takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.conversations.notes import LONGEST
from appliance.conversations.schemas import ConversationSchema, MessageSchema
from appliance.handoffs.queries import STATES


class HandoffQuerySchema(Schema):
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.Integer(load_default=None, validate=validate.Range(min=1))


class PendingQuerySchema(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))


class NewHandoffSchema(Schema):
    conversation_id = fields.Integer(required=True)


class AssignSchema(Schema):
    user_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "without it, to the caller"}
    )


class CompleteSchema(Schema):
    reason_id = fields.Integer(load_default=None, allow_none=True)
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=LONGEST))


class HandoffNoteSchema(Schema):
    content = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST))


class HandoffSchema(Schema):
    id = fields.Integer()
    state = fields.String(validate=validate.OneOf(STATES))
    reason = fields.String()
    conversation = fields.Nested(ConversationSchema)
    requested_at = fields.String()
    assigned_user_id = fields.Integer(allow_none=True)
    assigned_at = fields.String(allow_none=True)
    completed_at = fields.String(allow_none=True)
    waited_seconds = fields.Integer(metadata={"description": "until somebody took it, or until now"})


class PendingHandoffSchema(HandoffSchema):
    position = fields.Integer(metadata={"description": "1: next"})


class HandoffListSchema(Schema):
    data = fields.List(fields.Nested(HandoffSchema))
    next_cursor = fields.String(allow_none=True)


class PendingListSchema(Schema):
    data = fields.List(fields.Nested(PendingHandoffSchema))
    next_cursor = fields.String(allow_none=True)


class WrittenNoteSchema(MessageSchema):
    """The note as a message of the conversation."""
