"""How tenants look."""

from typing import Any

from marshmallow import fields

from control_plane.api.describing import Answer, Body, Bytes, Text, example, moment
from control_plane.models import LONGEST_PICTURE
from control_plane.services.brand_change import LONGEST_BRAND_NAME, LONGEST_LOGIN_TEXT

_COLOUR: dict[str, Any] = {"pattern": "^#[0-9A-Fa-f]{6}$", "example": "#0f6b52"}
_PICTURE: dict[str, Any] = {
    "type": "string",
    "contentEncoding": "base64",
    "description": f"PNG, JPEG or WebP of at most {LONGEST_PICTURE // 1000} KB, in base64",
}


class BrandBody(Body):
    """What is left out stays as it is in the tenant; null goes back to as the help desk comes."""

    name = Text(allow_none=True, metadata={"maxLength": LONGEST_BRAND_NAME, "example": "Padaria do Zé"})
    login_text = Text(allow_none=True, metadata={"maxLength": LONGEST_LOGIN_TEXT})
    colour = Text(allow_none=True, metadata=_COLOUR)
    logo = Bytes(allow_none=True, metadata=_PICTURE)
    favicon = Bytes(allow_none=True, metadata=_PICTURE)


class PictureSchema(Answer):
    sha256 = fields.String(metadata={"pattern": "^[0-9a-f]{64}$"})
    content_type = example("image/png")
    bytes = fields.Integer()


class BrandSchema(Answer):
    """As it was last set from here (null: never, or reset); the client's admin may have changed it since."""

    name = fields.String(allow_none=True)
    login_text = fields.String(allow_none=True)
    colour = fields.String(allow_none=True, metadata=_COLOUR)
    logo = fields.Nested(PictureSchema, allow_none=True)
    favicon = fields.Nested(PictureSchema, allow_none=True)
    changed_at = moment(allow_none=True)
    changed_by = fields.String(allow_none=True)
