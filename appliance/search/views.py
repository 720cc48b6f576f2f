"""`/api/v1/search`."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.current import current_context
from appliance.search.messages import find_messages
from appliance.search.people import find_conversations
from appliance.search.schemas import SearchQuerySchema, SearchResultSchema
from appliance.search.words import asked_for

CONVERSATIONS = 5
"""Shown above the messages; the list of conversations finds the others."""

blueprint = Blueprint("search", __name__, url_prefix="/api/v1/search", description="Finding what was said.")


@blueprint.get("")
@requires("message.read")
@blueprint.arguments(SearchQuerySchema, location="query")
@blueprint.response(200, SearchResultSchema)
def search(query: dict[str, Any]) -> dict[str, Any]:
    """Conversations by name, number, username or protocol, then messages by their words, newest first.

    Only of conversations that one may see. With a cursor: messages alone.
    """
    q, below = query["q"], query["cursor"]
    asked = asked_for(q)
    with current_context().sessions() as session:
        people = []
        if below is None:
            people = find_conversations(session, current_user(), q.strip(), asked, CONVERSATIONS)
        found = find_messages(session, current_user(), asked, query["limit"], below)
    more = str(found.next_id) if found.next_id is not None else None
    return {
        "conversations": people,
        "messages": {"data": found.rows, "next_cursor": more, "is_complete": found.is_complete},
    }
