"""`/api/v1/sending`: whether messages leave, and `/conversations/:id/typing`."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from appliance.accounts.access import current_user, requires
from appliance.current import current_context
from appliance.whatsapp import stops
from appliance.whatsapp.sending_state import present_sending
from appliance.whatsapp.typing_indicator import show_typing

sending = Blueprint("sending", __name__, url_prefix="/api/v1/sending", description="Whether messages leave.")
typing = Blueprint("typing", __name__, url_prefix="/api/v1/conversations")


class SendingStopSchema(Schema):
    id = fields.Integer()
    kind = fields.String(metadata={"description": "credential or throttled"})
    reason = fields.String(metadata={"description": "its name, for programs"})
    code = fields.Integer(allow_none=True, metadata={"description": "Meta's"})
    title = fields.String(allow_none=True, metadata={"description": "in Meta's words"})
    message = fields.String(metadata={"description": "in Portuguese"})
    since = fields.String()
    until = fields.String(
        allow_none=True, metadata={"description": "when one message is tried again; the past: with the next"}
    )


class SendingSchema(Schema):
    stopped = fields.Nested(SendingStopSchema, allow_none=True)
    waiting = fields.Integer(metadata={"description": "messages in the outbox"})


@sending.get("")
@requires("message.read")
@sending.response(200, SendingSchema)
def show() -> dict[str, Any]:
    """Why nothing is sent, if so, and how many messages wait."""
    with current_context().sessions() as session:
        return present_sending(session)


@sending.post("/resume")
@requires("settings.manage")
@sending.response(200, SendingSchema)
def resume() -> dict[str, Any]:
    """It is mended: one message is tried at once, and if Meta takes it the others follow."""
    return stops.resume(current_context())


@typing.post("/<int:conversation_id>/typing")
@requires("conversation.write")
@typing.response(204)
def type_in(conversation_id: int) -> None:
    """The customer sees that an answer is being written; at most one call to Meta in twenty seconds."""
    show_typing(current_context(), current_user(), conversation_id)
