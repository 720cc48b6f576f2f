"""What the API reads and writes; the OpenAPI description is made from these."""

from typing import Any

from marshmallow import Schema, fields, validate

from control_plane.api.describing import NEEDED, Answer, Body, Bytes, Text, example, identifier, moment, text
from control_plane.models import LONGEST_PICTURE
from control_plane.operations.catalog import KINDS
from control_plane.operations.states import ENDED, LIVE
from control_plane.services.brand_change import LONGEST_BRAND_NAME, LONGEST_LOGIN_TEXT
from control_plane.services.history import LONGEST_SEARCH
from control_plane.services.names import LONGEST_NAME, LONGEST_NUMBER
from control_plane.services.preflight import DATABASES, LOCALES

_SLUG: dict[str, Any] = {"pattern": "^[a-z][a-z0-9-]{1,30}$", "example": "acme"}
_HOSTNAME: dict[str, Any] = {"format": "hostname", "example": "atendimento.acme.com.br"}
_META_ID: dict[str, Any] = {"pattern": "^[0-9]{5,20}$", "example": "106540352242922"}
_COLOUR: dict[str, Any] = {"pattern": "^#[0-9A-Fa-f]{6}$", "example": "#0f6b52"}
_PICTURE: dict[str, Any] = {
    "type": ["string", "null"],
    "contentEncoding": "base64",
    "description": f"PNG, JPEG or WebP of at most {LONGEST_PICTURE // 1000} KB, in base64",
}
_OPERATION_STATES = (*LIVE, *ENDED)
_STEP_STATES = ("pending", "running", "done", "failed", "skipped", "undone")


class PersonBody(Body):
    name = text(needed=True, maxLength=LONGEST_NAME, example="Ana Silva")
    email = text(needed=True, format="email", example="ana@acme.com.br")


class WhatsAppBody(Body):
    phone_number_id = text(needed=True, **_META_ID)
    waba_id = text(needed=True, **_META_ID)
    display_phone_number = text(maxLength=LONGEST_NUMBER, example="+55 11 4004-0001")
    token = text(needed=True, secret=True, description="A permanent token of a system user")
    app_secret = text(needed=True, secret=True)
    verify_token = text(secret=True, description="Left out, one is generated")


class FilaIaBody(Body):
    url = text(format="uri", example="https://fila-ia.example.com.br", description="Without /api/v1")
    key = text(needed=True, secret=True)


class CreateTenantBody(Body):
    slug = text(needed=True, **_SLUG)
    name = text(needed=True, maxLength=LONGEST_NAME, example="ACME Materiais")
    hostnames = fields.List(Text(metadata=_HOSTNAME), load_default=list, validate=validate.Length(max=20))
    database = Text(load_default="mysql", metadata={"enum": DATABASES})
    locale = Text(load_default="pt-BR", metadata={"enum": LOCALES})
    timezone = Text(load_default="America/Sao_Paulo", metadata={"description": "An IANA time zone"})
    admin = fields.Nested(PersonBody, load_default=dict, metadata={NEEDED: True})
    attendants = fields.List(fields.Nested(PersonBody), load_default=list, validate=validate.Length(max=50))
    whatsapp = fields.Nested(WhatsAppBody, load_default=dict, metadata={NEEDED: True})
    fila_ia = fields.Nested(FilaIaBody, load_default=dict, metadata={NEEDED: True})
    smoke_phone = text(
        example="5511987650001", description="Digits with the country code: the smoke test writes as it"
    )


class CorrectedWhatsAppBody(Body):
    """What is left out, or empty, stays as it was given."""

    token = text(secret=True)
    app_secret = text(secret=True)
    phone_number_id = text(**_META_ID)
    waba_id = text(**_META_ID)
    display_phone_number = text(maxLength=LONGEST_NUMBER)


class CorrectedFilaIaBody(Body):
    key = text(secret=True)


class ResumeBody(Body):
    whatsapp = fields.Nested(CorrectedWhatsAppBody, load_default=dict)
    fila_ia = fields.Nested(CorrectedFilaIaBody, load_default=dict)


class RestoreBody(Body):
    backup_id = Text(required=True, metadata={"format": "uuid"})
    confirm = text(needed=True, description="The tenant's slug, again", **_SLUG)


class BrandBody(Body):
    """What is left out stays as it is in the tenant; null goes back to as the help desk comes."""

    name = Text(allow_none=True, metadata={"maxLength": LONGEST_BRAND_NAME, "example": "Padaria do Zé"})
    login_text = Text(allow_none=True, metadata={"maxLength": LONGEST_LOGIN_TEXT})
    colour = Text(allow_none=True, metadata=_COLOUR)
    logo = Bytes(allow_none=True, metadata=_PICTURE)
    favicon = Bytes(allow_none=True, metadata=_PICTURE)


class LoginBody(Body):
    email = Text(required=True, metadata={"format": "email"})
    password = Text(required=True, metadata={"format": "password", "writeOnly": True})


class PageQuery(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = Text(metadata={"description": "next_cursor of the page before"}, load_default=None)


class OperationsQuery(PageQuery):
    tenant = Text(metadata={"description": "Only this tenant's, by slug"}, load_default=None)
    kind = fields.String(load_default=None, validate=validate.OneOf(tuple(KINDS)))
    state = fields.String(load_default=None, validate=validate.OneOf(_OPERATION_STATES))
    since = fields.AwareDateTime(
        load_default=None, metadata={"description": "Asked for at this moment or later, with its offset"}
    )
    until = fields.AwareDateTime(
        load_default=None, metadata={"description": "Asked for before this moment, with its offset"}
    )
    q = Text(
        load_default=None,
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "Part of an id, slug, name, who asked, an error or a line of output"},
    )


class AuditQuery(PageQuery):
    tenant = Text(metadata={"description": "Only what was done to this tenant, by slug"}, load_default=None)


class OperationErrorSchema(Answer):
    code = example("no_room")
    message = example("The disk is full: 12 MiB are left and 800 MiB are needed.")
    next_action = example("Free some, then resume.")


class StepSchema(Answer):
    name = example("deploy_database")
    state = fields.String(validate=validate.OneOf(_STEP_STATES))
    percent = fields.Integer(validate=validate.Range(min=0, max=100))
    message = fields.String()
    output = fields.String(metadata={"description": "The last lines of what it ran, without secrets"})
    error = fields.Nested(OperationErrorSchema, allow_none=True)
    started_at = moment(allow_none=True)
    finished_at = moment(allow_none=True)


class OperationSchema(Answer):
    id = identifier()
    kind = example("create_tenant")
    tenant = example("acme", description="Slug")
    state = fields.String(validate=validate.OneOf(_OPERATION_STATES))
    ahead = fields.Integer(
        metadata={"description": "Operations of the tenant that have their turn before it"}
    )
    steps = fields.List(fields.Nested(StepSchema))
    error = fields.Nested(OperationErrorSchema, allow_none=True)
    given_up_because = fields.Dict(
        allow_none=True, metadata={"description": "Code, message and step of the failure before an undo"}
    )
    is_undoing = fields.Boolean()
    canceled_by = fields.String(
        allow_none=True, metadata={"description": "Who asked for it to stop before its next step"}
    )
    can_cancel = fields.Boolean()
    can_undo = fields.Boolean()
    can_correct = fields.Boolean(
        metadata={"description": "A failed creation that may be resumed with other credentials"}
    )
    requested_by = example("ana@operator.example")
    attempts = fields.Integer()
    retry_at = moment(allow_none=True)
    created_at = moment()
    started_at = moment(allow_none=True)
    finished_at = moment(allow_none=True)


class HostnameSchema(Answer):
    name = fields.String(metadata=_HOSTNAME)
    is_attached = fields.Boolean(metadata={"description": "Whether the edge serves it"})


class WhatsAppSchema(Answer):
    phone_number_id = fields.String(metadata=_META_ID)
    waba_id = fields.String(metadata=_META_ID)
    display_phone_number = fields.String()


class FilaIaSchema(Answer):
    url = fields.String(metadata={"format": "uri"})


class UserSchema(Answer):
    name = fields.String()
    email = fields.String(metadata={"format": "email"})
    role = example("admin")


class LoginsStateSchema(Answer):
    state = fields.String(validate=validate.OneOf(["available", "revealed"]))
    revealed_by = fields.String(allow_none=True)
    revealed_at = moment(allow_none=True)


class TenantSchema(Answer):
    id = identifier()
    slug = fields.String(metadata=_SLUG)
    name = example("ACME Materiais")
    lifecycle = fields.String(
        validate=validate.OneOf(["creating", "active", "restoring", "failed", "undone"])
    )
    generation = fields.Integer(metadata={"description": "Of its volumes: a restore fills new ones"})
    url = fields.String(metadata={"format": "uri"})
    hostnames = fields.List(fields.Nested(HostnameSchema))
    database = fields.String(validate=validate.OneOf(DATABASES))
    locale = fields.String(validate=validate.OneOf(LOCALES))
    timezone = example("America/Sao_Paulo")
    whatsapp = fields.Nested(WhatsAppSchema)
    fila_ia = fields.Nested(FilaIaSchema)
    users = fields.List(fields.Nested(UserSchema), metadata={"description": "As they were first created"})
    logins = fields.Nested(
        LoginsStateSchema, allow_none=True, metadata={"description": "null until there are any to show"}
    )
    created_at = moment()
    last_backup_at = moment(allow_none=True)
    last_operation = fields.Nested(OperationSchema, allow_none=True)


class PictureSchema(Answer):
    sha256 = fields.String(metadata={"pattern": "^[0-9a-f]{64}$"})
    content_type = example("image/png")
    bytes = fields.Integer()


class BrandSchema(Answer):
    """As it was last set from here (null: never, or reset); the client's admin may have changed it since."""

    name = fields.String(allow_none=True)
    login_text = fields.String(allow_none=True)
    colour = fields.String(allow_none=True, metadata=_COLOUR)
    logo = fields.Nested(PictureSchema, allow_none=True)
    favicon = fields.Nested(PictureSchema, allow_none=True)
    changed_at = moment(allow_none=True)
    changed_by = fields.String(allow_none=True)


class BackupSchema(Answer):
    id = identifier()
    trigger = fields.String(validate=validate.OneOf(["create", "manual", "nightly", "safety"]))
    bytes = fields.Integer()
    created_at = moment()
    database_snapshot = fields.String()
    media_snapshot = fields.String()
    operation = identifier()
    manifest = fields.Dict()


class AuditSchema(Answer):
    id = fields.Integer()
    at = moment()
    actor = example("ana@operator.example")
    action = example("create_tenant_submitted")
    tenant = fields.String(allow_none=True, metadata={"description": "Slug"})
    remote_address = fields.String(allow_none=True)
    details = fields.Dict()


class ThingSchema(Answer):
    kind = example("volume")
    name = example("t-acme-media-g1")
    tenant = example("acme", description="Slug")


class InventorySchema(Answer):
    objects = fields.Integer(metadata={"description": "How many Docker objects were compared"})
    missing = fields.List(fields.Nested(ThingSchema))
    orphaned = fields.List(fields.Nested(ThingSchema), metadata={"description": "Of no known tenant"})
    unexpected = fields.List(fields.Nested(ThingSchema))
    seen_at = moment()


class LoginSchema(Answer):
    url = fields.String(metadata={"format": "uri"})
    name = fields.String()
    email = fields.String(metadata={"format": "email"})
    password = fields.String(metadata={"format": "password"})
    role = example("admin")


class SessionSchema(Answer):
    operator = fields.String(metadata={"format": "email"})
    csrf_token = fields.String(metadata={"description": "Empty for whoever came with a token"})


class SubmittedSchema(Answer):
    operation = fields.Nested(OperationSchema)


class SubmittedTenantSchema(SubmittedSchema):
    tenant = fields.Nested(TenantSchema)


class _Page(Answer):
    next_cursor = fields.String(allow_none=True, metadata={"description": "null on the last page"})


class TenantsPage(_Page):
    data = fields.List(fields.Nested(TenantSchema))


class OperationsPage(_Page):
    data = fields.List(fields.Nested(OperationSchema))


class BackupsPage(_Page):
    data = fields.List(fields.Nested(BackupSchema))


class AuditPage(_Page):
    data = fields.List(fields.Nested(AuditSchema))


class LoginsPage(_Page):
    data = fields.List(fields.Nested(LoginSchema))


class ErrorBody(Answer):
    code = example("tenant_not_found", description="For programs")
    message = example("There is no tenant “acme”.", description="For people: it says what to do")
    details = fields.Dict(metadata={"description": "`fields` maps each wrong field to a sentence"})


class ErrorSchema(Answer):
    error = fields.Nested(ErrorBody)
