"""`/api/v1/audit`: who did what."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, stream_with_context
from flask_smorest import Blueprint
from marshmallow import RAISE

from appliance.accounts.access import requires
from appliance.audit import queries
from appliance.audit.schemas import AuditFilterSchema, AuditListSchema, AuditQuerySchema
from appliance.current import current_context
from foundation.csv_lines import UTF8_MARK, csv_line

blueprint = Blueprint("audit", __name__, url_prefix="/api/v1/audit", description="Who did what.")

COLUMNS = (
    *("id", "at", "user_id", "user_name", "address", "agent", "action"),
    *("subject", "subject_name", "before", "after"),
)


@blueprint.get("")
@requires("audit.read")
@blueprint.arguments(AuditQuerySchema, location="query", unknown=RAISE)
@blueprint.response(200, AuditListSchema)
def list_entries(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    with current_context().sessions() as session:
        data, more = queries.list_entries(session, queries.AuditFilter(**query), limit, cursor)
    return {"data": data, "next_cursor": more}


@blueprint.get("/export")
@requires("audit.read")
@blueprint.arguments(AuditFilterSchema, location="query", unknown=RAISE)
@blueprint.alt_response(200, success=True, content_type="text/csv", description="one line per entry")
def export(query: dict[str, Any]) -> Response:
    """The same as a CSV file (UTF-8), all of it."""
    wanted = queries.AuditFilter(**query)
    response = Response(stream_with_context(_lines(wanted)), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="auditoria.csv"'
    return response


def _lines(wanted: queries.AuditFilter) -> Iterator[str]:
    yield UTF8_MARK + csv_line(COLUMNS)
    with current_context().sessions() as session:
        for entry in queries.all_entries(session, wanted):
            yield csv_line(_cells(entry))


def _cells(entry: dict[str, Any]) -> tuple[Any, ...]:
    user, subject = entry["user"] or {}, entry["subject"]
    states = (
        json.dumps(entry[name], ensure_ascii=False) if entry[name] is not None else ""
        for name in ("before", "after")
    )
    return (
        entry["id"],
        entry["at"],
        user.get("id", ""),
        user.get("name", ""),
        entry["address"] or "",
        entry["agent"] or "",
        entry["action"],
        f"{subject['kind']} {subject['id']}",
        subject["name"] or "",
        *states,
    )
