"""`/api/v1/labels`, and what conversations carry of them."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.conversations.schemas import ConversationListSchema, ConversationSchema
from appliance.current import current_context
from appliance.http_errors import ErrorSchema
from appliance.labels import attaching, managing, queries
from appliance.labels.schemas import (
    LabelChangeSchema,
    LabelListSchema,
    LabelRemovalSchema,
    LabelSchema,
    NewLabelSchema,
    RelabelManySchema,
    RelabelSchema,
)

blueprint = Blueprint("labels", __name__, url_prefix="/api/v1", description="Labels of conversations.")


@blueprint.get("/labels")
@requires("conversation.read")
@blueprint.response(200, LabelListSchema)
def list_labels() -> dict[str, Any]:
    """All of them, by name."""
    with current_context().sessions() as session:
        return {"data": queries.list_labels(session), "next_cursor": None}


@blueprint.post("/labels")
@requires("label.manage")
@blueprint.arguments(NewLabelSchema)
@blueprint.response(201, LabelSchema)
def create_label(body: dict[str, Any]) -> dict[str, Any]:
    """A new one; 409 `label_exists` if a name differs by capitals or accents alone."""
    return managing.create_label(current_context(), **body)


@blueprint.patch("/labels/<int:label_id>")
@requires("label.manage")
@blueprint.arguments(LabelChangeSchema)
@blueprint.response(200, LabelSchema)
def change_label(body: dict[str, Any], label_id: int) -> dict[str, Any]:
    """Another name or colour, wherever it is."""
    return managing.change_label(current_context(), label_id, **body)


@blueprint.delete("/labels/<int:label_id>")
@requires("label.manage")
@blueprint.arguments(LabelRemovalSchema, location="query")
@blueprint.response(204)
@blueprint.alt_response(409, schema=ErrorSchema, description="label_in_use; `details.conversations`")
def delete_label(query: dict[str, Any], label_id: int) -> None:
    """409 `label_in_use` unless `everywhere` says that it is to come off all conversations."""
    managing.delete_label(current_context(), label_id, **query)


@blueprint.post("/conversations/<int:conversation_id>/labels")
@requires("conversation.write")
@blueprint.arguments(RelabelSchema)
@blueprint.response(200, ConversationSchema)
def relabel(body: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """Puts labels on it and takes others off; what is so already stays."""
    return attaching.relabel(current_context(), current_user(), [conversation_id], **body)[0]


@blueprint.post("/conversations/labels")
@requires("conversation.write")
@blueprint.arguments(RelabelManySchema)
@blueprint.response(200, ConversationListSchema)
def relabel_many(body: dict[str, Any]) -> dict[str, Any]:
    """The same of several, all or none."""
    return {"data": attaching.relabel(current_context(), current_user(), **body), "next_cursor": None}
