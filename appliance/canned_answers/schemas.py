"""What the canned answers' API takes and gives. What a shortcut or a text may be is said in `writing`."""

from marshmallow import Schema, fields

from appliance.canned_answers.variables import NAMES

_CONTENT = {"description": "with variables: " + ", ".join(f"{{{{{name}}}}}" for name in NAMES)}
_SHORTCUT = {"description": "what is typed after the slash; made small and without accents"}


class AnswerRowSchema(Schema):
    shortcut = fields.String(required=True, metadata=_SHORTCUT)
    title = fields.String(required=True)
    content = fields.String(required=True, metadata=_CONTENT)


class ImportedRowSchema(AnswerRowSchema):
    line = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "where it was pasted, as problems name it; null: its place among the rows"},
    )


class NewAnswerSchema(AnswerRowSchema):
    queue_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "whose people have it; null: everybody"}
    )


class AnswerImportSchema(Schema):
    rows = fields.List(fields.Nested(ImportedRowSchema), required=True)
    queue_id = fields.Integer(load_default=None, allow_none=True)
    replace = fields.Boolean(
        load_default=False, metadata={"description": "a shortcut that is there already gets the new text"}
    )


class AnswerSchema(Schema):
    id = fields.Integer()
    shortcut = fields.String()
    title = fields.String()
    content = fields.String()
    queue_id = fields.Integer(allow_none=True)
    changed_at = fields.String()


class AnswerListSchema(Schema):
    data = fields.List(fields.Nested(AnswerSchema))
    next_cursor = fields.String(allow_none=True)


class ImportedSchema(Schema):
    created = fields.Integer()
    changed = fields.Integer()
