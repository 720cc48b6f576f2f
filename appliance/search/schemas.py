"""What the search's API takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.conversations.schemas import ContactSchema


class SearchQuerySchema(Schema):
    q = fields.String(
        required=True,
        validate=validate.Length(max=100),
        metadata={
            "description": "all of these words, without regard to accents and capitals; the last one may be a"
            " beginning unless a space follows"
        },
    )
    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=50))
    cursor = fields.Integer(
        load_default=None, validate=validate.Range(min=1), metadata={"description": "next_cursor of messages"}
    )


class PartSchema(Schema):
    text = fields.String()
    is_match = fields.Boolean()


class FoundConversationSchema(Schema):
    id = fields.Integer()
    protocol = fields.String()
    status = fields.String()
    contact = fields.Nested(ContactSchema)
    name = fields.List(fields.Nested(PartSchema), metadata={"description": "of the contact, in parts"})
    last_message_at = fields.String()


class FoundMessageSchema(Schema):
    id = fields.Integer()
    conversation_id = fields.Integer()
    protocol = fields.String()
    contact = fields.Nested(ContactSchema)
    sender_type = fields.String()
    sender_user_id = fields.Integer(allow_none=True)
    message_type = fields.String()
    sent_at = fields.String()
    snippet = fields.List(fields.Nested(PartSchema))


class FoundMessagesSchema(Schema):
    data = fields.List(fields.Nested(FoundMessageSchema))
    next_cursor = fields.String(
        allow_none=True,
        metadata={
            "description": "goes on below; an empty page may have one too, when looking through what there is"
            " takes long"
        },
    )
    is_complete = fields.Boolean(
        metadata={"description": "false while older messages are still being read into the index"}
    )


class SearchResultSchema(Schema):
    conversations = fields.List(fields.Nested(FoundConversationSchema))
    messages = fields.Nested(FoundMessagesSchema)
