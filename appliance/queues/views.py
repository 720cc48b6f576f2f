"""`/api/v1/queues`: the help desk's queues (setores) and who works in them."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import requires
from appliance.current import current_context
from appliance.queues import managing
from appliance.queues.schemas import NewQueueSchema, QueueChangeSchema, QueueListSchema, QueueSchema

blueprint = Blueprint("queues", __name__, url_prefix="/api/v1/queues", description="Queues and their people.")


@blueprint.get("")
@requires("user.read", "conversation.read")
@blueprint.response(200, QueueListSchema)
def list_queues() -> dict[str, Any]:
    """All of them, by name."""
    with current_context().sessions() as session:
        return {"data": managing.list_queues(session), "next_cursor": None}


@blueprint.post("")
@requires("queue.manage")
@blueprint.arguments(NewQueueSchema)
@blueprint.response(201, QueueSchema)
def create_queue(body: dict[str, Any]) -> dict[str, Any]:
    """A new one; 409 `queue_exists` if a name differs by capitals or accents alone."""
    return managing.create_queue(current_context(), **body)


@blueprint.patch("/<int:queue_id>")
@requires("queue.manage")
@blueprint.arguments(QueueChangeSchema)
@blueprint.response(200, QueueSchema)
def change_queue(body: dict[str, Any], queue_id: int) -> dict[str, Any]:
    """Name, colour, people, how conversations are given out, or whether anything new comes here."""
    return managing.change_queue(current_context(), queue_id, body)


@blueprint.delete("/<int:queue_id>")
@requires("queue.manage")
@blueprint.response(204)
def delete_queue(queue_id: int) -> None:
    """Takes away one that never had a conversation; 409 `queue_in_use` otherwise."""
    managing.delete_queue(current_context(), queue_id)
