"""Changes of a created tenant, and what they would restart."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, Text, connection_id, example, text, untried_flag
from control_plane.api.schemas.common import HOSTNAME, META_ID
from control_plane.api.schemas.tenant_plans import TenantLimitsBody
from control_plane.services.names import LONGEST_NAME, LONGEST_NUMBER
from control_plane.services.preflight import LOCALES


class ChangedWhatsAppBody(Body):
    """What is left out stays as it is; so does a secret that is empty."""

    phone_number_id = Text(metadata=META_ID)
    waba_id = Text(metadata=META_ID)
    display_phone_number = Text(metadata={"maxLength": LONGEST_NUMBER})
    token = text(secret=True)
    app_secret = text(secret=True)
    verify_token = text(secret=True)
    connection = connection_id()


class ChangedFilaIaBody(Body):
    url = Text(metadata={"format": "uri"})
    key = text(secret=True)


class ChangeBody(Body):
    """What is left out stays as it is."""

    name = Text(metadata={"maxLength": LONGEST_NAME})
    locale = Text(metadata={"enum": LOCALES})
    timezone = Text(metadata={"description": "An IANA time zone"})
    hostnames = fields.List(
        Text(metadata=HOSTNAME),
        validate=validate.Length(max=20),
        metadata={"description": "All of the tenant's own, beside the platform's"},
    )
    smoke_phone = Text(metadata={"description": "Digits with the country code; empty: none"})
    plan = Text(metadata={"description": "The slug of one"})
    limits = fields.Nested(
        TenantLimitsBody,
        load_default=dict,
        metadata={"description": "Its own; null: as the plan says"},
    )
    whatsapp = fields.Nested(ChangedWhatsAppBody, load_default=dict)
    fila_ia = fields.Nested(ChangedFilaIaBody, load_default=dict)
    even_untried = untried_flag()


class RevertBody(Body):
    even_untried = untried_flag()


class DifferenceSchema(Answer):
    field = example("whatsapp.token")
    before = fields.Raw(metadata={"description": "null for a secret"})
    after = fields.Raw(metadata={"description": "null for a secret"})
    restarts = fields.List(fields.String(), metadata={"description": "Services that start anew"})


class ChangePreviewSchema(Answer):
    changes = fields.List(fields.Nested(DifferenceSchema))
    restarts = fields.List(fields.String(), metadata={"description": "All of them: web without a pause"})
    untold = fields.List(
        fields.String(validate=validate.OneOf(["fila_ia", "meta"])),
        metadata={"description": "Who did not answer when the new credentials were tried"},
    )
