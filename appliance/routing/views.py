"""Being at one's desk, and letting an offer pass."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from appliance.accounts.access import current_user, requires
from appliance.conversations.queries import present_conversations
from appliance.conversations.schemas import ConversationListSchema, ConversationSchema
from appliance.conversations.visibility import find_conversation
from appliance.current import current_context
from appliance.database import run_transaction
from appliance.realtime.events import publish_pending
from appliance.routing import offering
from appliance.routing.availability import STATES, set_availability

blueprint = Blueprint("routing", __name__, url_prefix="/api/v1", description="Offers and who is there.")


class AvailabilitySchema(Schema):
    availability = fields.String(required=True, validate=validate.OneOf(STATES))
    pause_reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))


@blueprint.get("/offers")
@requires("conversation.write")
@blueprint.response(200, ConversationListSchema)
def list_offers() -> dict[str, Any]:
    """The conversations that the caller is asked to take, the first to run out first."""
    with current_context().sessions() as session:
        return {"data": offering.offered_to(session, current_user()), "next_cursor": None}


@blueprint.put("/users/me/availability")
@requires("self")
@blueprint.arguments(AvailabilitySchema)
@blueprint.response(200, AvailabilitySchema)
def put_availability(body: dict[str, Any]) -> dict[str, Any]:
    """Who is away or takes a break is offered nothing."""
    return set_availability(current_context(), current_user().id, body["availability"], body["pause_reason"])


@blueprint.post("/conversations/<int:conversation_id>/decline")
@requires("conversation.write")
@blueprint.response(200, ConversationSchema)
def decline(conversation_id: int) -> dict[str, Any]:
    """Lets an offer pass: somebody else is asked. 409 `not_offered` when it no longer stands."""
    context, user = current_context(), current_user()

    def work(session: Session) -> dict[str, Any]:
        conversation = find_conversation(session, user, conversation_id, lock=True)
        offering.decline(session, conversation, user)
        session.flush()
        return present_conversations(session, [conversation])[0]

    shown = run_transaction(context.sessions, work)
    publish_pending(context)
    return shown
