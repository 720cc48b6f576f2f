"""What the templates' API takes and gives; `presenting` makes what the output schemas describe."""

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from appliance.templates import limits

_VALUE = fields.String(validate=validate.Length(max=limits.URL))


class TemplateQuerySchema(Schema):
    status = fields.String(
        load_default=None,
        validate=validate.Length(max=24),
        metadata={"description": "Meta's word in capitals; without it, all but DELETED"},
    )
    q = fields.String(
        load_default=None,
        validate=validate.Length(max=100),
        metadata={"description": "part of the name"},
    )
    language = fields.String(load_default=None, validate=validate.Length(max=16))
    category = fields.String(load_default=None, validate=validate.OneOf(limits.CATEGORIES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.String(load_default=None, validate=validate.Length(max=20))


class TemplateVariableSchema(Schema):
    component = fields.String(metadata={"description": "header, body or button"})
    index = fields.Integer(
        metadata={"description": "of a text: the number in the braces; of a button: its place, from 0"}
    )
    name = fields.String(metadata={"description": "where variables have names"})
    format = fields.String(
        metadata={"description": "TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION; of a button: URL, COPY_CODE"}
    )
    example = fields.String()
    label = fields.String(metadata={"description": "what the button says"})


class MessageTemplateSchema(Schema):
    id = fields.Integer()
    whatsapp_template_id = fields.String(allow_none=True)
    name = fields.String()
    language = fields.String()
    category = fields.String()
    parameter_format = fields.String()
    components = fields.List(fields.Dict(), metadata={"description": "as Meta lists them"})
    status = fields.String()
    rejection = fields.Dict(
        allow_none=True, metadata={"description": "{reason?, details?, recommendation?, date?}"}
    )
    quality = fields.String(allow_none=True, metadata={"description": "GREEN, YELLOW, RED or UNKNOWN"})
    category_change = fields.Dict(
        allow_none=True,
        metadata={"description": "{category, previous?, at?}: done if it is the template's category"},
    )
    sendable = fields.Boolean()
    variables = fields.List(fields.Nested(TemplateVariableSchema))
    synced_at = fields.String(allow_none=True)
    updated_at = fields.String()


class MessageTemplateListSchema(Schema):
    data = fields.List(fields.Nested(MessageTemplateSchema))
    next_cursor = fields.String(allow_none=True)


_COMPONENTS = fields.List(
    fields.Dict(keys=fields.String()),
    required=True,
    validate=validate.Length(min=1, max=10),
    metadata={"description": "in Meta's shape; the example of a media header: media_id of an uploaded file"},
)


class NewTemplateSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1, max=2000))
    language = fields.String(required=True)
    category = fields.String(required=True)
    parameter_format = fields.String(load_default="POSITIONAL")
    components = _COMPONENTS


class ChangeTemplateSchema(Schema):
    category = fields.String(load_default=None, allow_none=True)
    components = _COMPONENTS


class DeleteTemplateQuerySchema(Schema):
    all_languages = fields.Boolean(load_default=False)


class DeletedTemplatesSchema(Schema):
    data = fields.List(fields.Nested(MessageTemplateSchema))
    name_blocked_days = fields.Integer(metadata={"description": "if one of them was ever approved"})


class SyncErrorSchema(Schema):
    code = fields.String()
    message = fields.String()


class SyncProgressSchema(Schema):
    state = fields.String(metadata={"description": "never, running, done, failed"})
    read = fields.Integer(metadata={"description": "templates that Meta listed so far"})
    changed = fields.Integer()
    deleted = fields.Integer(metadata={"description": "that Meta no longer has"})
    started_at = fields.String(allow_none=True)
    finished_at = fields.String(allow_none=True)
    error = fields.Nested(SyncErrorSchema, allow_none=True)


def _list_or_object(value: object) -> None:
    if not isinstance(value, list | dict | None):
        raise ValidationError("Deve ser uma lista ou um objeto.")


class _LenientSchema(Schema):
    """Parts of it are nobody's business here: a preview takes what a message takes."""

    class Meta:
        unknown = EXCLUDE


class PreviewHeaderSchema(_LenientSchema):
    text = fields.String(validate=validate.Length(max=limits.BODY))
    media_id = fields.Integer()
    location = fields.Dict()


class PreviewValuesSchema(_LenientSchema):
    header = fields.Nested(PreviewHeaderSchema, load_default=None, allow_none=True)
    body = fields.Raw(
        load_default=None,
        validate=_list_or_object,
        metadata={"description": "[values] or {name: value}"},
    )
    buttons = fields.Dict(keys=fields.String(), values=_VALUE, load_default=None, allow_none=True)


class PreviewSchema(Schema):
    header = fields.Dict(metadata={"description": "{format, text?, media_id?, location?}"})
    body = fields.String()
    footer = fields.String()
    buttons = fields.List(fields.Dict(), metadata={"description": "{type, text?, url?, code? …}"})
