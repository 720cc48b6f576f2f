"""What bodies and answers are made of, so that the OpenAPI description says more than a field's type."""

import base64
from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

NEEDED = "x-needed"
"""Marks a field that a caller must send; `application` turns it into the description's `required`."""


class Text(fields.String):
    """A string that can be stored: JSON may hold half of a surrogate pair, which is no character."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **options)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValidationError("Not valid text: it has half a character.") from error
        return text


class Moment(fields.AwareDateTime):
    """A moment with its offset, that UTC has too: the first and the last hours of the calendar may not be."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        told: datetime = super()._deserialize(value, attr, data, **options)
        try:
            return told.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError("No moment between the years 1 and 9999 of UTC.") from error


class Bytes(fields.Field[bytes]):
    """A file's content, in base64."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> bytes:  # noqa: ARG002
        try:
            return base64.b64decode(value, validate=True)
        except (TypeError, ValueError) as error:
            raise ValidationError("Not base64.") from error


class Body(Schema):
    """What a caller sends: a field nobody knows is a mistake."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        known = ", ".join(sorted(field.data_key or name for name, field in self.fields.items()))
        rule = f"known are {known}" if known else "it takes none"
        # the instance's own: marshmallow has put it together out of its classes'
        self.error_messages |= {
            "type": "Send a JSON object: {…}.",
            "unknown": f"There is no such field: {rule}.",
        }


class Answer(Schema):
    """What a caller gets: every field, every time."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:  # type: ignore[type-arg]  # noqa: ARG002
        """marshmallow's hook for each field of a schema."""
        field_obj.required = True


def text(*, needed: bool = False, secret: bool = False, **described: Any) -> Text:
    """Left out means empty: the services say in words what is missing, everything at once."""
    if secret:
        described |= {"format": "password", "writeOnly": True}
    return Text(load_default=str, metadata=described | ({NEEDED: True} if needed else {}))


def untried_flag() -> fields.Boolean:
    """Of a body with credentials."""
    described = "Go on where Meta or FILA-IA does not answer, so that nobody says whether they work"
    return fields.Boolean(load_default=False, metadata={"description": described})


def connection_id() -> Text:
    """Of a body's section `whatsapp`."""
    return text(format="uuid", description="A number connected at Meta: its ids and secrets are filled in")


def moment(**options: Any) -> fields.String:
    """ISO 8601, in UTC."""
    metadata = {"format": "date-time", "example": "2026-11-21T09:14:30.250000+00:00"}
    return fields.String(metadata=metadata, **options)


def identifier(**options: Any) -> fields.String:
    """A UUID."""
    return fields.String(
        metadata={"format": "uuid", "example": "6a7b4f3e-0d1c-4a39-8a7e-0d6c3d1e5a11"}, **options
    )


def example(value: Any, **described: Any) -> fields.String:
    """A string such as `value`."""
    return fields.String(metadata={"example": value, **described})
