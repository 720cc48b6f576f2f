import pytest

from tests.unit.sandbox.doubles import Sandbox, error_of


def app_of(sandbox: Sandbox) -> str:
    return str(sandbox.client.get("/sandbox/numbers").get_json()["data"][0]["app_id"])


def subscribe(sandbox: Sandbox, **changed: object) -> int:
    app = app_of(sandbox)
    body = {
        "object": "whatsapp_business_account",
        "callback_url": "http://acme.test/app",
        "verify_token": "v",
        "fields": "messages,message_template_status_update",
    }
    return sandbox.graph(
        "POST", f"{app}/subscriptions", body | changed, token=f"{app}|{sandbox.app_secret}"
    ).status_code


def test_the_apps_own_token_sets_its_callback_after_a_handshake(sandbox: Sandbox) -> None:
    assert subscribe(sandbox) == 200
    assert "hub.challenge" in sandbox.tenant.handshakes[-1]
    app = app_of(sandbox)
    answer = sandbox.graph("GET", f"{app}/subscriptions", token=f"{app}|{sandbox.app_secret}").get_json()
    (row,) = answer["data"]
    assert row["callback_url"] == "http://acme.test/app"
    assert [field["name"] for field in row["fields"]] == ["messages", "message_template_status_update"]
    configuration = sandbox.graph("GET", f"{sandbox.number}?fields=webhook_configuration").get_json()
    assert configuration["webhook_configuration"]["application"] == "http://acme.test/app"


@pytest.mark.parametrize(
    "changed", [{"callback_url": ""}, {"verify_token": ""}, {"fields": "dance"}, {"object": "page"}]
)
def test_bad_subscriptions_are_refused(sandbox: Sandbox, changed: dict[str, str]) -> None:
    assert subscribe(sandbox, **changed) == 400


def test_another_token_may_not_touch_the_app(sandbox: Sandbox) -> None:
    app = app_of(sandbox)
    for token in (sandbox.token, f"{app}|wrong"):
        answer = sandbox.graph("POST", f"{app}/subscriptions", {}, token=token)
        assert error_of(answer) == (401, 190)
    other = sandbox.graph("GET", "9/subscriptions", token=f"{app}|{sandbox.app_secret}")
    assert error_of(other) == (401, 190) or error_of(other) == (400, 100)


def test_an_override_wins_and_a_field_left_out_is_not_delivered(sandbox: Sandbox) -> None:
    assert subscribe(sandbox) == 200
    sandbox.write()
    assert [str(post.url) for post in sandbox.tenant.posts] == ["http://acme.test/hook"]
    assert subscribe(sandbox, fields="message_template_status_update") == 200
    sandbox.write()
    assert len(sandbox.tenant.posts) == 1


def test_messages_without_an_override_go_to_the_app(sandbox: Sandbox) -> None:
    assert subscribe(sandbox) == 200
    sandbox.graph("POST", sandbox.number, {"webhook_configuration": {"override_callback_uri": ""}})
    sandbox.write()
    assert [str(post.url) for post in sandbox.tenant.posts] == ["http://acme.test/app"]


def test_a_callback_that_fails_its_handshake_is_not_kept(sandbox: Sandbox) -> None:
    sandbox.tenant.challenge = "no"
    assert subscribe(sandbox) == 400
    body = {"phone_number_id": sandbox.number, "callback_url": "http://a.test", "verify_token": "v"}
    assert sandbox.client.post("/sandbox/app", json=body).status_code == 422
    assert sandbox.client.post("/sandbox/app", json=body | {"handshake": False}).status_code == 201


def test_the_app_can_be_taken_back(sandbox: Sandbox) -> None:
    assert subscribe(sandbox) == 200
    app = app_of(sandbox)
    sandbox.graph("DELETE", f"{app}/subscriptions", token=f"{app}|{sandbox.app_secret}")
    answer = sandbox.graph("GET", f"{app}/subscriptions", token=f"{app}|{sandbox.app_secret}")
    assert answer.get_json() == {"data": []}
