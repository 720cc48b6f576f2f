"""Operations, as they are shown, looked for and resumed."""

from marshmallow import fields, validate

from control_plane.api.describing import (
    Answer,
    Body,
    Moment,
    Text,
    example,
    identifier,
    moment,
    text,
    untried_flag,
)
from control_plane.api.schemas.common import META_ID, Page, PageQuery
from control_plane.operations.catalog import KINDS
from control_plane.operations.states import ENDED, LIVE
from control_plane.services.history import LONGEST_SEARCH
from control_plane.services.names import LONGEST_NUMBER

_OPERATION_STATES = (*LIVE, *ENDED)
_STEP_STATES = ("pending", "running", "done", "failed", "skipped", "undone")


class CorrectedWhatsAppBody(Body):
    """What is left out, or empty, stays as it was given."""

    token = text(secret=True)
    app_secret = text(secret=True)
    phone_number_id = text(**META_ID)
    waba_id = text(**META_ID)
    display_phone_number = text(maxLength=LONGEST_NUMBER)


class CorrectedFilaIaBody(Body):
    key = text(secret=True)


class ResumeBody(Body):
    whatsapp = fields.Nested(CorrectedWhatsAppBody, load_default=dict)
    fila_ia = fields.Nested(CorrectedFilaIaBody, load_default=dict)
    even_untried = untried_flag()


class OperationsQuery(PageQuery):
    tenant = Text(metadata={"description": "Only this tenant's, by slug"}, load_default=None)
    kind = fields.String(load_default=None, validate=validate.OneOf(tuple(KINDS)))
    state = fields.String(load_default=None, validate=validate.OneOf(_OPERATION_STATES))
    since = Moment(
        load_default=None, metadata={"description": "Asked for at this moment or later, with its offset"}
    )
    until = Moment(
        load_default=None, metadata={"description": "Asked for before this moment, with its offset"}
    )
    q = Text(
        load_default=None,
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "Part of an id, slug, name, who asked, an error or a line of output"},
    )


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


class TurnSchema(Answer):
    id = identifier()
    kind = example("rotate")
    retry_at = moment(allow_none=True)
    """It goes on by itself then; null: it is at work."""


class OperationSchema(Answer):
    id = identifier()
    kind = example("create_tenant")
    tenant = example("acme", description="Slug")
    state = fields.String(validate=validate.OneOf(_OPERATION_STATES))
    ahead = fields.Integer(
        metadata={"description": "Operations of the tenant that have their turn before it"}
    )
    waits_for = fields.Nested(
        TurnSchema, allow_none=True, metadata={"description": "The one of those that has its turn"}
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
    can_resume = fields.Boolean(
        metadata={"description": "It stopped, and its tenant is still one that it may work on"}
    )
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


class OperationsPage(Page):
    data = fields.List(fields.Nested(OperationSchema))


class SubmittedSchema(Answer):
    operation = fields.Nested(OperationSchema)
