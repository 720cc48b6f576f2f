from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.unit.sandbox.doubles import FakeTenant, ManualTimeline, Sandbox, error_of


@pytest.fixture
def unconnected(app: Flask, timeline: ManualTimeline, tenant: FakeTenant) -> Sandbox:
    world = Sandbox(app.test_client(), timeline, tenant)
    world.register()
    return world


def account_override(sandbox: Sandbox, url: str) -> None:
    body = {"override_callback_uri": url, "verify_token": "v"}
    assert sandbox.graph("POST", f"{sandbox.waba}/subscribed_apps", body).status_code == 200


def test_a_callback_needs_a_subscription_first(unconnected: Sandbox) -> None:
    answer = unconnected.override("http://acme.test/hook")
    assert error_of(answer) == (400, 100)
    assert "must be subscribed" in answer.get_json()["error"]["error_data"]["details"]
    assert unconnected.tenant.handshakes == []


def test_the_handshake_is_asked_at_once(sandbox: Sandbox) -> None:
    (url,) = sandbox.tenant.handshakes
    query = parse_qs(urlsplit(url).query)
    assert urlsplit(url).path == "/hook"
    assert (query["hub.mode"], query["hub.verify_token"]) == (["subscribe"], ["verify-me"])


def test_a_plus_sign_in_the_path_becomes_a_space(sandbox: Sandbox) -> None:
    sandbox.override("http://acme.test/a+b")
    assert "/a%20b?" in sandbox.tenant.handshakes[-1]


@pytest.mark.parametrize("failure", ["refused", "silent", "wrong"])
def test_a_failed_handshake_changes_nothing(sandbox: Sandbox, failure: str) -> None:
    sandbox.tenant.handshake_status = 403 if failure == "refused" else 200
    sandbox.tenant.is_down = failure == "silent"
    sandbox.tenant.challenge = "something else" if failure == "wrong" else None
    answer = sandbox.override("http://new.test/hook")
    assert error_of(answer) == (400, 2200)
    assert sandbox.client.get("/sandbox/numbers").get_json()["data"][0]["callback"] == "http://acme.test/hook"


def test_the_numbers_callback_goes_before_the_accounts(sandbox: Sandbox) -> None:
    account_override(sandbox, "http://account.test/hook")
    sandbox.write()
    assert sandbox.tenant.posts[-1].url == "http://acme.test/hook"
    sandbox.override("")
    sandbox.write()
    assert sandbox.tenant.posts[-1].url == "http://account.test/hook"


def test_the_subscription_shows_its_override(sandbox: Sandbox) -> None:
    account_override(sandbox, "http://account.test/hook")
    (row,) = sandbox.graph("GET", f"{sandbox.waba}/subscribed_apps").get_json()["data"]
    assert row["override_callback_uri"] == "http://account.test/hook"


def test_subscribing_without_a_body_drops_the_accounts_override(sandbox: Sandbox) -> None:
    account_override(sandbox, "http://account.test/hook")
    sandbox.graph("POST", f"{sandbox.waba}/subscribed_apps")
    (row,) = sandbox.graph("GET", f"{sandbox.waba}/subscribed_apps").get_json()["data"]
    assert "override_callback_uri" not in row


def test_without_a_subscription_nothing_is_delivered(sandbox: Sandbox) -> None:
    assert sandbox.graph("DELETE", f"{sandbox.waba}/subscribed_apps").status_code == 200
    assert sandbox.graph("GET", f"{sandbox.waba}/subscribed_apps").get_json()["data"] == []
    sandbox.write()
    assert sandbox.tenant.posts == []
    (dropped,) = sandbox.client.get("/sandbox/deliveries").get_json()["data"]
    assert (dropped["url"], dropped["attempt"]) == (None, 0)


@pytest.mark.parametrize("url", ["ftp://acme.test/hook", "acme.test/hook", "http://acme.test/" + "x" * 200])
def test_what_is_no_callback_is_refused(sandbox: Sandbox, url: str) -> None:
    assert error_of(sandbox.override(url)) == (400, 100)


def test_a_number_takes_nothing_but_a_pin_or_a_webhook_configuration(sandbox: Sandbox) -> None:
    assert error_of(sandbox.graph("POST", sandbox.number, {"colour": "blue"})) == (400, 100)
