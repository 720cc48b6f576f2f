import json
from dataclasses import replace

import pytest

from control_plane.whatsapp.envelope import LONGEST_BODY, signature
from tests.unit.control_plane.meta import APP_SECRET, NUMBER, WABA

PATH = "/webhooks/meta"


@pytest.fixture
def settings(settings):
    return replace(settings, meta_app_id="77", meta_app_secret=APP_SECRET)


def post(visitor, body, secret=APP_SECRET):
    return visitor.post(PATH, data=body, headers={"X-Hub-Signature-256": signature(body, secret)})


def body(waba="99"):
    entry = {"id": waba, "changes": [{"field": "account_update", "value": {}}]}
    return json.dumps({"entry": [entry]}).encode()


def test_meta_shakes_hands(visitor, client):
    found = client.get("/api/v1/app-webhooks/callback").json
    query = {"hub.mode": "subscribe", "hub.verify_token": found["verify_token"], "hub.challenge": "<b>4711"}
    answer = visitor.get(PATH, query_string=query)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "<b>4711", "text/plain")
    assert visitor.get(PATH, query_string=query | {"hub.verify_token": "guess"}).status_code == 403


def test_what_is_stored_is_answered_with_200(visitor, client):
    assert post(visitor, body()).status_code == 200
    rows = client.get("/api/v1/app-webhooks?state=unknown").json["data"]
    assert [(row["waba_id"], row["about"]) for row in rows] == [("99", "account_update")]


def test_what_is_forged_is_refused(visitor, client):
    assert post(visitor, body(), "another secret").status_code == 401
    assert visitor.post(PATH, data=body()).status_code == 401
    assert client.get("/api/v1/app-webhooks").json["data"] == []


def test_a_body_of_3_mb_is_taken_and_a_larger_one_is_not(visitor):
    whole = body()
    assert post(visitor, whole + b" " * (LONGEST_BODY - len(whole))).status_code == 200
    assert post(visitor, whole + b" " * (LONGEST_BODY - len(whole) + 1)).status_code == 413


def test_a_platform_without_an_app_has_no_such_address(settings, sessions, services, visitor):
    services.app_webhooks._settings = replace(settings, meta_app_id="")
    assert visitor.get(PATH).status_code == 404
    assert post(visitor, body()).status_code == 404


def test_what_cannot_be_stored_is_not_acknowledged(visitor, services, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("disk gone")

    monkeypatch.setattr("control_plane.services.app_webhooks.place", broken)
    assert post(visitor, body()).status_code == 500


def test_it_is_given_to_a_tenant(visitor, client, add_tenant):
    add_tenant()
    post(visitor, body())
    answer = client.post("/api/v1/app-webhooks/accounts/99/give", json={"tenant": "acme"})
    assert answer.json == {"given": 1, "tenant": "acme", "waba_id": "99"}
    row = client.get("/api/v1/app-webhooks?tenant=acme").json["data"][0]
    assert row["state"] == "waiting"
    assert client.post(f"/api/v1/app-webhooks/{row['id']}/retry").status_code == 409


def test_what_metas_simulator_sends_to_the_app_is_taken(visitor, client, meta, add_tenant):
    """A template's fate goes to the app's callback, whatever the number's override."""
    whatsapp = {"phone_number_id": NUMBER, "waba_id": WABA}
    add_tenant(configuration={"whatsapp": whatsapp, "fila_ia": {}, "users": []})
    meta.connect()
    meta.connect_app("http://panel.localhost:8080/webhooks/meta")
    meta.tell("name", decision="APPROVED")
    (sent,) = meta.tenant.posts
    assert sent.url.endswith(PATH)
    headers = {"X-Hub-Signature-256": sent.headers["X-Hub-Signature-256"]}
    assert visitor.post(PATH, data=sent.body, headers=headers).status_code == 200
    row = client.get("/api/v1/app-webhooks").json["data"][0]
    assert (row["tenant"], row["about"], row["state"]) == ("acme", "phone_number_name_update", "waiting")
