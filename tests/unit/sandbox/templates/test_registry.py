from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.unit.sandbox.doubles import Sandbox, error_of

DAY = 24 * 60 * 60


def listing(sandbox: Sandbox, query: str = "") -> dict[str, Any]:
    return dict(sandbox.graph("GET", f"{sandbox.waba}/message_templates?{query}").get_json())


def create(sandbox: Sandbox, **changed: Any) -> TestResponse:
    body = {"name": "ola", "language": "pt_BR", "category": "UTILITY", "components": []}
    return sandbox.graph("POST", f"{sandbox.waba}/message_templates", body | changed)


def status_of(sandbox: Sandbox, template_id: str) -> str:
    return str(sandbox.graph("GET", f"{template_id}?fields=status").get_json()["status"])


def told(sandbox: Sandbox, field: str) -> list[dict[str, Any]]:
    entries = [entry for body in sandbox.tenant.bodies() for entry in body["entry"]]
    return [change["value"] for entry in entries for change in entry["changes"] if change["field"] == field]


def test_a_new_template_is_pending_and_approved_by_itself(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    made = sandbox.template()
    assert (made["status"], made["category"]) == ("PENDING", "UTILITY")
    (value,) = told(sandbox, "message_template_status_update")
    assert value == {
        "event": "APPROVED",
        "message_template_id": int(made["id"]),
        "message_template_name": "pedido_pronto",
        "message_template_language": "pt_BR",
        "message_template_category": "UTILITY",
        "reason": "NONE",
    }
    assert sandbox.tenant.bodies()[0]["entry"][0]["time"]
    assert str(sandbox.tenant.posts[0].url) == "http://acme.test/app"


def test_without_an_app_callback_the_news_reaches_nobody(sandbox: Sandbox) -> None:
    sandbox.template()
    assert sandbox.tenant.posts == []
    assert "callback" in sandbox.client.get("/sandbox/deliveries").get_json()["data"][0]["error"]


@pytest.mark.parametrize(
    ("name", "reason"), [("x_reject", "INVALID_FORMAT"), ("scam_1", "SCAM"), ("abusive", "ABUSIVE_CONTENT")]
)
def test_the_name_may_ask_for_a_refusal(sandbox: Sandbox, name: str, reason: str) -> None:
    sandbox.connect_app()
    made = sandbox.template(name=name)
    answer = sandbox.graph("GET", f"{made['id']}?fields=status,rejected_reason").get_json()
    assert answer == {"status": "REJECTED", "rejected_reason": reason, "id": made["id"]}
    assert told(sandbox, "message_template_status_update")[0]["reason"] == reason


def test_a_name_may_ask_to_wait_and_another_to_be_marketing(sandbox: Sandbox) -> None:
    assert status_of(sandbox, sandbox.template(name="pending_1")["id"]) == "PENDING"
    assert sandbox.template(name="promo_1")["category"] == "MARKETING"


@pytest.mark.parametrize(
    ("changed", "subcode"),
    [
        ({"name": "Olá"}, None),
        ({"language": "tlh"}, None),
        ({"category": "FUN"}, None),
        ({"parameter_format": "MAYBE"}, None),
        ({}, 2388072),
    ],
)
def test_bad_fields_are_refused(sandbox: Sandbox, changed: dict[str, str], subcode: int | None) -> None:
    error = create(sandbox, **changed).get_json()["error"]
    assert (error["code"], error.get("error_subcode")) == (100, subcode)


def test_a_name_and_language_exist_once(sandbox: Sandbox) -> None:
    sandbox.template()
    again = create(sandbox, name="pedido_pronto", components=[{"type": "BODY", "text": "Pronto"}]).get_json()
    assert again["error"]["error_subcode"] == 2388024


def test_a_hundred_may_be_created_per_hour(sandbox: Sandbox) -> None:
    body = [{"type": "BODY", "text": "Oi"}]
    answers = [create(sandbox, name=f"t{n}", components=body) for n in range(101)]
    assert [answer.status_code for answer in answers] == [200] * 100 + [400]
    assert error_of(answers[-1]) == (400, 80007)
    sandbox.timeline.run(60 * 60)
    assert create(sandbox, name="t100", components=body).status_code == 200


def test_the_list_has_pages_filters_and_fields(sandbox: Sandbox) -> None:
    for n in range(3):
        sandbox.template(name=f"t{n}")
    first = listing(sandbox, "limit=2&fields=name,status")
    assert [one["name"] for one in first["data"]] == ["t2", "t1"]
    assert "next" in first["paging"]
    second = listing(sandbox, f"limit=2&after={first['paging']['cursors']['after']}")
    assert [one["name"] for one in second["data"]] == ["t0"]
    assert "next" not in second["paging"]
    assert listing(sandbox, "status=REJECTED") == {"data": []}
    assert error_of(sandbox.graph("GET", f"{sandbox.waba}/message_templates?fields=colour")) == (400, 100)
    assert error_of(sandbox.graph("GET", f"{sandbox.waba}/message_templates?after=old")) == (400, 131059)


def test_a_cursor_may_expire(sandbox: Sandbox) -> None:
    sandbox.template()
    sandbox.faults(graph={"cursor_expired": 1})
    after = listing(sandbox)["paging"]["cursors"]["after"]
    answer = sandbox.graph("GET", f"{sandbox.waba}/message_templates?after={after}")
    assert error_of(answer) == (400, 131059)


def test_another_token_sees_no_template(sandbox: Sandbox) -> None:
    made = sandbox.template()
    sandbox.register(phone_number_id="777", waba_id="888", token="other", app_secret="else")
    assert error_of(sandbox.graph("GET", made["id"], token="other")) == (400, 100)


def test_an_edit_is_reviewed_again_once_a_day(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    made = sandbox.template()
    change = {"components": [{"type": "BODY", "text": "Seu pedido está pronto."}]}
    assert sandbox.graph("POST", made["id"], change).get_json() == {"success": True}
    assert status_of(sandbox, made["id"]) == "PENDING"
    assert error_of(sandbox.graph("POST", made["id"], change)) == (400, 100)
    sandbox.timeline.run(5)
    assert status_of(sandbox, made["id"]) == "APPROVED"
    (value,) = told(sandbox, "message_template_components_update")
    assert value["message_template_element"] == "Seu pedido está pronto."
    assert error_of(sandbox.graph("POST", made["id"], change)) == (400, 100)
    sandbox.timeline.run(DAY)
    assert sandbox.graph("POST", made["id"], change).status_code == 200


def test_the_category_of_an_approved_template_stays(sandbox: Sandbox) -> None:
    approved, rejected = sandbox.template(), sandbox.template(name="reject_me")
    assert error_of(sandbox.graph("POST", approved["id"], {"category": "MARKETING"})) == (400, 100)
    assert sandbox.graph("POST", rejected["id"], {"category": "MARKETING"}).status_code == 200


def test_a_deleted_name_is_blocked_for_thirty_days(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    sandbox.template()
    path = f"{sandbox.waba}/message_templates?name=pedido_pronto"
    assert sandbox.graph("DELETE", path).get_json() == {"success": True}
    assert sandbox.graph("DELETE", path).get_json()["error"]["error_subcode"] == 2593002
    sandbox.timeline.run(5)
    events = [value["event"] for value in told(sandbox, "message_template_status_update")]
    assert events == ["APPROVED", "PENDING_DELETION", "DELETED"]
    body = [{"type": "BODY", "text": "Pronto"}]
    refused = create(sandbox, name="pedido_pronto", components=body).get_json()
    assert refused["error"]["error_subcode"] == 2388023
    sandbox.timeline.run(30 * DAY)
    assert create(sandbox, name="pedido_pronto", components=body).status_code == 200


def test_one_language_is_deleted_by_its_id(sandbox: Sandbox) -> None:
    sandbox.template()
    other = sandbox.template(language="en")
    query = f"name=pedido_pronto&hsm_id={other['id']}"
    sandbox.graph("DELETE", f"{sandbox.waba}/message_templates?{query}")
    assert [one["language"] for one in listing(sandbox)["data"]] == ["pt_BR"]


def test_templates_outlive_a_restart(sandbox: Sandbox) -> None:
    made = sandbox.template()
    (kept,) = sandbox.client.get(f"/sandbox/templates?waba_id={sandbox.waba}").get_json()["data"]
    assert (kept["id"], kept["status"], kept["waba_id"]) == (made["id"], "APPROVED", sandbox.waba)
