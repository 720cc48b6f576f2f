"""What the brand's API takes and gives."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from appliance.brand.colour import HEX
from appliance.names import lines

DIGEST = validate.Regexp(r"^[0-9a-f]{32}\Z")


class ColourSchema(Schema):
    colour = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(rf"(?i)^{HEX.pattern}\Z", error="Uma cor como #0f6b52."),
        metadata={"description": "#rrggbb; null: the help desk's own colours"},
    )

    @post_load
    def lower(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "colour": data["colour"].lower()} if data.get("colour") else data


class BrandChangeSchema(ColourSchema):
    """To be loaded as a part: what is left out stays as it is."""

    name = fields.String(
        allow_none=True,
        validate=validate.And(validate.Length(max=60), lines),
        metadata={"description": "null: as the operator named the client"},
    )
    login_text = fields.String(allow_none=True, validate=validate.And(validate.Length(max=300), lines))
    logo = fields.String(
        allow_none=True,
        validate=DIGEST,
        metadata={"description": "id of an uploaded picture"},
    )
    favicon = fields.String(allow_none=True, validate=DIGEST, metadata={"description": "null: the logo"})


class ThemeSchema(Schema):
    variables = fields.Dict(keys=fields.String(), values=fields.String())
    is_corrected = fields.Boolean(
        metadata={"description": "the colour was made darker or lighter until text of it reads (4.5:1)"}
    )


class ThemesSchema(Schema):
    light = fields.Nested(ThemeSchema)
    dark = fields.Nested(ThemeSchema)


class PaletteSchema(Schema):
    themes = fields.Nested(ThemesSchema, allow_none=True)


class PictureSchema(Schema):
    id = fields.String()
    url = fields.String(metadata={"description": "at most 640 x 320 pixels"})
    icon_url = fields.String(metadata={"description": "a square of 192 pixels"})


class BrandSchema(PaletteSchema):
    name = fields.String(allow_none=True)
    default_name = fields.String()
    login_text = fields.String(allow_none=True)
    colour = fields.String(allow_none=True)
    logo = fields.Nested(PictureSchema, allow_none=True)
    favicon = fields.Nested(PictureSchema, allow_none=True)
    stylesheet = fields.String(allow_none=True)
