"""`/api/v1/messages`."""

from dataclasses import fields
from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.composing.drafts import Draft
from appliance.composing.limits import LIMITS
from appliance.conversations import queries, reactions, replies, scheduled
from appliance.conversations.message_schemas import (
    LimitsSchema,
    MessageQuerySchema,
    NewMessageSchema,
    ReactionSchema,
    ScheduleChangeSchema,
    ScheduledQuerySchema,
)
from appliance.conversations.schemas import MessageListSchema, MessageSchema
from appliance.conversations.visibility import find_conversation, find_message
from appliance.current import current_context
from appliance.http_errors import ErrorSchema

messages = Blueprint(
    "messages", __name__, url_prefix="/api/v1/messages", description="What was written in conversations."
)


@messages.get("")
@requires("message.read")
@messages.arguments(MessageQuerySchema, location="query")
@messages.response(200, MessageListSchema)
def list_messages(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first; the cursor goes back in time. Without what is scheduled or was called off."""
    around, newer = query.pop("around"), query.pop("newer")
    with current_context().sessions() as session:
        find_conversation(session, current_user(), query["conversation_id"])
        if around is not None:
            return queries.list_messages_around(session, query["conversation_id"], around, query["limit"])
        if newer is not None:
            data, above = queries.list_messages_after(
                session, query["conversation_id"], query["limit"], newer
            )
            return {"data": data, "newer_cursor": above}
        data, more = queries.list_messages(session, **query)
    return {"data": data, "next_cursor": more}


@messages.post("")
@requires("message.send")
@messages.arguments(NewMessageSchema)
@messages.response(201, MessageSchema)
@messages.alt_response(200, schema=MessageSchema, description="the same client_key was sent before")
@messages.alt_response(409, schema=ErrorSchema, description="not_owner, client_key_used")
@messages.alt_response(
    422,
    schema=ErrorSchema,
    description="window_closed (a template may be sent); too_long, too_many, required, duplicate,"
    " not_possible, invalid_*, too_large, media_*, template_*, marketing_stopped: `details` name the"
    " `field`, and its `limit` where there is one",
)
def send_message(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Queues a message of any kind to the customer, or schedules it.

    One of `content` (text), `media_id`, `location`, `contacts`, `interactive` and `template` says what, as
    `message_type` names it; files and interactive messages take `content` besides.
    """
    draft = Draft(**{field.name: body.pop(field.name) for field in fields(Draft)})
    reply = replies.Reply(draft=draft, **body)
    shown, is_new = replies.send_reply(current_context(), current_user(), reply)
    return shown, 201 if is_new else 200


@messages.get("/limits")
@requires("message.read")
@messages.response(200, LimitsSchema)
def show_limits() -> dict[str, Any]:
    """How much fits into a message of each kind."""
    return LIMITS


@messages.get("/scheduled")
@requires("message.read")
@messages.arguments(ScheduledQuerySchema, location="query")
@messages.response(200, MessageListSchema)
def list_scheduled(query: dict[str, Any]) -> dict[str, Any]:
    """Messages that wait for their time, the next to leave first."""
    with current_context().sessions() as session:
        data, more = scheduled.list_scheduled(session, current_user(), **query)
    return {"data": data, "next_cursor": more}


@messages.get("/<int:message_id>")
@requires("message.read")
@messages.response(200, MessageSchema)
def show_message(message_id: int) -> dict[str, Any]:
    """One message, also one that no list shows."""
    with current_context().sessions() as session:
        return queries.present_messages(session, [find_message(session, current_user(), message_id)])[0]


@messages.patch("/<int:message_id>")
@requires("message.send")
@messages.arguments(ScheduleChangeSchema)
@messages.response(200, MessageSchema)
def change_scheduled(body: dict[str, Any], message_id: int) -> dict[str, Any]:
    """Another time or other words for a scheduled message; 409 `not_scheduled` once it has left."""
    return scheduled.change_scheduled(
        current_context(), current_user(), message_id, at=body["scheduled_at"], content=body["content"]
    )


@messages.post("/<int:message_id>/cancel")
@requires("message.send")
@messages.response(200, MessageSchema)
def cancel_scheduled(message_id: int) -> dict[str, Any]:
    """A scheduled message is not sent; 409 `not_scheduled` once it has left."""
    return scheduled.cancel(current_context(), current_user(), message_id)


@messages.post("/<int:message_id>/send-now")
@requires("message.send")
@messages.response(200, MessageSchema)
def send_scheduled_now(message_id: int) -> dict[str, Any]:
    """A scheduled message leaves at once; 422 `window_closed` leaves it scheduled."""
    return scheduled.send_now(current_context(), current_user(), message_id)


@messages.post("/<int:message_id>/resend")
@requires("message.send")
@messages.response(200, MessageSchema)
def resend(message_id: int) -> dict[str, Any]:
    """One new attempt of a message that failed or whose fate is unknown."""
    return replies.resend(current_context(), current_user(), message_id)


@messages.put("/<int:message_id>/reaction")
@requires("message.send")
@messages.arguments(ReactionSchema)
@messages.response(200, MessageSchema)
def react(body: dict[str, Any], message_id: int) -> dict[str, Any]:
    """Our reaction to a message, in place of another. Shown at once; taken back if WhatsApp refuses."""
    return reactions.react(current_context(), current_user(), message_id, body["emoji"])


@messages.delete("/<int:message_id>/reaction")
@requires("message.send")
@messages.response(200, MessageSchema)
def take_reaction_back(message_id: int) -> dict[str, Any]:
    """No reaction of ours any more."""
    return reactions.react(current_context(), current_user(), message_id, "")
