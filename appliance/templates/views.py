"""`/api/v1/templates`: the account's message templates, for those who send and those who make them."""

from datetime import UTC, datetime
from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.conversations.presenting import moment
from appliance.current import current_context
from appliance.job_queues import SYNC_TEMPLATES, enqueue
from appliance.templates import limits, queries, sync_state
from appliance.templates.creating import Wanted, create
from appliance.templates.deleting import delete
from appliance.templates.editing import Change, edit
from appliance.templates.graph import open_graph
from appliance.templates.presenting import present_template, preview
from appliance.templates.schemas import (
    ChangeTemplateSchema,
    DeletedTemplatesSchema,
    DeleteTemplateQuerySchema,
    MessageTemplateListSchema,
    MessageTemplateSchema,
    NewTemplateSchema,
    PreviewSchema,
    PreviewValuesSchema,
    SyncProgressSchema,
    TemplateQuerySchema,
)
from appliance.templates.sync_state import Progress
from appliance.templates.syncing import OutOfTime, sync

SYNC_SECONDS = 15.0
"""As long as somebody waits for a list; what takes longer goes on in the background."""

blueprint = Blueprint(
    "templates",
    __name__,
    url_prefix="/api/v1/templates",
    description="Message templates, approved by Meta: what may be sent outside the 24 hours.",
)


@blueprint.get("")
@requires("template.read")
@blueprint.arguments(TemplateQuerySchema, location="query")
@blueprint.response(200, MessageTemplateListSchema)
def list_templates(query: dict[str, Any]) -> dict[str, Any]:
    """By name and language."""
    with current_context().sessions() as session:
        data, more = queries.list_templates(session, **query)
    return {"data": data, "next_cursor": more}


@blueprint.get("/limits")
@requires("template.read")
@blueprint.alt_response(200, schema={"type": "object"}, success=True)
def show_limits() -> dict[str, Any]:
    """Every limit of Meta's, and the languages and categories there are."""
    return limits.as_data()


@blueprint.get("/<int:template_id>")
@requires("template.read")
@blueprint.response(200, MessageTemplateSchema)
def show_template(template_id: int) -> dict[str, Any]:
    """One template, also a deleted one."""
    with current_context().sessions() as session:
        return present_template(queries.get_template(session, template_id))


@blueprint.post("")
@requires("template.manage")
@blueprint.arguments(NewTemplateSchema)
@blueprint.response(201, MessageTemplateSchema)
def create_template(body: dict[str, Any]) -> dict[str, Any]:
    """Checked here, then by Meta, which decides within a day. At most 100 an hour."""
    context = current_context()
    with open_graph(context) as graph:
        return create(context, graph, current_user().id, Wanted(**body))


@blueprint.patch("/<int:template_id>")
@requires("template.manage")
@blueprint.arguments(ChangeTemplateSchema)
@blueprint.response(200, MessageTemplateSchema)
def change_template(body: dict[str, Any], template_id: int) -> dict[str, Any]:
    """All components anew; of an approved, rejected or paused one. An approved one keeps its category."""
    context = current_context()
    with open_graph(context) as graph:
        return edit(context, graph, current_user().id, Change(template_id, **body))


@blueprint.delete("/<int:template_id>")
@requires("template.manage")
@blueprint.arguments(DeleteTemplateQuerySchema, location="query")
@blueprint.response(200, DeletedTemplatesSchema)
def delete_template(query: dict[str, Any], template_id: int) -> dict[str, Any]:
    """In this language or in all. If it was ever approved, Meta blocks the name for 30 days."""
    context = current_context()
    with open_graph(context) as graph:
        deleted = delete(context, graph, current_user().id, template_id, **query)
    return {"data": deleted, "name_blocked_days": limits.NAME_BLOCKED_DAYS}


@blueprint.post("/sync")
@requires("template.manage")
@blueprint.response(200, SyncProgressSchema)
def sync_templates() -> dict[str, Any]:
    """Fetches all of them from Meta now. `running`: there are many, and the rest comes in the background."""
    context = current_context()
    try:
        with open_graph(context) as graph:
            progress = sync(context, graph, SYNC_SECONDS)
    except OutOfTime:
        enqueue(context.queues, SYNC_TEMPLATES, once=True)
        progress = sync_state.read_progress(context)
    return _present(progress)


@blueprint.get("/sync")
@requires("template.read")
@blueprint.response(200, SyncProgressSchema)
def show_sync() -> dict[str, Any]:
    """How far the last one came."""
    return _present(sync_state.read_progress(current_context()))


@blueprint.post("/<int:template_id>/preview")
@requires("template.read")
@blueprint.arguments(PreviewValuesSchema)
@blueprint.response(200, PreviewSchema)
def preview_template(body: dict[str, Any], template_id: int) -> dict[str, Any]:
    """As the customer will see it, with the values given so far."""
    with current_context().sessions() as session:
        return preview(queries.get_template(session, template_id), body)


def _present(progress: Progress) -> dict[str, Any]:
    def at(seconds: float | None) -> str | None:
        return moment(datetime.fromtimestamp(seconds, UTC)) if seconds else None

    return {
        "state": progress.state,
        "read": progress.read,
        "changed": progress.changed,
        "deleted": progress.deleted,
        "started_at": at(progress.started_at),
        "finished_at": at(progress.finished_at),
        "error": progress.error,
    }
