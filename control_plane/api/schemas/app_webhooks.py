"""What came over the shared app callback."""

from marshmallow import Schema, fields, validate

from control_plane.api.describing import Answer, Body, Text, example, moment, text
from control_plane.api.schemas.common import SLUG, Page
from control_plane.services.webhook_routing import STATES


class AppWebhooksQuery(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.Integer(
        load_default=None,
        validate=validate.Range(min=1, max=2**31 - 1),
        metadata={"description": "next_cursor of the page before"},
    )
    tenant = Text(metadata={"description": "Only of this one, by slug"}, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class AppWebhookSchema(Answer):
    id = fields.Integer()
    waba_id = example("102290129340398")
    tenant = fields.String(allow_none=True, metadata={"description": "Slug; null: no tenant has the account"})
    about = example("message_template_status_update", description="The fields, as Meta names them")
    event = example("PARTNER_REMOVED", description="Of an account_update, in Meta's name")
    means = fields.String(metadata={"description": "What that event means; empty for any other"})
    has_content = fields.Boolean(
        metadata={"description": "Delivered, or of a client that was deleted: only that it came is kept"}
    )
    state = fields.String(
        validate=validate.OneOf(STATES), metadata={"description": "unknown: of no tenant; dead: not taken"}
    )
    attempts = fields.Integer()
    error = fields.String(metadata={"description": "Of the last attempt"})
    received_at = moment()
    delivered_at = moment(allow_none=True)


class AppWebhookPage(Page):
    data = fields.List(fields.Nested(AppWebhookSchema))


class GiveWebhooksBody(Body):
    tenant = text(needed=True, **SLUG)


class GivenWebhooksSchema(Answer):
    given = fields.Integer(metadata={"description": "How many entries"})
    tenant = fields.String(metadata=SLUG)
    waba_id = example("102290129340398")


class AppCallbackSchema(Answer):
    app_id = example("1234567890")
    url = fields.String(metadata={"format": "uri"})
    verify_token = fields.String()
