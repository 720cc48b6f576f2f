"""Whom a conversation is begun with."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from appliance.contacts.schemas import NameField, NumberField


class BeginSchema(Schema):
    contact_id = fields.Integer(strict=True, validate=validate.Range(min=1, max=2**63 - 1))
    phone = NumberField(metadata={"description": "without + it is Brazilian; instead of contact_id"})
    name = NameField(allow_none=True, metadata={"description": "of who is not known by that number yet"})

    @validates_schema
    def _names_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("contact_id" in data) == ("phone" in data):
            raise ValidationError("Escolha um contato ou escreva um número: um dos dois.", "phone")
