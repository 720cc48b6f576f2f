"""`/api/v1/saved-views`: filters of the conversation list that have a name."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.current import current_context
from appliance.saved_views import managing
from appliance.saved_views.schemas import (
    NewViewSchema,
    ViewChangeSchema,
    ViewListSchema,
    ViewOrderSchema,
    ViewSchema,
)

blueprint = Blueprint(
    "saved_views", __name__, url_prefix="/api/v1/saved-views", description="Filters that have a name."
)


@blueprint.get("")
@requires("conversation.read")
@blueprint.response(200, ViewListSchema)
def list_views() -> dict[str, Any]:
    """One's own in their order, then what others share."""
    with current_context().sessions() as session:
        return {"data": managing.list_views(session, current_user()), "next_cursor": None}


@blueprint.post("")
@requires("conversation.read")
@blueprint.arguments(NewViewSchema)
@blueprint.response(201, ViewSchema)
def create_view(body: dict[str, Any]) -> dict[str, Any]:
    """A new one, at most 50; sharing it needs `view.share`."""
    wanted = body.pop("filter")
    return managing.create_view(current_context().sessions, current_user(), wanted=wanted, **body)


@blueprint.put("/order")
@requires("conversation.read")
@blueprint.arguments(ViewOrderSchema)
@blueprint.response(204)
def order_views(body: dict[str, Any]) -> None:
    """One's own, in this order."""
    managing.order_views(current_context().sessions, current_user(), body["ids"])


@blueprint.patch("/<int:view_id>")
@requires("conversation.read")
@blueprint.arguments(ViewChangeSchema)
@blueprint.response(200, ViewSchema)
def change_view(body: dict[str, Any], view_id: int) -> dict[str, Any]:
    """One's own: another name, another filter, shared or not."""
    wanted = body.pop("filter")
    return managing.change_view(current_context().sessions, current_user(), view_id, wanted=wanted, **body)


@blueprint.delete("/<int:view_id>")
@requires("conversation.read")
@blueprint.response(204)
def delete_view(view_id: int) -> None:
    """One's own, or a shared one for who may share."""
    managing.delete_view(current_context().sessions, current_user(), view_id)
