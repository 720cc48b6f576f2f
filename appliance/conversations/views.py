"""`/api/v1/conversations`."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE

from appliance.accounts.access import current_user, requires
from appliance.conversations import actions, counters, queries, snoozing
from appliance.conversations.beginning import Whom, begin
from appliance.conversations.beginning_schemas import BeginSchema
from appliance.conversations.filtering import ConversationFilter
from appliance.conversations.schemas import (
    CloseSchema,
    ConversationListSchema,
    ConversationQuerySchema,
    ConversationSchema,
    OneConversationSchema,
    PrioritySchema,
    SnoozeSchema,
    StatsSchema,
    TakeOverSchema,
    TransferSchema,
)
from appliance.conversations.visibility import find_conversation
from appliance.current import current_context
from appliance.routing.offering import queue_position
from appliance.surveys.results import of_conversation

conversations = Blueprint(
    "conversations", __name__, url_prefix="/api/v1/conversations", description="Conversations with customers."
)


@conversations.get("")
@requires("conversation.read")
@conversations.arguments(ConversationQuerySchema, location="query", unknown=RAISE)
@conversations.response(200, ConversationListSchema)
def list_conversations(query: dict[str, Any]) -> dict[str, Any]:
    """In order of the last message. What one may not see is not in it."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    wanted = ConversationFilter(**query)
    with current_context().sessions() as session:
        data, more = queries.list_conversations(session, current_user(), wanted, limit, cursor)
    return {"data": data, "next_cursor": more}


@conversations.post("")
@requires("conversation.write")
@conversations.arguments(BeginSchema)
@conversations.response(201, ConversationSchema)
@conversations.alt_response(200, schema=ConversationSchema, description="the contact had a live one")
def begin_conversation(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The contact's conversation, with the caller: the live one, or a new one, which begins with a template.

    409 `already_taken` when somebody else answers it.
    """
    shown, is_new = begin(current_context(), current_user(), Whom(**body))
    return shown, 201 if is_new else 200


@conversations.get("/stats")
@requires("conversation.read")
@conversations.response(200, StatsSchema)
def stats() -> dict[str, Any]:
    """How many conversations are where, of those one may see. `counters.updated` tells of changes."""
    return counters.stats_of(current_context(), current_user())


@conversations.get("/<int:conversation_id>")
@requires("conversation.read")
@conversations.response(200, OneConversationSchema)
def show_conversation(conversation_id: int) -> dict[str, Any]:
    """One conversation."""
    with current_context().sessions() as session:
        conversation = find_conversation(session, current_user(), conversation_id)
        shown = queries.present_conversations(session, [conversation])[0]
        position = queue_position(session, conversation)
        shown["survey"] = of_conversation(session, conversation_id)
        return shown | ({"queue_position": position} if position is not None else {})


@conversations.post("/<int:conversation_id>/takeover")
@requires("conversation.write")
@conversations.arguments(TakeOverSchema, required=False)
@conversations.response(200, ConversationSchema)
def take_over(body: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """The caller answers from now on; the bot falls silent."""
    return actions.take_over(current_context(), conversation_id, current_user(), **body)


@conversations.post("/<int:conversation_id>/transfer")
@requires("conversation.write")
@conversations.arguments(TransferSchema)
@conversations.response(200, ConversationSchema)
def transfer(body: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """To a person or to a queue, where it comes up as new. 409 `not_owner` for somebody else's."""
    note = body.pop("note")
    return actions.transfer(current_context(), conversation_id, current_user(), actions.Target(**body), note)


@conversations.post("/<int:conversation_id>/close")
@requires("conversation.write")
@conversations.arguments(CloseSchema, required=False)
@conversations.response(200, ConversationSchema)
def close(body: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """Ends the conversation; the customer's next message starts a new one."""
    return actions.close(current_context(), conversation_id, current_user(), **body)


@conversations.post("/<int:conversation_id>/reopen")
@requires("conversation.write")
@conversations.response(200, ConversationSchema)
def reopen(conversation_id: int) -> dict[str, Any]:
    """Opens a closed conversation again, with the caller."""
    return actions.reopen(current_context(), conversation_id, current_user())


@conversations.post("/<int:conversation_id>/read")
@requires("conversation.read")
@conversations.response(200, ConversationSchema)
def mark_read(conversation_id: int) -> dict[str, Any]:
    """Nothing is unread any more."""
    return actions.mark_read(current_context(), conversation_id, current_user())


@conversations.put("/<int:conversation_id>/snooze")
@requires("conversation.write")
@conversations.arguments(SnoozeSchema)
@conversations.response(200, ConversationSchema)
def snooze(body: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """Puts it off: back at that moment, or when the customer writes. 409 `not_owner` for somebody else's."""
    return snoozing.snooze(current_context(), current_user(), conversation_id, body["until"])


@conversations.put("/<int:conversation_id>/priority")
@requires("conversation.write")
@conversations.arguments(PrioritySchema)
@conversations.response(200, ConversationSchema)
def prioritise(body: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """How urgent it is. 409 `not_owner` for somebody else's."""
    return snoozing.prioritise(current_context(), current_user(), conversation_id, body["priority"])
