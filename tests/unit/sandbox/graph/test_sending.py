import pytest

from sandbox.graph.routes import HANG_SECONDS
from sandbox.graph.statuses import HELD_SECONDS, LATE_SECONDS
from tests.unit.sandbox.doubles import Sandbox, error_of

DAY = 24 * 60 * 60
ANA = {"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}


def test_a_message_in_the_window_is_sent_delivered_and_read(sandbox: Sandbox) -> None:
    sandbox.write()
    wamid = sandbox.send(biz_opaque_callback_data="job:42").get_json()["messages"][0]["id"]
    sandbox.timeline.run(1)
    body = {"phone_number_id": sandbox.number, "wa_id": sandbox.customer}
    assert sandbox.client.post("/sandbox/read", json=body).get_json() == {"read": 1}
    assert sandbox.client.post("/sandbox/read", json=body).get_json() == {"read": 0}
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent", "delivered", "read"]
    status = sandbox.tenant.values()[1]["statuses"][0]
    assert status == {
        "id": wamid,
        "status": "sent",
        "timestamp": "1790000000",
        "recipient_id": sandbox.customer,
        "recipient_user_id": status["recipient_user_id"],
        "biz_opaque_callback_data": "job:42",
        "pricing": {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"},
    }
    assert sandbox.chat()[-1]["status"] == "read"


def test_a_delivery_that_the_reading_overtook_is_not_told(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.send()
    sandbox.timeline.run(0.2)
    sandbox.client.post("/sandbox/read", json={"phone_number_id": sandbox.number, "wa_id": sandbox.customer})
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent", "read"]
    assert "pricing" in sandbox.tenant.values()[-1]["statuses"][0]


def test_outside_the_window_free_text_is_accepted_and_fails_later(sandbox: Sandbox) -> None:
    assert sandbox.send().status_code == 200
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["failed"]
    failed = sandbox.tenant.values()[0]
    assert failed["statuses"][0]["errors"][0]["code"] == 131047
    assert "contacts" not in failed
    message = sandbox.chat()[-1]
    assert (message["status"], message["reaches_phone"]) == ("failed", False)


def test_the_window_closes_after_a_day_and_opens_with_each_message(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.timeline.run(DAY - 1)
    sandbox.send()
    sandbox.timeline.run(2)
    sandbox.send()
    sandbox.timeline.run(2)
    sandbox.write()
    sandbox.send()
    sandbox.timeline.run(2)
    assert sandbox.tenant.statuses_told() == ["sent", "delivered", "failed", "sent", "delivered"]


def test_the_window_is_the_customers_and_the_numbers_own(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.send(to="+5521996540303")
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["failed"]


def test_a_template_needs_no_window(sandbox: Sandbox) -> None:
    sandbox.template()
    answer = sandbox.send_template(ANA).get_json()
    assert answer["messages"][0]["message_status"] == "accepted"
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent", "delivered"]
    assert sandbox.tenant.values()[0]["statuses"][0]["pricing"]["category"] == "utility"


def test_a_reaction_yields_only_sent(sandbox: Sandbox) -> None:
    wamid = sandbox.write()["wamid"]
    sandbox.send({"type": "reaction", "reaction": {"message_id": wamid, "emoji": "👍"}})
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("rate_limited", (400, 130429)),
        ("pair_limited", (400, 131056)),
        ("server_error", (500, 131016)),
        ("unavailable", (503, 2)),
        ("too_many_requests", (429, 4)),
        ("asset_missing", (403, 200)),
        ("number_gone", (400, 100)),
        ("timeout_before_accept", (503, 2)),
    ],
)
def test_a_refusal_sends_nothing(sandbox: Sandbox, fault: str, expected: tuple[int, int]) -> None:
    sandbox.faults(graph={fault: 1})
    assert error_of(sandbox.send()) == expected
    assert sandbox.chat() == []
    assert sandbox.send().status_code == 200


def test_accepted_but_never_answered(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.faults(graph={"timeout_after_accept": 1})
    sandbox.send()
    assert sandbox.timeline.pauses == [HANG_SECONDS]
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent", "delivered"]


def test_a_message_may_fail_later_for_any_reason(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.faults(graph={"fails_later": 131026})
    sandbox.send()
    sandbox.timeline.run(1)
    assert sandbox.chat()[-1]["error"]["code"] == 131026


@pytest.mark.parametrize(
    ("fault", "told", "last"),
    [
        ("statuses_shuffled", ["delivered", "sent"], "delivered"),
        ("statuses_duplicated", ["sent", "sent", "delivered", "delivered"], "delivered"),
        ("delivered_omitted", ["sent"], "sent"),
    ],
)
def test_awkward_statuses(sandbox: Sandbox, fault: str, told: list[str], last: str) -> None:
    sandbox.write()
    sandbox.faults(graph={fault: True})
    sandbox.send()
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == told
    assert sandbox.chat()[-1]["status"] == last


def test_statuses_may_come_before_the_answer(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.faults(graph={"statuses_first": 1})
    sandbox.send()
    assert sandbox.tenant.statuses_told() == ["sent", "delivered"]  # no time has passed


def test_statuses_may_come_late(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.faults(graph={"statuses_late": 1})
    sandbox.send()
    sandbox.timeline.run(LATE_SECONDS)
    assert sandbox.tenant.statuses_told() == []
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent", "delivered"]


def test_contacts_may_be_absent_or_stand_on_a_failure(sandbox: Sandbox) -> None:
    sandbox.faults(graph={"contacts_on_failed": True})
    sandbox.send()
    sandbox.timeline.run(0.3)
    sandbox.write()
    sandbox.faults(graph={"contacts_absent": True})
    sandbox.send()
    sandbox.timeline.run(0.3)
    failed, sent = (value for value in sandbox.tenant.values() if "statuses" in value)
    assert ("contacts" in failed, "contacts" in sent) == (True, False)


def test_up_to_v23_statuses_have_a_conversation(sandbox: Sandbox) -> None:
    sandbox.write()
    sandbox.faults(graph={"conversation_v23": True})
    sandbox.send()
    sandbox.timeline.run(1)
    first, second = (value["statuses"][0]["conversation"] for value in sandbox.tenant.values()[1:])
    assert first == second
    assert first["origin"] == {"type": "service"}


def test_a_held_template_leaves_later(sandbox: Sandbox) -> None:
    sandbox.template()
    sandbox.faults(graph={"template_held": 1})
    (told,) = sandbox.send_template(ANA).get_json()["messages"]
    assert told["message_status"] == "held_for_quality_assessment"
    sandbox.timeline.run(HELD_SECONDS)
    assert sandbox.tenant.statuses_told() == []
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent", "delivered"]
