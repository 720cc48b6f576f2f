"""What the API of notes and mentions takes and gives."""

from marshmallow import Schema, fields, validate

from appliance.conversations.notes import LONGEST
from appliance.conversations.schemas import ContactSchema, MessageSchema, PageSchema

MOST_NAMED = 50


class NewNoteSchema(Schema):
    content = fields.String(required=True, metadata={"description": f"up to {LONGEST} characters"})
    mention_ids = fields.List(fields.Integer(), load_default=list, validate=validate.Length(max=MOST_NAMED))
    client_key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=8, max=64),
        metadata={"description": "chosen by the sender: the same key is the same note"},
    )


class NamedSchema(Schema):
    id = fields.Integer()
    name = fields.String()


class SomebodySchema(NamedSchema):
    is_online = fields.Boolean()


class PeopleSchema(Schema):
    data = fields.List(fields.Nested(SomebodySchema))
    next_cursor = fields.String(allow_none=True)


class MentionQuerySchema(PageSchema):
    unseen = fields.Boolean(load_default=False)


class MentionSchema(Schema):
    id = fields.Integer()
    conversation_id = fields.Integer()
    protocol = fields.String()
    contact = fields.Nested(ContactSchema)
    author = fields.Nested(NamedSchema)
    message = fields.Nested(MessageSchema)
    seen_at = fields.String(allow_none=True)
    created_at = fields.String()


class MentionListSchema(Schema):
    data = fields.List(fields.Nested(MentionSchema))
    next_cursor = fields.String(allow_none=True)
    unseen = fields.Integer(metadata={"description": "of all, not of this page"})


class SeenMentionsSchema(Schema):
    conversation_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "absent: everywhere"}
    )


class UnseenMentionsSchema(Schema):
    unseen = fields.Integer()
