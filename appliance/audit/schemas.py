"""What the audit's API takes and gives."""

from marshmallow import Schema, fields, validate


class AuditFilterSchema(Schema):
    user_id = fields.Integer(load_default=None)
    action = fields.String(
        load_default=None,
        validate=validate.Length(max=60),
        metadata={"description": "`user.changed`, or `user` for all of them"},
    )
    subject_kind = fields.String(load_default=None, validate=validate.Length(max=24))
    subject_id = fields.String(load_default=None, validate=validate.Length(max=40))
    since = fields.AwareDateTime(load_default=None, metadata={"description": "with its offset; included"})
    until = fields.AwareDateTime(load_default=None, metadata={"description": "with its offset; excluded"})


class AuditQuerySchema(AuditFilterSchema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.Integer(load_default=None, validate=validate.Range(min=1))


class SubjectSchema(Schema):
    kind = fields.String()
    id = fields.String()
    name = fields.String(
        allow_none=True,
        metadata={"description": "as it is called now: protocol, name; null where it is gone"},
    )


class ActorSchema(Schema):
    id = fields.Integer(allow_none=True, metadata={"description": "null: none of the client's people"})
    name = fields.String()


class AuditEntrySchema(Schema):
    id = fields.Integer()
    at = fields.String()
    user = fields.Nested(ActorSchema, allow_none=True)
    address = fields.String(allow_none=True)
    agent = fields.String(allow_none=True)
    action = fields.String()
    subject = fields.Nested(SubjectSchema)
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)


class AuditListSchema(Schema):
    data = fields.List(fields.Nested(AuditEntrySchema))
    next_cursor = fields.String(allow_none=True)
