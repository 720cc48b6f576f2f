"""`/api/v1/board`: the live board."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from appliance.accounts import presence
from appliance.accounts.access import current_user, requires
from appliance.accounts.schemas import AiStateSchema, UserSchema
from appliance.ai.health import ai_state
from appliance.board.queries import board
from appliance.conversations.schemas import ConversationSchema
from appliance.current import current_context

blueprint = Blueprint("board", __name__, url_prefix="/api/v1/board", description="What stands where now.")


class LatenessSchema(Schema):
    """Of those in people's hands, not put off."""

    breached = fields.Integer(metadata={"description": "past what was promised"})
    at_risk = fields.Integer(metadata={"description": "nearly so"})


class QueueWorkSchema(LatenessSchema):
    id = fields.Integer(allow_none=True, metadata={"description": "null: the common queue"})
    bot = fields.Integer()
    waiting = fields.Integer()
    open = fields.Integer()
    waiting_since = fields.String(allow_none=True, metadata={"description": "of who waits longest"})


class PersonWorkSchema(LatenessSchema):
    user = fields.Nested(UserSchema)
    open = fields.Integer()
    unanswered = fields.Integer(metadata={"description": "whose last message is the customer's"})
    unanswered_since = fields.String(allow_none=True)


class BoardSchema(Schema):
    at = fields.String()
    ai = fields.Nested(AiStateSchema)
    queues = fields.List(fields.Nested(QueueWorkSchema))
    people = fields.List(fields.Nested(PersonWorkSchema))
    waiting = fields.List(fields.Nested(ConversationSchema), metadata={"description": "longest first"})
    urgent = fields.List(
        fields.Nested(ConversationSchema),
        metadata={"description": "late or nearly so, whoever has them; the earliest promise first"},
    )


@blueprint.get("")
@requires("board.read")
@blueprint.response(200, BoardSchema)
def show() -> dict[str, Any]:
    """Of the queues one may see: who is there, what each has to do, who has waited longest, what is late.

    And whether the AI is answering.
    """
    context = current_context()
    with context.sessions() as session:
        shown = board(session, current_user(), presence.online(context.redis))
    return shown | {"ai": {"state": ai_state(context.redis)}}
