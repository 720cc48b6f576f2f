"""Why an operation failed, and what to do about it."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, example, identifier
from control_plane.operations.explanations import ADVICE, DATA, SERVING


class TenantMeansSchema(Answer):
    slug = example("acme")
    serving = fields.String(
        validate=validate.OneOf(SERVING), metadata={"description": "Whether the help desk works meanwhile"}
    )
    data = fields.String(validate=validate.OneOf(DATA))
    means = example("The help desk goes on as before.")


class ResumeMeansSchema(Answer):
    advice = fields.String(
        validate=validate.OneOf(ADVICE),
        metadata={
            "description": "Resuming is safe whenever it is possible. now: worth trying at once; after: once"
            " the cause is put right; no: something else is to be done; superseded: a newer one of its kind"
            " exists, or a later one has taken the tenant on; not_now: refused as long as the tenant is what"
            " it is; by_itself: it is tried again"
        },
    )
    means = fields.String()


class ExplanationSchema(Answer):
    operation = identifier()
    code = example("stack_timeout")
    message = fields.String(allow_none=True, metadata={"description": "What was said when it failed"})
    step = fields.String(allow_none=True, metadata={"description": "At which it stopped"})
    cause = fields.String()
    tenant = fields.Nested(TenantMeansSchema)
    check = fields.String(metadata={"description": "Where to look"})
    next = fields.String(metadata={"description": "What to do"})
    resume = fields.Nested(ResumeMeansSchema)
