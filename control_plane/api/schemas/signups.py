"""Links by which numbers are connected at Meta, and the numbers that were granted."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, Text, example, identifier, moment, text
from control_plane.api.schemas.common import META_ID, SLUG, Page
from control_plane.services.signups import STATES


class SignupsQuery(Body):
    tenant = Text(load_default=None, metadata={"description": "Only this tenant's, by slug"})


class SignupBody(Body):
    tenant = text(description="Slug; left out: for a tenant that is still to be created")
    for_client = fields.Boolean(
        load_default=False,
        metadata={"description": "For a person without an account: good for 72 hours"},
    )


class GrantedNumberSchema(Answer):
    phone_number_id = fields.String(metadata=META_ID)
    waba_id = fields.String(metadata=META_ID)
    display_phone_number = example("+55 11 4004-2030")
    verified_name = example("Padaria da Vila")


class SignupSchema(Answer):
    id = identifier()
    tenant = fields.String(allow_none=True, metadata=SLUG)
    for_client = fields.Boolean()
    state = fields.String(validate=validate.OneOf(STATES))
    url = fields.String(
        allow_none=True,
        metadata={"format": "uri", "description": "While it is good, for whoever may change tenants"},
    )
    numbers = fields.List(fields.Nested(GrantedNumberSchema))
    problem = fields.String(metadata={"description": "Why the last try came to nothing"})
    created_by = example("ana@operator.example")
    created_at = moment()
    expires_at = moment()
    connected_at = moment(allow_none=True)
    keep_until = moment(allow_none=True)


class SignupsPage(Page):
    data = fields.List(fields.Nested(SignupSchema))
