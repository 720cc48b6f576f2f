"""`/api/v1/surveys`: what customers think, and who is asked what."""

from collections.abc import Iterator
from typing import Any, Final

from flask import Response, stream_with_context
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy import select

from appliance.accounts.access import current_user, requires
from appliance.accounts.models import User
from appliance.current import current_context
from appliance.queues.models import Queue
from appliance.surveys import managing, results
from appliance.surveys.schemas import (
    NewSurveyRuleSchema,
    SumListSchema,
    SumQuerySchema,
    SurveyFilterSchema,
    SurveyListSchema,
    SurveyQuerySchema,
    SurveyRuleChangeSchema,
    SurveyRuleListSchema,
    SurveyRuleSchema,
)
from foundation.csv_lines import UTF8_MARK, csv_line

blueprint = Blueprint("surveys", __name__, url_prefix="/api/v1", description="What customers think.")

COLUMNS: Final = (
    "protocol",
    "contact",
    "asked_at",
    "answered_at",
    "kind",
    "state",
    "score",
    "comment",
    "queue",
    "attendant",
    "queue_id",
    "user_id",
)


@blueprint.get("/surveys")
@requires("report.read")
@blueprint.arguments(SurveyQuerySchema, location="query", unknown=RAISE)
@blueprint.response(200, SurveyListSchema)
def list_surveys(query: dict[str, Any]) -> dict[str, Any]:
    """Who was asked and what they said, newest first, of conversations that one may see."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    wanted = results.SurveyFilter(**query)
    with current_context().sessions() as session:
        data, more = results.list_surveys(session, current_user(), wanted, limit, cursor)
    return {"data": data, "next_cursor": more}


@blueprint.get("/surveys/results")
@requires("report.read")
@blueprint.arguments(SumQuerySchema, location="query", unknown=RAISE)
@blueprint.response(200, SumListSchema)
def sum_up(query: dict[str, Any]) -> dict[str, Any]:
    """Averages by queue or by attendant; for NPS the share of promoters less that of detractors."""
    by = query.pop("by")
    with current_context().sessions() as session:
        return {"data": results.sum_up(session, current_user(), results.SurveyFilter(**query), by)}


@blueprint.get("/surveys/export")
@requires("report.read")
@blueprint.arguments(SurveyFilterSchema, location="query", unknown=RAISE)
@blueprint.alt_response(200, success=True, content_type="text/csv", description="one line per survey")
def export(query: dict[str, Any]) -> Response:
    """The same list as a CSV file (UTF-8), all of it."""
    lines = _lines(results.SurveyFilter(**query), current_user())
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="pesquisas.csv"'
    return response


@blueprint.get("/survey-rules")
@requires("user.read")
@blueprint.response(200, SurveyRuleListSchema)
def list_rules() -> dict[str, Any]:
    """Which queue asks what; the one for every queue first."""
    with current_context().sessions() as session:
        return {"data": managing.list_rules(session), "next_cursor": None}


@blueprint.post("/survey-rules")
@requires("automation.manage")
@blueprint.arguments(NewSurveyRuleSchema)
@blueprint.response(201, SurveyRuleSchema)
def create_rule(body: dict[str, Any]) -> dict[str, Any]:
    """Asked from now on, of whoever's conversation is closed. 409 `survey_exists` for a queue that asks."""
    return managing.create_rule(current_context().sessions, body)


@blueprint.patch("/survey-rules/<int:rule_id>")
@requires("automation.manage")
@blueprint.arguments(SurveyRuleChangeSchema)
@blueprint.response(200, SurveyRuleSchema)
def change_rule(body: dict[str, Any], rule_id: int) -> dict[str, Any]:
    """Holds for whoever is asked from now on."""
    return managing.change_rule(current_context().sessions, rule_id, body)


@blueprint.delete("/survey-rules/<int:rule_id>")
@requires("automation.manage")
@blueprint.response(204)
def delete_rule(rule_id: int) -> None:
    """What was asked and answered stays."""
    managing.delete_rule(current_context().sessions, rule_id)


def _lines(wanted: results.SurveyFilter, user: User) -> Iterator[str]:
    yield UTF8_MARK + csv_line(COLUMNS)
    with current_context().sessions() as session:
        queues = dict(session.execute(select(Queue.id, Queue.name)).all())
        people = dict(session.execute(select(User.id, User.name)).all())
        for one in results.all_surveys(session, user, wanted):
            names = {
                "contact": one["contact"]["name"],
                "queue": queues.get(one["queue_id"]),
                "attendant": people.get(one["user_id"]),
            }
            cells = one | names
            yield csv_line(tuple("" if cells[name] is None else cells[name] for name in COLUMNS))
