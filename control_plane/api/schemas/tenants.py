"""Tenants, as they are asked for and shown."""

from marshmallow import fields, validate

from control_plane.api.describing import (
    NEEDED,
    Answer,
    Body,
    Text,
    connection_id,
    example,
    identifier,
    moment,
    text,
    untried_flag,
)
from control_plane.api.schemas.common import HOSTNAME, META_ID, SLUG, Page
from control_plane.api.schemas.operations import OperationSchema, SubmittedSchema
from control_plane.api.schemas.tenant_plans import PlanLimitsSchema
from control_plane.operations.lifecycles import LIFECYCLES
from control_plane.services.names import LONGEST_NAME, LONGEST_NUMBER
from control_plane.services.preflight import DATABASES, LOCALES


class PersonBody(Body):
    name = text(needed=True, maxLength=LONGEST_NAME, example="Ana Silva")
    email = text(needed=True, format="email", example="ana@acme.com.br")


class WhatsAppBody(Body):
    phone_number_id = text(needed=True, **META_ID)
    waba_id = text(needed=True, **META_ID)
    display_phone_number = text(maxLength=LONGEST_NUMBER, example="+55 11 4004-0001")
    token = text(needed=True, secret=True, description="A permanent token of a system user")
    app_secret = text(needed=True, secret=True)
    verify_token = text(secret=True, description="Left out, one is generated")
    connection = connection_id()


class FilaIaBody(Body):
    url = text(format="uri", example="https://fila-ia.example.com.br", description="Without /api/v1")
    key = text(needed=True, secret=True)


class CreateTenantBody(Body):
    slug = text(needed=True, **SLUG)
    name = text(needed=True, maxLength=LONGEST_NAME, example="ACME Materiais")
    hostnames = fields.List(Text(metadata=HOSTNAME), load_default=list, validate=validate.Length(max=20))
    database = Text(load_default="mysql", metadata={"enum": DATABASES})
    locale = Text(load_default="pt-BR", metadata={"enum": LOCALES})
    timezone = Text(load_default="America/Sao_Paulo", metadata={"description": "An IANA time zone"})
    admin = fields.Nested(PersonBody, load_default=dict, metadata={NEEDED: True})
    attendants = fields.List(fields.Nested(PersonBody), load_default=list, validate=validate.Length(max=50))
    whatsapp = fields.Nested(WhatsAppBody, load_default=dict, metadata={NEEDED: True})
    fila_ia = fields.Nested(FilaIaBody, load_default=dict, metadata={NEEDED: True})
    from_backup = text(
        format="uuid", description="A backup of any tenant, whose data this one begins with; left out: none"
    )
    plan = text(description="The slug of one; left out: standard", example="standard")
    even_untried = untried_flag()
    smoke_phone = text(
        example="5511987650001", description="Digits with the country code: the smoke test writes as it"
    )


class HostnameSchema(Answer):
    name = fields.String(metadata=HOSTNAME)
    is_attached = fields.Boolean(metadata={"description": "Whether the edge serves it"})


class WhatsAppSchema(Answer):
    phone_number_id = fields.String(metadata=META_ID)
    waba_id = fields.String(metadata=META_ID)
    display_phone_number = fields.String()


class FilaIaSchema(Answer):
    url = fields.String(metadata={"format": "uri"})


class UserSchema(Answer):
    name = fields.String()
    email = fields.String(metadata={"format": "email"})
    role = example("admin")


class PeopleSchema(Answer):
    day = fields.String(metadata={"format": "date", "description": "In the tenant's time zone"})
    users = fields.Integer(metadata={"description": "Who may sign in"})
    active_users = fields.Integer(metadata={"description": "Who did something on that day"})


class LoginsStateSchema(Answer):
    state = fields.String(validate=validate.OneOf(["available", "revealed"]))
    revealed_by = fields.String(allow_none=True)
    revealed_at = moment(allow_none=True)


class TenantSchema(Answer):
    id = identifier()
    slug = fields.String(metadata=SLUG)
    name = example("ACME Materiais")
    lifecycle = fields.String(validate=validate.OneOf(LIFECYCLES))
    generation = fields.Integer(metadata={"description": "Of its volumes: a restore fills new ones"})
    url = fields.String(metadata={"format": "uri"})
    hostnames = fields.List(fields.Nested(HostnameSchema))
    database = fields.String(validate=validate.OneOf(DATABASES))
    locale = fields.String(validate=validate.OneOf(LOCALES))
    timezone = example("America/Sao_Paulo")
    whatsapp = fields.Nested(WhatsAppSchema)
    fila_ia = fields.Nested(FilaIaSchema)
    users = fields.List(fields.Nested(UserSchema), metadata={"description": "As they were first created"})
    people = fields.Nested(
        PeopleSchema,
        allow_none=True,
        metadata={"description": "Of the last day that was fetched; null before the first"},
    )
    plan = example("standard")
    limits = fields.Nested(PlanLimitsSchema, metadata={"description": "Those of its plan and its own"})
    logins = fields.Nested(
        LoginsStateSchema, allow_none=True, metadata={"description": "null until there are any to show"}
    )
    created_at = moment()
    closed_at = moment(allow_none=True)
    closed_because = fields.String(allow_none=True, metadata={"description": "Of one that is closed"})
    purge_at = moment(allow_none=True)
    allowed = fields.List(
        fields.String(), metadata={"description": "Kinds of operations that its lifecycle allows"}
    )
    deleted_at = moment(allow_none=True)
    has_certificate = fields.Boolean(metadata={"description": "Of its deletion"})
    last_backup_at = moment(allow_none=True)
    last_offsite_at = moment(allow_none=True)
    last_proven_restore_at = moment(allow_none=True)
    last_operation = fields.Nested(OperationSchema, allow_none=True)


class SubmittedTenantSchema(SubmittedSchema):
    tenant = fields.Nested(TenantSchema)


class LoginSchema(Answer):
    url = fields.String(metadata={"format": "uri"})
    name = fields.String()
    email = fields.String(metadata={"format": "email"})
    password = fields.String(metadata={"format": "password"})
    role = example("admin")


class LoginsPage(Page):
    data = fields.List(fields.Nested(LoginSchema))
