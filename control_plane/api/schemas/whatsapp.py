"""A number's credentials, checked, and what the probes say of a tenant."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, connection_id, example, moment, text
from control_plane.api.schemas.common import META_ID, SLUG
from control_plane.whatsapp.seen import STATES


class WhatsappCheckBody(Body):
    """Four credentials, or a connection; of its numbers the one with this phone_number_id."""

    phone_number_id = text(**META_ID)
    waba_id = text(**META_ID)
    token = text(secret=True, description="A permanent token of a system user")
    app_secret = text(secret=True)
    connection = connection_id()


class CheckedItemSchema(Answer):
    name = example("token")
    title = example("Access token")
    state = fields.String(validate=validate.OneOf(STATES))
    code = example("ends_soon", description="What was seen, in a word")
    reason = example("The token expires in 9 days; after that nothing is sent any more.")
    next = fields.String(metadata={"description": "What to do; empty where nothing is"})
    is_mendable = fields.Boolean(metadata={"description": "Whether `mend` puts it right"})


class WhatsappCheckSchema(Answer):
    state = fields.String(validate=validate.OneOf(STATES), metadata={"description": "The worst of the items"})
    items = fields.List(fields.Nested(CheckedItemSchema))


class ProbedItemSchema(CheckedItemSchema):
    since = moment()
    checked_at = moment()


class HealthSchema(Answer):
    tenant = fields.String(metadata=SLUG)
    state = fields.String(validate=validate.OneOf(STATES))
    checked_at = moment(allow_none=True)
    items = fields.List(fields.Nested(ProbedItemSchema))


class MendBody(Body):
    pin = text(
        secret=True, pattern="^[0-9]{6}$", description="Of the number's two-step verification: registers it"
    )


class MendedSchema(HealthSchema):
    done = fields.List(
        fields.String(validate=validate.OneOf(["registered", "subscribed", "callback_set"])),
        metadata={"description": "What was changed at Meta"},
    )


class TestMessageBody(Body):
    to = text(needed=True, example="5511987650001", description="Digits, with the country code")
    template = text(example="hello_world", description="An approved one without variables; left out: a text")
    language = text(example="en_US", description="The template's; left out: pt_BR")


class TestMessageSchema(Answer):
    message_id = example("wamid.HBgN…")
    is_template = fields.Boolean(
        metadata={"description": "A text arrives only within 24 hours after the other side wrote"}
    )
