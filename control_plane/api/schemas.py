"""What the API reads and writes; the OpenAPI description is made from these."""

from typing import Any

from marshmallow import RAISE, Schema, fields, validate


class _Body(Schema):
    class Meta:
        unknown = RAISE


def _text(*, secret: bool = False, **options: Any) -> fields.String:
    """Left out means empty: the services say in words what is missing, everything at once."""
    metadata = {"format": "password"} if secret else {}
    return fields.String(load_default="", metadata=metadata, **options)


class PersonBody(_Body):
    name = _text()
    email = _text()


class WhatsAppBody(_Body):
    phone_number_id = _text()
    waba_id = _text()
    display_phone_number = _text()
    token = _text(secret=True)
    app_secret = _text(secret=True)
    verify_token = _text(secret=True)


class FilaIaBody(_Body):
    url = _text()
    key = _text(secret=True)


class CreateTenantBody(_Body):
    slug = _text()
    name = _text()
    hostnames = fields.List(fields.String(), load_default=list, validate=validate.Length(max=20))
    database = fields.String(load_default="mysql")
    locale = fields.String(load_default="pt-BR")
    timezone = fields.String(load_default="America/Sao_Paulo")
    admin = fields.Nested(PersonBody, load_default=dict)
    attendants = fields.List(fields.Nested(PersonBody), load_default=list, validate=validate.Length(max=50))
    whatsapp = fields.Nested(WhatsAppBody, load_default=dict)
    fila_ia = fields.Nested(FilaIaBody, load_default=dict)
    smoke_phone = _text()


class CorrectedWhatsAppBody(_Body):
    """What is left out, or empty, stays as it was given."""

    token = _text(secret=True)
    app_secret = _text(secret=True)
    phone_number_id = _text()
    waba_id = _text()
    display_phone_number = _text()


class CorrectedFilaIaBody(_Body):
    key = _text(secret=True)


class ResumeBody(_Body):
    whatsapp = fields.Nested(CorrectedWhatsAppBody, load_default=dict)
    fila_ia = fields.Nested(CorrectedFilaIaBody, load_default=dict)


class RestoreBody(_Body):
    backup_id = fields.String(required=True)
    confirm = _text()


class LoginBody(_Body):
    email = fields.String(required=True)
    password = fields.String(required=True, metadata={"format": "password"})


class PageQuery(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.String(load_default=None, allow_none=True)


class OperationsQuery(PageQuery):
    tenant = fields.String(load_default=None, allow_none=True)


class OperationErrorSchema(Schema):
    code = fields.String()
    message = fields.String()
    next_action = fields.String()


class StepSchema(Schema):
    name = fields.String()
    state = fields.String(
        validate=validate.OneOf(["pending", "running", "done", "failed", "skipped", "undone"])
    )
    percent = fields.Integer()
    message = fields.String()
    output = fields.String()
    error = fields.Nested(OperationErrorSchema, allow_none=True)
    started_at = fields.String(allow_none=True)
    finished_at = fields.String(allow_none=True)


class OperationSchema(Schema):
    id = fields.String()
    kind = fields.String()
    tenant = fields.String()
    state = fields.String(
        validate=validate.OneOf(["queued", "running", "waiting", "failed", "succeeded", "undone"])
    )
    steps = fields.List(fields.Nested(StepSchema))
    error = fields.Nested(OperationErrorSchema, allow_none=True)
    is_undoing = fields.Boolean()
    can_undo = fields.Boolean()
    can_correct = fields.Boolean(
        metadata={"description": "A failed creation that may be resumed with other credentials"}
    )
    requested_by = fields.String()
    attempts = fields.Integer()
    retry_at = fields.String(allow_none=True)
    created_at = fields.String()
    started_at = fields.String(allow_none=True)
    finished_at = fields.String(allow_none=True)


class LoginsStateSchema(Schema):
    state = fields.String(validate=validate.OneOf(["available", "revealed"]))
    revealed_by = fields.String(allow_none=True)
    revealed_at = fields.String(allow_none=True)


class TenantSchema(Schema):
    id = fields.String()
    slug = fields.String()
    name = fields.String()
    lifecycle = fields.String()
    generation = fields.Integer()
    url = fields.String()
    hostnames = fields.List(fields.Dict())
    database = fields.String()
    locale = fields.String()
    timezone = fields.String()
    whatsapp = fields.Dict()
    fila_ia = fields.Dict()
    users = fields.List(fields.Dict())
    logins = fields.Nested(LoginsStateSchema, allow_none=True)
    created_at = fields.String()
    last_backup_at = fields.String(allow_none=True)
    last_operation = fields.Nested(OperationSchema, allow_none=True)


class BackupSchema(Schema):
    id = fields.String()
    trigger = fields.String()
    bytes = fields.Integer()
    created_at = fields.String()
    database_snapshot = fields.String()
    media_snapshot = fields.String()
    operation = fields.String()
    manifest = fields.Dict()


class AuditSchema(Schema):
    id = fields.Integer()
    at = fields.String()
    actor = fields.String()
    action = fields.String()
    tenant = fields.String(allow_none=True)
    remote_address = fields.String(allow_none=True)
    details = fields.Dict()


class LoginSchema(Schema):
    url = fields.String()
    name = fields.String()
    email = fields.String()
    password = fields.String()
    role = fields.String()


class SessionSchema(Schema):
    operator = fields.String()
    csrf_token = fields.String()


class SubmittedSchema(Schema):
    operation = fields.Nested(OperationSchema)


class SubmittedTenantSchema(SubmittedSchema):
    tenant = fields.Nested(TenantSchema)


class _Page(Schema):
    next_cursor = fields.String(allow_none=True)


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


class ErrorBody(Schema):
    code = fields.String()
    message = fields.String()
    details = fields.Dict()


class ErrorSchema(Schema):
    error = fields.Nested(ErrorBody)
