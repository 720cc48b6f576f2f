import base64

import pytest

from tests.unit.control_plane.api.conforming import assert_described

URL = "/api/v1/tenants/acme/brand"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 349_000
LOGO = base64.b64encode(PNG).decode()


@pytest.fixture(autouse=True)
def tenant(add_tenant):
    return add_tenant()


@pytest.fixture
def spec(visitor):
    return visitor.get("/api/v1/openapi.json").json


def described(spec, method, answer):
    assert_described(spec, "/api/v1/tenants/{slug}/brand", method, answer)
    return answer


def test_a_change_is_202_and_again_with_the_same_key_200(client, spec):
    headers = {"Idempotency-Key": "k"}
    body = {"name": "Padaria do Zé", "login_text": None, "logo": LOGO, "favicon": LOGO}
    first = described(spec, "patch", client.patch(URL, json=body, headers=headers))
    assert (first.status_code, first.json["operation"]["kind"]) == (202, "brand")
    assert first.headers["Location"].endswith(first.json["operation"]["id"])
    assert described(spec, "patch", client.patch(URL, json=body, headers=headers)).status_code == 200
    assert described(spec, "patch", client.patch(URL, json=body)).status_code == 202


def test_what_was_set_is_shown(client, spec):
    answer = described(spec, "get", client.get(URL))
    assert (answer.status_code, answer.json["name"], answer.json["changed_at"]) == (200, None, None)
    assert client.get("/api/v1/tenants/beta/brand").status_code == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"name": "x" * 61, "colour": "red", "logo": "eA=="}, {"name", "colour", "logo"}),
        ({"name": "", "logo": ""}, {"name", "logo"}),
        ({"logo": "not base64!"}, {"logo"}),
        ({"favicon": 5}, {"favicon"}),
        ({"name": ["x"]}, {"name"}),
        ({"slogan": "x"}, {"slogan"}),
    ],
)
def test_what_is_wrong_is_named_by_field(client, spec, body, fields):
    answer = described(spec, "patch", client.patch(URL, json=body))
    assert answer.status_code == 422
    assert set(answer.json["error"]["details"]["fields"]) == fields


def test_an_empty_change_is_none(client):
    assert client.patch(URL, json={}).json["error"]["code"] == "nothing_to_change"


def test_a_body_for_two_pictures_is_taken_here_alone(client):
    assert client.patch(URL, json={"logo": "A" * 3_000_000}).status_code == 422
    assert client.patch(URL, json={"logo": "A" * 9_000_000}).status_code == 413
    assert client.post("/api/v1/tenants", json={"name": "A" * 300_000}).status_code == 413


def test_who_has_not_signed_in_changes_nothing_and_is_not_read(visitor):
    assert visitor.patch(URL, json={"logo": "A" * 3_000_000}).status_code == 401


def test_a_session_changes_only_with_its_token(app, services, actor):
    services.operators.ensure(actor.name, "a long enough password", actor)
    browser = app.test_client()
    login = {"email": actor.name, "password": "a long enough password"}
    token = browser.post("/api/v1/auth/login", json=login).json["csrf_token"]
    assert browser.patch(URL, json={"name": "A"}).json["error"]["code"] == "bad_csrf_token"
    assert browser.patch(URL, json={"name": "A"}, headers={"X-CSRF-Token": token}).status_code == 202
