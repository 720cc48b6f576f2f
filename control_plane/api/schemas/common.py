"""What every area reads and writes: pages, errors, shapes of names."""

from typing import Any

from marshmallow import Schema, fields, validate

from control_plane.api.describing import Answer, Text, example

SLUG: dict[str, Any] = {"pattern": "^[a-z][a-z0-9-]{1,30}$", "example": "acme"}
HOSTNAME: dict[str, Any] = {"format": "hostname", "example": "atendimento.acme.com.br"}
META_ID: dict[str, Any] = {"pattern": "^[0-9]{5,20}$", "example": "106540352242922"}


class PageQuery(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = Text(metadata={"description": "next_cursor of the page before"}, load_default=None)


class Page(Answer):
    next_cursor = fields.String(allow_none=True, metadata={"description": "null on the last page"})


class ErrorBody(Answer):
    code = example("tenant_not_found", description="For programs")
    message = example("There is no tenant “acme”.", description="For people: it says what to do")
    details = fields.Dict(metadata={"description": "`fields` maps each wrong field to a sentence"})


class ErrorSchema(Answer):
    error = fields.Nested(ErrorBody)
