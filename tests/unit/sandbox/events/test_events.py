from typing import Any

import pytest

from tests.unit.sandbox.doubles import Json, Sandbox

DAY = 24 * 60 * 60


def publish(sandbox: Sandbox, **wanted: Any) -> Json:
    """The value of the last webhook that the event caused."""
    answer = sandbox.client.post("/sandbox/events", json={"phone_number_id": sandbox.number} | wanted)
    assert answer.status_code == 201, answer.text
    sandbox.timeline.run()
    change = sandbox.tenant.bodies()[-1]["entry"][0]["changes"][0]
    assert change["field"] == answer.get_json()["field"]
    return dict(change["value"])


@pytest.mark.parametrize(
    ("event", "field", "keys"),
    [
        ("quality", "phone_number_quality_update", {"event", "current_limit"}),
        ("capability", "business_capability_update", {"max_daily_conversations_per_business"}),
        ("name", "phone_number_name_update", {"decision", "requested_verified_name"}),
        ("account", "account_update", {"event", "violation_info"}),
        ("review", "account_review_update", {"decision"}),
        ("alert", "account_alerts", {"entity_type", "alert_info"}),
        ("security", "security", {"event", "requester"}),
    ],
)
def test_what_concerns_the_account_goes_to_the_app(
    sandbox: Sandbox, event: str, field: str, keys: set[str]
) -> None:
    sandbox.connect_app()
    assert publish(sandbox, event=event).keys() >= keys
    body = sandbox.tenant.bodies()[-1]
    assert body["entry"][0]["changes"][0]["field"] == field
    assert body["entry"][0]["time"]
    assert str(sandbox.tenant.posts[-1].url) == "http://acme.test/app"


def test_kinds_of_account_updates(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    assert "ban_info" in publish(sandbox, event="account", kind="DISABLED_UPDATE", state="DISABLE")
    assert "restriction_info" in publish(sandbox, event="account", kind="ACCOUNT_RESTRICTION")
    assert publish(sandbox, event="account", kind="ACCOUNT_DELETED") == {"event": "ACCOUNT_DELETED"}


def test_a_quality_update_changes_the_limit_that_graph_tells(sandbox: Sandbox) -> None:
    sandbox.connect_app()
    publish(sandbox, event="quality", limit="TIER_2K")
    field = "whatsapp_business_manager_messaging_limit"
    assert sandbox.graph("GET", f"{sandbox.number}?fields={field}").get_json()[field] == "TIER_2K"


def test_a_call_opens_the_window(sandbox: Sandbox) -> None:
    call = publish(sandbox, event="call", wa_id=sandbox.customer)["calls"][0]
    assert (call["event"], call["direction"], call["from"]) == ("connect", "USER_INITIATED", sandbox.customer)
    sandbox.send()
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["sent", "delivered"]


def test_a_call_ends_and_has_statuses(sandbox: Sandbox) -> None:
    ended = publish(sandbox, event="call", wa_id=sandbox.customer, kind="terminate", seconds=9)["calls"][0]
    assert (ended["duration"], ended["status"]) == (9, "COMPLETED")
    value = publish(sandbox, event="call", wa_id=sandbox.customer, kind="RINGING")
    assert value["statuses"][0]["status"] == "RINGING"
    wanted = {"event": "call", "wa_id": sandbox.customer, "direction": "BUSINESS_INITIATED"}
    assert publish(sandbox, **wanted)["calls"][0]["to"] == sandbox.customer


def test_whoever_stops_marketing_gets_none(sandbox: Sandbox) -> None:
    components = [{"type": "BODY", "text": "Só hoje: tudo pela metade"}]
    sandbox.template(category="MARKETING", components=components)
    sandbox.connect_app()
    row = publish(sandbox, event="preference", wa_id=sandbox.customer)["user_preferences"][0]
    assert (row["category"], row["value"]) == ("marketing_messages", "stop")
    sandbox.send_template()
    sandbox.timeline.run(1)
    assert sandbox.chat()[-1]["error"]["code"] == 131050
    publish(sandbox, event="preference", wa_id=sandbox.customer, value="resume")
    sandbox.send_template()
    sandbox.timeline.run(1)
    assert sandbox.chat()[-1]["status"] == "delivered"


def test_an_echo_is_the_owners_message_and_opens_no_window(sandbox: Sandbox) -> None:
    echo = publish(sandbox, event="echo", wa_id=sandbox.customer, type="text", text="Eu mesmo")
    (message,) = echo["message_echoes"]
    assert (message["from"], message["to"]) == ("551140040001", sandbox.customer)
    assert sandbox.chat()[-1]["direction"] == "outbound"
    sandbox.send()
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["failed"]


def test_the_address_book(sandbox: Sandbox) -> None:
    (row,) = publish(sandbox, event="state_sync", wa_id=sandbox.customer, action="remove")["state_sync"]
    assert (row["action"], row["contact"]["phone_number"]) == ("remove", sandbox.customer)


def test_history_comes_in_chunks_the_same_for_the_same_seed(sandbox: Sandbox) -> None:
    publish(sandbox, event="history", chunks=3, messages=10, days=5)
    rows = [value["history"][0] for value in sandbox.tenant.values()]
    assert [row["metadata"]["progress"] for row in rows] == [33, 66, 100]
    messages = [message for row in rows for thread in row["threads"] for message in thread["messages"]]
    assert len(messages) == 30
    assert all(0 <= sandbox.timeline.now() - int(one["timestamp"]) <= 5 * DAY for one in messages)
    refused = publish(sandbox, event="history", refused=True)
    assert refused["history"][0]["errors"][0]["code"] == 2593109


def test_an_error_of_the_number_comes_alone(sandbox: Sandbox) -> None:
    value = publish(sandbox, event="error", code=131031, title="Account locked")
    assert value["errors"][0]["code"] == 131031
    assert "messages" not in value


def test_any_field_as_it_is(sandbox: Sandbox) -> None:
    assert publish(sandbox, field="messaging_handovers", value={"a": 1}) == {"a": 1}


@pytest.mark.parametrize("wanted", [{}, {"event": "dance"}, {"field": "flows"}, {"event": "call"}])
def test_what_there_is_not(sandbox: Sandbox, wanted: Json) -> None:
    body = {"phone_number_id": sandbox.number} | wanted
    assert sandbox.client.post("/sandbox/events", json=body).status_code == 422
