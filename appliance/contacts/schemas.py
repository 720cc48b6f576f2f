"""What the contacts' API takes and gives."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from appliance.contacts.numbers import parse_number
from appliance.conversations.schemas import ContactSchema
from appliance.names import UNSEEN
from foundation.names import is_seen, is_unsafe, tidy_name

LONGEST_NAME = 160


class NameField(fields.String):
    """One spelling (NFC), trimmed; what cannot be seen or turns the reading direction is refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = tidy_name(super()._deserialize(value, attr, data, **kwargs))
        if is_unsafe(name):
            raise ValidationError(UNSEEN)
        if not is_seen(name):
            raise ValidationError("Escreva um nome.")
        if len(name) > LONGEST_NAME:
            raise ValidationError(f"Use no máximo {LONGEST_NAME} caracteres.")
        return name


class NumberField(fields.String):
    """A phone number as people type it; digits only afterwards (numbers.parse_number)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return parse_number(super()._deserialize(value, attr, data, **kwargs))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ContactQuerySchema(Schema):
    q = fields.String(load_default=None, validate=validate.Length(max=100))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.Integer(load_default=None, validate=validate.Range(min=0, max=2**63 - 1))


class ContactChangeSchema(Schema):
    name = NameField(required=True, allow_none=True, metadata={"description": "null: the profile's again"})


class NewContactSchema(Schema):
    name = NameField(load_default=None, allow_none=True)
    phone = NumberField(required=True, metadata={"description": "without + it is Brazilian"})


class MergeRequestSchema(Schema):
    other_id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**63 - 1))


class ListedContactSchema(ContactSchema):
    given_name = fields.String(allow_none=True)
    marketing_stopped_at = fields.String(allow_none=True)
    merged_into_id = fields.Integer(allow_none=True)
    is_synthetic = fields.Boolean()
    created_at = fields.String()


class ContactListSchema(Schema):
    data = fields.List(fields.Nested(ListedContactSchema))
    next_cursor = fields.String(allow_none=True)


class AliasSchema(Schema):
    kind = fields.String()
    value = fields.String()


class ContactConversationSchema(Schema):
    id = fields.Integer()
    protocol = fields.String()
    status = fields.String()
    assigned_user_id = fields.Integer(allow_none=True)
    last_message_at = fields.String()
    created_at = fields.String()
    closed_at = fields.String(allow_none=True)


class MergeUserSchema(Schema):
    id = fields.Integer()
    name = fields.String()


class MergeSchema(Schema):
    id = fields.Integer()
    kept_id = fields.Integer()
    merged = fields.Nested(ContactSchema)
    user = fields.Nested(MergeUserSchema, allow_none=True)
    created_at = fields.String()
    undone_at = fields.String(allow_none=True)
    can_undo = fields.Boolean()


class DeliveryTroubleSchema(Schema):
    reason = fields.String()
    message = fields.String()
    since = fields.String()


class WholeContactSchema(ListedContactSchema):
    delivery_trouble = fields.Nested(
        DeliveryTroubleSchema,
        allow_none=True,
        metadata={"description": "why WhatsApp does not reach them; null once it does, or they wrote again"},
    )
    aliases = fields.List(fields.Nested(AliasSchema))
    conversations = fields.List(fields.Nested(ContactConversationSchema))
    merges = fields.List(fields.Nested(MergeSchema))


class MergedSchema(Schema):
    merge = fields.Nested(MergeSchema)
    contact = fields.Nested(WholeContactSchema)
