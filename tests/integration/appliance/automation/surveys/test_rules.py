"""Rules of surveys, and what came of them."""

from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.database import transaction
from appliance.surveys.models import Survey
from tests.integration.appliance.automation.conftest import Call, Handed
from tests.integration.appliance.automation.surveys.conftest import RULE

pytestmark = pytest.mark.integration


def test_results_are_listed_summed_up_and_exported(
    handed: Handed,
    context: Context,
    rule: Any,
    close: Any,
    tap: Any,
    call: Call,
    clara: User,
    ana: User,
    app: Any,
    bearer: Any,
) -> None:
    rule(kind="nps", comment_question=None)
    close()
    tap(10)
    with transaction(context.sessions) as session:
        survey_row = session.scalars(select(Survey)).one()
        survey_row.comment = "=1+1"
    data = call(clara, "GET", "/surveys?answered=true&worst=9")[1]["data"]
    assert [(one["score"], one["user_id"], one["conversation_id"]) for one in data] == [
        (10, ana.id, handed.id)
    ]
    assert call(clara, "GET", "/surveys?best=8")[1]["data"] == []
    summed = {"id": handed.queue_id, "kind": "nps", "asked": 1, "answered": 1, "average": 10.0, "nps": 100}
    assert call(clara, "GET", "/surveys/results")[1]["data"] == [summed]
    assert call(clara, "GET", "/surveys/results?by=attendant")[1]["data"] == [summed | {"id": ana.id}]
    text = app.test_client().get("/api/v1/surveys/export", headers=bearer(clara)).get_data(as_text=True)
    assert text.splitlines()[0].endswith("queue_id,user_id")
    assert f",'=1+1,Vendas,Ana,{handed.queue_id},{ana.id}" in text.splitlines()[1]
    assert [call(ana, "GET", path)[0] for path in ("/surveys", "/surveys/results", "/surveys/export")] == [
        403
    ] * 3


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (RULE | {"question": " "}, 422, "required"),
        (RULE | {"queue_id": 999_999}, 404, "queue_not_found"),
        (RULE | {"template_id": 999_999}, 422, "invalid_template"),
        (RULE | {"kind": "stars"}, 422, "invalid_input"),
        (RULE, 409, "survey_exists"),
    ],
)
def test_surveys_that_cannot_be(
    call: Call, rule: Any, clara: User, body: dict[str, Any], status: int, code: str
) -> None:
    rule()
    answer = call(clara, "POST", "/survey-rules", body)
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)


def test_rules_are_changed_and_taken_away(call: Call, rule: Any, clara: User, ana: User) -> None:
    made = rule()
    path = f"/survey-rules/{made['id']}"
    assert call(clara, "PATCH", path, {"every_days": 7})[1]["every_days"] == 7
    assert call(ana, "DELETE", path)[0] == 403
    assert call(clara, "DELETE", path)[0] == 204
    assert call(clara, "GET", "/survey-rules")[1]["data"] == []
