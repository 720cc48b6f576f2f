"""What the channel's API takes and gives."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from appliance.channel.profile import VERTICALS

_WEB = validate.Regexp(r"https?://[^\s/]+\.[^\s]+\Z")


class Text(fields.String):
    """Without the space around it; `longest` as Meta counts, in characters."""

    def __init__(self, longest: int, **more: Any) -> None:
        self.longest = longest
        super().__init__(**more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).replace("\r\n", "\n").strip()
        if len(text) > self.longest:
            raise ValidationError(f"Use no máximo {self.longest} caracteres.")
        return text


class BusinessProfileChangeSchema(Schema):
    """Limits: Meta, business-profiles."""

    about = Text(139, validate=validate.Length(min=1))
    address = Text(256)
    description = Text(512)
    email = Text(128, validate=validate.Regexp(r"(\Z|[^@\s]+@[^@\s]+\.[^@\s]+\Z)"))
    websites = fields.List(Text(256, validate=_WEB), validate=validate.Length(max=2))
    vertical = fields.String(validate=validate.OneOf(VERTICALS))


class BusinessProfileSchema(Schema):
    about = fields.String()
    address = fields.String()
    description = fields.String()
    email = fields.String()
    websites = fields.List(fields.String())
    vertical = fields.String()
    has_picture = fields.Boolean()


class ItemSchema(Schema):
    name = fields.String()
    state = fields.String(metadata={"description": "ok, warning, error, unknown"})
    code = fields.String(metadata={"description": "what was seen, in a word"})
    facts = fields.Dict()


class CheckSchema(Schema):
    checked_at = fields.String()
    by = fields.String(allow_none=True, metadata={"description": "who asked; null: it was time"})
    state = fields.String()
    number = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    items = fields.List(fields.Nested(ItemSchema))


class ChannelSchema(Schema):
    callback = fields.String()
    check = fields.Nested(CheckSchema, allow_none=True)
