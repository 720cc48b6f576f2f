"""What the API of contacts' fields, consent, history and files takes and gives."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from appliance.contacts.consent_rows import STATES, WAYS
from appliance.contacts.details import LONGEST_NOTES
from appliance.contacts.field_values import KINDS, LONGEST
from appliance.contacts.fields import MOST, MOST_OPTIONS
from appliance.contacts.history import GROUPS
from appliance.contacts.schemas import NameField
from appliance.conversations.schemas import MessageSchema, PageSchema

LONGEST_NAME, LONGEST_OPTION, LONGEST_TEXT, LONGEST_NOTE = 60, 80, 2000, 500
_ID = validate.Range(min=1, max=2**63 - 1)


class ShortNameField(NameField):
    """As NameField, and no longer than `limit`."""

    def __init__(self, limit: int = LONGEST_NAME, **more: Any) -> None:
        self.limit = limit
        super().__init__(**more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if len(name) > self.limit:
            raise ValidationError(f"Use no máximo {self.limit} caracteres.")
        return name


class NewFieldSchema(Schema):
    name = ShortNameField(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    options = fields.List(
        ShortNameField(LONGEST_OPTION),
        load_default=list,
        validate=validate.Length(max=MOST_OPTIONS),
        metadata={"description": "of a choice"},
    )


class FieldChangeSchema(Schema):
    name = ShortNameField(load_default=None)
    options = fields.List(
        ShortNameField(LONGEST_OPTION), load_default=None, validate=validate.Length(max=MOST_OPTIONS)
    )
    is_archived = fields.Boolean(load_default=None)


class FieldOrderSchema(Schema):
    ids = fields.List(fields.Integer(strict=True), required=True, validate=validate.Length(max=10 * MOST))


class FieldSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    key = fields.String(metadata={"description": "in texts, {{campo.key}} stands for its value"})
    kind = fields.String()
    options = fields.List(fields.String())
    is_archived = fields.Boolean()


class FieldListSchema(Schema):
    data = fields.List(fields.Nested(FieldSchema))
    next_cursor = fields.String(allow_none=True)


class NewPurposeSchema(Schema):
    name = ShortNameField(required=True)
    text = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=LONGEST_TEXT))


class PurposeChangeSchema(Schema):
    name = ShortNameField()
    text = fields.String(allow_none=True, validate=validate.Length(max=LONGEST_TEXT))
    is_archived = fields.Boolean()


class PurposeSchema(Schema):
    id = fields.Integer()
    key = fields.String(allow_none=True, metadata={"description": "service, marketing: come with the tenant"})
    name = fields.String()
    text = fields.String(allow_none=True)
    is_archived = fields.Boolean()


class PurposeListSchema(Schema):
    data = fields.List(fields.Nested(PurposeSchema))
    next_cursor = fields.String(allow_none=True)


class DetailsChangeSchema(Schema):
    email = fields.String(allow_none=True, validate=validate.Length(max=1000))
    notes = fields.String(allow_none=True, validate=validate.Length(max=3 * LONGEST_NOTES))


class ValueChangeSchema(Schema):
    value = fields.String(required=True, allow_none=True, validate=validate.Length(max=4 * LONGEST))


class ValueSchema(Schema):
    field_id = fields.Integer()
    key = fields.String()
    value = fields.String()
    text = fields.String(metadata={"description": "as customers read it in a message"})


class DetailsSchema(Schema):
    email = fields.String(allow_none=True)
    notes = fields.String(allow_none=True)
    values = fields.List(fields.Nested(ValueSchema))


class NewConsentSchema(Schema):
    purpose_id = fields.Integer(required=True, strict=True, validate=_ID)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    way = fields.String(required=True, validate=validate.OneOf(WAYS))
    message_id = fields.Integer(load_default=None, allow_none=True, strict=True, validate=_ID)
    note = ShortNameField(LONGEST_NOTE, load_default=None, allow_none=True)


class ConsentUserSchema(Schema):
    id = fields.Integer()
    name = fields.String()


class ConsentSchema(Schema):
    id = fields.Integer()
    purpose_id = fields.Integer()
    state = fields.String()
    way = fields.String(metadata={"description": "whatsapp: the customer told WhatsApp"})
    message_id = fields.Integer(allow_none=True)
    text = fields.String(allow_none=True, metadata={"description": "what they were shown"})
    note = fields.String(allow_none=True)
    user = fields.Nested(ConsentUserSchema, allow_none=True)
    said_at = fields.String()
    created_at = fields.String()


class HeldPurposeSchema(PurposeSchema):
    state = fields.String(allow_none=True)
    way = fields.String(allow_none=True)
    said_at = fields.String(allow_none=True)


class ConsentsSchema(Schema):
    purposes = fields.List(fields.Nested(HeldPurposeSchema))
    history = fields.List(fields.Nested(ConsentSchema))


class FilesQuerySchema(PageSchema):
    group = fields.String(required=True, validate=validate.OneOf(GROUPS))


class FilesSchema(Schema):
    data = fields.List(fields.Nested(MessageSchema))
    next_cursor = fields.String(allow_none=True)


class GivenScoreSchema(Schema):
    kind = fields.String()
    score = fields.Integer(allow_none=True)
    comment = fields.String(allow_none=True)


class PastConversationSchema(Schema):
    id = fields.Integer()
    protocol = fields.String()
    status = fields.String()
    queue = fields.String(allow_none=True)
    attendant = fields.String(allow_none=True)
    created_at = fields.String()
    last_message_at = fields.String()
    closed_at = fields.String(allow_none=True)
    close_reason = fields.String(allow_none=True)
    close_note = fields.String(allow_none=True)
    survey = fields.Nested(GivenScoreSchema, allow_none=True)


class PastConversationsSchema(Schema):
    data = fields.List(fields.Nested(PastConversationSchema))
    next_cursor = fields.String(allow_none=True)
