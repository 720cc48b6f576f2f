"""A message as the API takes and gives it. Shapes only: what fits is checked by `composing`, in words."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from appliance.composing.compose import MESSAGE_TYPES
from appliance.composing.limits import HEADERS, LIMITS
from appliance.conversations.schemas import PageSchema

_ANY = {"description": "as long as GET /messages/limits says"}


class MessageQuerySchema(PageSchema):
    conversation_id = fields.Integer(required=True)
    around = fields.Integer(
        load_default=None, metadata={"description": "a message's id: the page with it in the middle"}
    )
    newer = fields.String(
        load_default=None,
        validate=validate.Length(max=200),
        metadata={"description": "a `newer_cursor`: the page above it"},
    )

    @validates_schema
    def one_way(self, data: dict[str, Any], **_: Any) -> None:
        if sum(data[name] is not None for name in ("around", "newer", "cursor")) > 1:
            raise ValidationError("Escolha um: cursor, around ou newer.", "around")


class ScheduledQuerySchema(PageSchema):
    conversation_id = fields.Integer(load_default=None, metadata={"description": "absent: of all"})


class PlaceSchema(Schema):
    latitude = fields.Float(required=True, metadata={"description": "degrees, -90 to 90", "example": -23.55})
    longitude = fields.Float(required=True, metadata={"description": "degrees, -180 to 180"})
    name = fields.String(allow_none=True, metadata=_ANY)
    address = fields.String(allow_none=True, metadata=_ANY)


class CardPhoneSchema(Schema):
    phone = fields.String(required=True, metadata={"example": "+55 11 98765-0001"})
    type = fields.String(allow_none=True, metadata={"example": "WORK"})


class CardEmailSchema(Schema):
    email = fields.String(required=True)
    type = fields.String(allow_none=True)


class CardOrgSchema(Schema):
    company = fields.String(allow_none=True)
    title = fields.String(allow_none=True)


class CardSchema(Schema):
    name = fields.String(required=True)
    phones = fields.List(fields.Nested(CardPhoneSchema), metadata={"description": "or `emails`, or both"})
    emails = fields.List(fields.Nested(CardEmailSchema))
    org = fields.Nested(CardOrgSchema, allow_none=True)


class InteractiveHeaderSchema(Schema):
    text = fields.String(allow_none=True)
    media_id = fields.Integer(
        allow_none=True, metadata={"description": "an uploaded image, video or document, instead of text"}
    )
    format = fields.String(
        allow_none=True,
        validate=validate.OneOf(HEADERS["buttons"]),
        metadata={"description": "what the file has to be; absent: whatever it is"},
    )


class ButtonSchema(Schema):
    id = fields.String(allow_none=True, metadata={"description": "comes back when tapped; made if absent"})
    title = fields.String(required=True)


class RowSchema(ButtonSchema):
    description = fields.String(allow_none=True)


class SectionSchema(Schema):
    title = fields.String(allow_none=True, metadata={"description": "required when there are several"})
    rows = fields.List(fields.Nested(RowSchema), required=True)


class InteractiveSchema(Schema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(("buttons", "list", "cta_url", "location_request")),
    )
    header = fields.Nested(InteractiveHeaderSchema, allow_none=True)
    footer = fields.String(allow_none=True)
    buttons = fields.List(fields.Nested(ButtonSchema), metadata={"description": "of `buttons`"})
    button = fields.String(metadata={"description": "of `list`: what opens it"})
    sections = fields.List(fields.Nested(SectionSchema), metadata={"description": "of `list`"})
    display_text = fields.String(metadata={"description": "of `cta_url`: the button"})
    url = fields.String(metadata={"description": "of `cta_url`"})


class HeaderToSendSchema(Schema):
    text = fields.String(allow_none=True)
    media_id = fields.Integer(allow_none=True)
    location = fields.Nested(PlaceSchema, allow_none=True)


class TemplateToSendSchema(Schema):
    template_id = fields.Integer(required=True)
    header = fields.Nested(HeaderToSendSchema, allow_none=True)
    body = fields.Raw(metadata={"description": "the values in order, or by name: [value] or {name: value}"})
    buttons = fields.Dict(
        keys=fields.String(), values=fields.Raw(), metadata={"description": "value by the button's place"}
    )


class NewMessageSchema(Schema):
    conversation_id = fields.Integer(required=True)
    message_type = fields.String(load_default="text", validate=validate.OneOf(MESSAGE_TYPES))
    content = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "the text, the caption of a file, or the body above buttons"},
    )
    media_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "of an image, video, audio, document or sticker: from POST /media"},
    )
    location = fields.Nested(PlaceSchema, load_default=None, allow_none=True)
    contacts = fields.List(fields.Nested(CardSchema), load_default=None, allow_none=True)
    interactive = fields.Nested(InteractiveSchema, load_default=None, allow_none=True)
    template = fields.Nested(TemplateToSendSchema, load_default=None, allow_none=True)
    client_key = fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(min=1, max=64), validate.Regexp(r"^[ -~]*$")],
        metadata={"description": "the same key is the same message: pressed twice, it is sent once"},
    )
    reply_to = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "what it quotes; WhatsApp shows no quote older than 30 days, nor with a template"
        },
    )
    scheduled_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "when to send it, with its offset from UTC; absent: at once"},
    )
    lane = fields.String(
        load_default="person",
        validate=validate.OneOf(("person", "bulk")),
        metadata={"description": "what goes to many waits for what goes to one"},
    )


class ScheduleChangeSchema(Schema):
    scheduled_at = fields.AwareDateTime(load_default=None)
    content = fields.String(
        load_default=None, metadata={"description": "the text, the caption or the body above buttons"}
    )


class LimitsSchema(Schema):
    """Whole numbers by name; for files also `types` and, as `upload`, what may be brought here."""

    class Meta:
        include = {kind: fields.Dict() for kind in LIMITS}  # noqa: RUF012 - read by marshmallow


class ReactionSchema(Schema):
    emoji = fields.String(required=True, validate=validate.Length(min=1, max=64))
