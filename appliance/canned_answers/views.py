"""`/api/v1/canned-answers`."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.canned_answers import importing, managing
from appliance.canned_answers.schemas import (
    AnswerImportSchema,
    AnswerListSchema,
    AnswerSchema,
    ImportedSchema,
    NewAnswerSchema,
)
from appliance.canned_answers.writing import Written
from appliance.current import current_context
from appliance.http_errors import ErrorSchema

blueprint = Blueprint(
    "canned_answers", __name__, url_prefix="/api/v1/canned-answers", description="Texts that are kept."
)


@blueprint.get("")
@requires("conversation.read")
@blueprint.response(200, AnswerListSchema)
def list_answers() -> dict[str, Any]:
    """What the caller may use: everybody's and those of their queues."""
    with current_context().sessions() as session:
        return {"data": managing.list_answers(session, current_user()), "next_cursor": None}


@blueprint.post("")
@requires(managing.MANAGE)
@blueprint.arguments(NewAnswerSchema)
@blueprint.response(201, AnswerSchema)
@blueprint.alt_response(409, schema=ErrorSchema, description="shortcut_exists, too_many_answers")
def create_answer(body: dict[str, Any]) -> dict[str, Any]:
    """A new one; its shortcut is free in its queue, or among everybody's."""
    queue_id = body.pop("queue_id")
    return managing.create_answer(current_context(), Written(**body), queue_id)


@blueprint.put("/<int:answer_id>")
@requires(managing.MANAGE)
@blueprint.arguments(NewAnswerSchema)
@blueprint.response(200, AnswerSchema)
def change_answer(body: dict[str, Any], answer_id: int) -> dict[str, Any]:
    """Another shortcut, title, text or queue."""
    queue_id = body.pop("queue_id")
    return managing.change_answer(current_context(), answer_id, Written(**body), queue_id)


@blueprint.delete("/<int:answer_id>")
@requires(managing.MANAGE)
@blueprint.response(204)
def delete_answer(answer_id: int) -> None:
    """It is gone; what was sent with it stays."""
    managing.delete_answer(current_context(), answer_id)


@blueprint.post("/import")
@requires(managing.MANAGE)
@blueprint.arguments(AnswerImportSchema)
@blueprint.response(200, ImportedSchema)
@blueprint.alt_response(
    422, schema=ErrorSchema, description="too_many_rows, invalid_rows: `details.problems` name row and field"
)
def import_answers(body: dict[str, Any]) -> dict[str, int]:
    """Up to 500 at once, all or none."""
    given = body.pop("rows")
    lines = [row.pop("line") or place for place, row in enumerate(given, 1)]
    rows = [Written(**row) for row in given]
    return importing.import_answers(current_context(), rows, lines, **body)
