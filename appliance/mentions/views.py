"""Notes of a conversation, whom they may name, and `/api/v1/mentions` of one's own."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts import presence
from appliance.accounts.access import current_user, requires
from appliance.conversations.schemas import MessageSchema
from appliance.conversations.visibility import find_conversation
from appliance.current import current_context
from appliance.http_errors import ErrorSchema
from appliance.mentions import noticing, writing
from appliance.mentions.people import people_who_see
from appliance.mentions.schemas import (
    MentionListSchema,
    MentionQuerySchema,
    NewNoteSchema,
    PeopleSchema,
    SeenMentionsSchema,
    UnseenMentionsSchema,
)

blueprint = Blueprint("mentions", __name__, url_prefix="/api/v1", description="Notes, and who they name.")


@blueprint.post("/conversations/<int:conversation_id>/notes")
@requires("conversation.write")
@blueprint.arguments(NewNoteSchema)
@blueprint.response(201, MessageSchema)
@blueprint.alt_response(200, schema=MessageSchema, description="the same client_key was written before")
@blueprint.alt_response(
    422, schema=ErrorSchema, description="required, too_long, unknown_user, mention_cannot_see"
)
def write_note(body: dict[str, Any], conversation_id: int) -> tuple[dict[str, Any], int]:
    """For the team alone: it is never sent. Whoever sees the conversation may write one."""
    note = writing.NewNote(**body)
    shown, is_new = writing.write_note(current_context(), current_user(), conversation_id, note)
    return shown, 201 if is_new else 200


@blueprint.get("/conversations/<int:conversation_id>/people")
@requires("conversation.read")
@blueprint.response(200, PeopleSchema)
def list_people(conversation_id: int) -> dict[str, Any]:
    """Who may see it, and so may be named in a note."""
    context = current_context()
    online = presence.online(context.redis)
    with context.sessions() as session:
        conversation = find_conversation(session, current_user(), conversation_id)
        people = people_who_see(session, conversation)
    data = [{"id": one.id, "name": one.name, "is_online": one.id in online} for one in people]
    return {"data": data, "next_cursor": None}


@blueprint.get("/mentions")
@requires("conversation.read")
@blueprint.arguments(MentionQuerySchema, location="query")
@blueprint.response(200, MentionListSchema)
def list_mentions(query: dict[str, Any]) -> dict[str, Any]:
    """Where the caller was named, newest first."""
    with current_context().sessions() as session:
        data, more = noticing.list_mentions(session, current_user(), **query)
        return {"data": data, "next_cursor": more, "unseen": noticing.count_unseen(session, current_user())}


@blueprint.post("/mentions/seen")
@requires("conversation.read")
@blueprint.arguments(SeenMentionsSchema)
@blueprint.response(200, UnseenMentionsSchema)
def mark_seen(body: dict[str, Any]) -> dict[str, int]:
    """The caller has seen them: in one conversation, or everywhere."""
    return {"unseen": noticing.mark_seen(current_context().sessions, current_user(), **body)}
