import hashlib
import hmac
from typing import Any

import pytest

from sandbox.webhooks.delivery import FIRST_RETRY_SECONDS, LARGEST_BODY, REPLAY_SECONDS
from tests.unit.sandbox.doubles import Sandbox

SPEED = 60  # as in the settings of these tests


def texts(sandbox: Sandbox) -> list[str]:
    return [message["text"]["body"] for value in sandbox.tenant.values() for message in value["messages"]]


def burst(sandbox: Sandbox, *words: str, **more: Any) -> None:
    """Customers write at the same instant."""
    for word in words:
        body = {"phone_number_id": sandbox.number, "wa_id": sandbox.customer, "text": word}
        sandbox.client.post("/sandbox/inbound", json=body | more)
    sandbox.timeline.run(1)


def log(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.client.get("/sandbox/deliveries").get_json()["data"])


@pytest.mark.parametrize("status", [500, 404, 401, 202, 204, 302])
def test_anything_but_200_is_tried_again(sandbox: Sandbox, status: int) -> None:
    sandbox.tenant.statuses = [status]
    sandbox.write()
    sandbox.timeline.run(FIRST_RETRY_SECONDS / SPEED)
    first, second = sandbox.tenant.posts
    assert first.body == second.body


def test_a_tenant_that_is_away_gets_everything_when_it_is_back(sandbox: Sandbox) -> None:
    sandbox.tenant.is_down = True
    sandbox.write(text="um")
    sandbox.write(text="dois")
    sandbox.timeline.run(20)
    assert log(sandbox)[0]["error"] == "ConnectionError"
    sandbox.tenant.is_down = False
    sandbox.timeline.run(20)
    assert texts(sandbox) == ["um", "dois"]


def test_each_wait_is_twice_as_long_and_after_seven_days_it_is_given_up(sandbox: Sandbox) -> None:
    sandbox.tenant.statuses = [500] * 50
    sandbox.write()
    sandbox.timeline.run(8 * 24 * 60 * 60 / SPEED)
    waits = [attempt["next_try_in"] for attempt in reversed(log(sandbox))]
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] is None
    assert sum(wait for wait in waits if wait) * SPEED <= 7 * 24 * 60 * 60


def test_the_log_tells_the_attempt_without_the_words(sandbox: Sandbox) -> None:
    sandbox.write(text="segredo")
    (attempt,) = log(sandbox)
    assert (attempt["status"], attempt["attempt"], attempt["summary"]) == (200, 1, "message text")
    assert (attempt["business"], attempt["url"]) == ("ACME", "http://acme.test/hook")
    assert "segredo" not in str(attempt)


def test_duplicates_are_the_same_bytes(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"duplicate": 1})
    burst(sandbox, "um", "dois")
    assert texts(sandbox) == ["um", "um", "dois"]


def test_reordered_deliveries_come_last_to_first(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"reorder": True})
    burst(sandbox, "um", "dois", "três")
    assert texts(sandbox) == ["três", "dois", "um"]
    assert len(sandbox.tenant.posts) == 3


def test_a_batch_has_an_entry_per_account_and_a_change_per_kind(sandbox: Sandbox) -> None:
    other = {"phone_number_id": "777", "waba_id": "888"}
    sandbox.register(**other)
    sandbox.graph("POST", "888/subscribed_apps")
    sandbox.override("http://acme.test/hook", "777")
    sandbox.write()
    sandbox.tenant.posts.clear()
    sandbox.faults(webhook={"batch": True}, graph={"statuses_first": True})
    sandbox.send()
    burst(sandbox, "um")
    sandbox.client.post("/sandbox/inbound", json=other | {"wa_id": sandbox.customer, "text": "dois"})
    burst(sandbox, "três")
    first, second = sandbox.tenant.bodies()
    (entry,) = first["entry"]
    assert [len(change["value"].get("statuses", [])) for change in entry["changes"]] == [2, 0]
    assert [entry["id"] for entry in second["entry"]] == ["888", sandbox.waba]


def test_a_batch_joins_messages_of_several_customers(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"batch": True})
    burst(sandbox, "um", "dois")
    (value,) = sandbox.tenant.values()
    assert [message["text"]["body"] for message in value["messages"]] == ["um", "dois"]
    assert len(value["contacts"]) == 1


def test_a_bad_signature_is_signed_well_once_the_fault_is_over(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"bad_signature": 1})
    sandbox.tenant.statuses = [401]
    burst(sandbox, "um")
    body = sandbox.tenant.posts[0].body
    assert isinstance(body, bytes)
    good = hmac.new(sandbox.app_secret.encode(), body, hashlib.sha256)
    signatures = [post.headers["X-Hub-Signature-256"] for post in sandbox.tenant.posts]
    assert [signature == f"sha256={good.hexdigest()}" for signature in signatures] == [False, True]


def test_a_replay_is_the_same_body_a_minute_later(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"replay": 1})
    burst(sandbox, "um")
    sandbox.timeline.run(REPLAY_SECONDS)
    first, second = sandbox.tenant.posts
    assert (first.body, first.headers["X-Hub-Signature-256"]) == (
        second.body,
        second.headers["X-Hub-Signature-256"],
    )


def test_a_body_may_have_three_megabytes(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"huge": 1})
    burst(sandbox, "um")
    assert len(sandbox.tenant.posts[0].body or "") == LARGEST_BODY
    assert texts(sandbox) == ["um"]


def test_slashes_may_be_escaped(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"slashes_escaped": 1})
    burst(sandbox, "a/b")
    assert b"a\\/b" in (sandbox.tenant.posts[0].body or b"")  # type: ignore[operator]
    assert texts(sandbox) == ["a/b"]


def test_a_batch_has_at_most_so_many_updates(sandbox: Sandbox) -> None:
    sandbox.faults(webhook={"batch": True, "batch_size": 2})
    burst(sandbox, "um", "dois", "três")
    assert [len(value["messages"]) for value in sandbox.tenant.values()] == [2, 1]
