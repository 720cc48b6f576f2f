from typing import Any

from tests.unit.sandbox.doubles import Json, Sandbox, error_of
from tests.unit.sandbox.templates.test_registry import status_of, told

STATUS = "message_template_status_update"


def move(sandbox: Sandbox, template_id: str, what: str, **body: Any) -> Json:
    answer = sandbox.client.post(f"/sandbox/templates/{template_id}/{what}", json=body)
    assert answer.status_code == 200, answer.text
    sandbox.timeline.run()
    return dict(answer.get_json())


def test_the_third_pause_disables(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    made = sandbox.template()
    for _ in range(2):
        move(sandbox, made["id"], "status", status="paused")
        assert sandbox.graph("POST", f"{made['id']}/unpause").get_json() == {"success": True}
        sandbox.timeline.run()
    move(sandbox, made["id"], "status", status="PAUSED")
    values = told(sandbox, STATUS)
    assert [value["event"] for value in values] == [
        "APPROVED",
        "PAUSED",
        "APPROVED",
        "PAUSED",
        "APPROVED",
        "DISABLED",
    ]
    titles = [value["other_info"]["title"] for value in values if "other_info" in value]
    assert titles == ["FIRST_PAUSE", "UNPAUSE", "SECOND_PAUSE", "UNPAUSE"]
    assert "disable_date" in values[-1]["disable_info"]
    assert error_of(sandbox.graph("POST", f"{made['id']}/unpause")) == (400, 100)
    path = f"{sandbox.waba}/message_templates?name=pedido_pronto"
    assert error_of(sandbox.graph("DELETE", path)) == (400, 100)


def test_quality_falls(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    made = sandbox.template()
    assert move(sandbox, made["id"], "quality", quality="red")["quality_score"]["score"] == "RED"
    (value,) = told(sandbox, "message_template_quality_update")
    assert (value["previous_quality_score"], value["new_quality_score"]) == ("UNKNOWN", "RED")


def test_a_category_change_is_announced_and_then_done(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    made = sandbox.template()
    assert move(sandbox, made["id"], "category", category="MARKETING", announce=True)["category"] == "UTILITY"
    assert move(sandbox, made["id"], "category", category="MARKETING")["category"] == "MARKETING"
    coming, done = told(sandbox, "template_category_update")
    assert (coming["new_category"], coming["correct_category"]) == ("UTILITY", "MARKETING")
    assert (done["previous_category"], done["new_category"]) == ("UTILITY", "MARKETING")


def test_what_there_is_not(sandbox: Sandbox) -> None:
    made = sandbox.template()
    for what, body in (
        ("status", {"status": "HAPPY"}),
        ("quality", {"quality": "BLUE"}),
        ("category", {"category": "FUN"}),
        ("status", {}),
    ):
        answer = sandbox.client.post(f"/sandbox/templates/{made['id']}/{what}", json=body)
        assert answer.status_code == 422
    answer = sandbox.client.post("/sandbox/templates/9/status", json={"status": "PAUSED"})
    assert answer.status_code == 404


def test_a_verdict_by_hand_is_not_undone_by_the_reviewer(sandbox: Sandbox) -> None:
    body = {"name": "ola", "language": "pt_BR", "category": "UTILITY"}
    components = [{"type": "BODY", "text": "Olá"}]
    path = f"{sandbox.waba}/message_templates"
    made = sandbox.graph("POST", path, body | {"components": components}).get_json()
    move(sandbox, made["id"], "status", status="REJECTED", reason="SCAM")
    sandbox.timeline.run(5)
    assert status_of(sandbox, made["id"]) == "REJECTED"
