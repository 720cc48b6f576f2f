"""`/api/v1/handoffs`: what the bot handed to people, for programs that work with it."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from appliance.accounts.access import current_user, requires
from appliance.ai.handing import call_person
from appliance.ai.texts import ASKED_FOR_PERSON
from appliance.conversations import actions, ownership
from appliance.conversations.outbox import announce
from appliance.conversations.visibility import find_conversation
from appliance.current import current_context
from appliance.database import run_transaction
from appliance.errors import Conflict
from appliance.handoffs import queries
from appliance.handoffs.models import Handoff
from appliance.handoffs.schemas import (
    AssignSchema,
    CompleteSchema,
    HandoffListSchema,
    HandoffNoteSchema,
    HandoffQuerySchema,
    HandoffSchema,
    NewHandoffSchema,
    PendingListSchema,
    PendingQuerySchema,
    WrittenNoteSchema,
)
from appliance.mentions.writing import NewNote, write_note

blueprint = Blueprint("handoffs", __name__, url_prefix="/api/v1/handoffs", description="From bot to person.")


@blueprint.get("")
@requires("conversation.read")
@blueprint.arguments(HandoffQuerySchema, location="query", unknown=RAISE)
@blueprint.response(200, HandoffListSchema)
def list_handoffs(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first."""
    with current_context().sessions() as session:
        data, more = queries.list_handoffs(
            session, current_user(), query["state"], query["limit"], query["cursor"]
        )
    return {"data": data, "next_cursor": more}


@blueprint.get("/pending")
@requires("conversation.read")
@blueprint.arguments(PendingQuerySchema, location="query", unknown=RAISE)
@blueprint.response(200, PendingListSchema)
def list_pending(query: dict[str, Any]) -> dict[str, Any]:
    """Those nobody has taken, longest waiting first."""
    with current_context().sessions() as session:
        return {"data": queries.list_pending(session, current_user(), query["limit"]), "next_cursor": None}


@blueprint.post("")
@requires("conversation.write")
@blueprint.arguments(NewHandoffSchema)
@blueprint.response(201, HandoffSchema)
def create_handoff(body: dict[str, Any]) -> dict[str, Any]:
    """The bot lets go of a conversation, and the customer reads that a person was called.

    409 `wrong_state` unless it is the bot's.
    """
    context, user = current_context(), current_user()

    def work(session: Session) -> dict[str, Any]:
        conversation = find_conversation(session, user, body["conversation_id"], lock=True)
        if conversation.status != ownership.BOT:
            raise Conflict("wrong_state", "A conversa não está com a IA.", status=conversation.status)
        call_person(session, context.settings.tenant, conversation, ASKED_FOR_PERSON)
        session.flush()
        return queries.present_one(session, queries.open_handoff(session, conversation.id))

    shown = run_transaction(context.sessions, work)
    announce(context, body["conversation_id"])
    return shown


@blueprint.post("/<int:handoff_id>/assign")
@requires("conversation.write")
@blueprint.arguments(AssignSchema, required=False)
@blueprint.response(200, HandoffSchema)
def assign(body: dict[str, Any], handoff_id: int) -> dict[str, Any]:
    """To the caller, as taking over; to somebody else, as a transfer."""
    context, user = current_context(), current_user()
    handoff = _find(handoff_id)
    if body["user_id"] in (None, user.id):
        actions.take_over(context, handoff.conversation_id, user)
    else:
        target = actions.Target(user_id=body["user_id"])
        actions.transfer(context, handoff.conversation_id, user, target)
    return _shown(handoff_id)


@blueprint.post("/<int:handoff_id>/complete")
@requires("conversation.write")
@blueprint.arguments(CompleteSchema, required=False)
@blueprint.response(200, HandoffSchema)
def complete(body: dict[str, Any], handoff_id: int) -> dict[str, Any]:
    """Closes the conversation; 409 when somebody else answers it."""
    handoff = _find(handoff_id)
    actions.close(current_context(), handoff.conversation_id, current_user(), **body)
    return _shown(handoff_id)


@blueprint.post("/<int:handoff_id>/notes")
@requires("conversation.write")
@blueprint.arguments(HandoffNoteSchema)
@blueprint.response(201, WrittenNoteSchema)
def add_note(body: dict[str, Any], handoff_id: int) -> dict[str, Any]:
    """An internal note in its conversation."""
    handoff = _find(handoff_id)
    note = NewNote(body["content"], [])
    return write_note(current_context(), current_user(), handoff.conversation_id, note)[0]


def _find(handoff_id: int) -> Handoff:
    with current_context().sessions() as session:
        return queries.get_handoff(session, current_user(), handoff_id)


def _shown(handoff_id: int) -> dict[str, Any]:
    with current_context().sessions() as session:
        return queries.present_one(session, session.get_one(Handoff, handoff_id))
