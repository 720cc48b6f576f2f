from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.tokens import new_token
from tests.unit.control_plane.services.test_signups import APP, SECRET

LINKS = "/api/v1/whatsapp/connections"


@pytest.fixture
def settings(settings, at_meta, meta):
    return replace(
        at_meta(settings),
        meta_app_id=APP,
        meta_app_secret=SECRET,
        signup_configuration="42",
        meta_dialog_url=meta.dialog_url,
    )


@pytest.fixture
def connected(client, services, meta):
    """The id of a connection whose number was granted."""
    made = client.post(LINKS, json={}).json
    name = made["url"].rpartition("/")[2]
    back = meta.sign_up(services.signups.invitation(name)["dialog_url"], "551140042030")
    services.signups.complete(name, parse_qs(urlsplit(back).query)["code"][0], "192.0.2.9")
    return made["id"]


def test_a_link_is_made_listed_shown_and_revoked(client, add_tenant):
    add_tenant()
    made = client.post(LINKS, json={"tenant": "acme", "for_client": True})
    assert (made.status_code, made.json["state"], made.json["tenant"]) == (201, "pending", "acme")
    id_ = made.json["id"]
    assert [row["id"] for row in client.get(f"{LINKS}?tenant=acme").json["data"]] == [id_]
    assert client.get(f"{LINKS}/{id_}").json["url"] == made.json["url"]
    assert client.post(f"{LINKS}/{id_}/revoke").json["url"] is None
    assert client.post(f"{LINKS}/{id_}/revoke").status_code == 409
    assert client.get(f"{LINKS}/nothing").status_code == 404


def test_a_connected_number_is_checked_and_waits_on(client, connected, services):
    answer = client.post("/api/v1/whatsapp/checks", json={"connection": connected})
    assert answer.status_code == 200, answer.text
    assert {item["state"] for item in answer.json["items"] if item["name"] == "token"} == {"ok"}
    assert SECRET not in answer.text
    assert services.signups.show(connected)["state"] == "connected"


NOTHING = {"connection": "nothing"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/whatsapp/checks", NOTHING),
        ("/api/v1/tenants", {"slug": "acme", "name": "ACME", "whatsapp": NOTHING}),
    ],
)
def test_a_connection_that_is_not_there_is_a_described_refusal(client, path, body):
    assert client.post(path, json=body).status_code == 404
    assert "404" in client.get("/api/v1/openapi.json").json["paths"][path]["post"]["responses"]


def test_a_connection_goes_into_a_creation(client, connected, services, actor):
    body = {
        "slug": "acme",
        "name": "ACME",
        "admin": {"name": "Ana", "email": "ana@acme.example"},
        "whatsapp": {"connection": connected},
        "fila_ia": {"url": "http://fila.example", "key": "key-of-acme"},
    }
    foreseen = client.post("/api/v1/tenants?dry_run=true", json=body)
    assert foreseen.status_code == 200, foreseen.text
    assert services.signups.show(connected)["state"] == "connected"
    key = {"Idempotency-Key": "once"}
    answer = client.post("/api/v1/tenants", json=body, headers=key)
    assert answer.status_code == 202, answer.text
    repeated = client.post("/api/v1/tenants", json=body, headers=key)
    assert (repeated.status_code, repeated.json["operation"]["id"]) == (200, answer.json["operation"]["id"])
    shown = services.signups.show(connected)
    assert (shown["state"], shown["tenant"]) == ("used", "acme")
    number = answer.json["tenant"]["whatsapp"]["phone_number_id"]
    assert number == shown["numbers"][0]["phone_number_id"]
    assert client.post("/api/v1/tenants", json={**body, "slug": "other"}).status_code == 422


def test_a_connection_goes_into_a_change(client, connected, services, actor, tenant_request, sessions):

    services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "active"
    body = {"whatsapp": {"connection": connected}}
    preview = client.post("/api/v1/tenants/acme/change-previews", json=body).json
    assert {row["field"] for row in preview["changes"]} >= {"whatsapp.phone_number_id", "whatsapp.token"}
    assert SECRET not in str(preview)
    assert client.patch("/api/v1/tenants/acme", json=body).status_code == 202
    assert services.signups.show(connected)["state"] == "used"


def test_whoever_only_reads_sees_them_without_the_link(app, client, operator_of, services, actor):
    made = client.post(LINKS, json={}).json
    _, operator_id = operator_of("viewer")
    token = new_token()
    services.tokens.ensure(operator_id, "tests", token, actor)
    headers = {"Authorization": f"Bearer {token}"}
    viewer = app.test_client()
    (row,) = viewer.get(LINKS, headers=headers).json["data"]
    assert row == viewer.get(f"{LINKS}/{made['id']}", headers=headers).json == {**made, "url": None}
    assert viewer.post(f"{LINKS}/{made['id']}/revoke", headers=headers).status_code == 403


def test_a_connection_is_checked_without_its_secrets(client, connected, services):
    (number,) = services.signups.show(connected)["numbers"]
    for body in ({"connection": connected}, {"connection": connected, **_id_of(number)}):
        answer = client.post("/api/v1/whatsapp/checks", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json["items"] and SECRET not in answer.text
    wrong = client.post("/api/v1/whatsapp/checks", json={"connection": connected, "phone_number_id": "1"})
    assert (wrong.status_code, wrong.json["error"]["code"]) == (409, "choose_number")
    assert client.post("/api/v1/whatsapp/checks", json={"connection": "nothing"}).status_code == 404
    assert services.signups.show(connected)["state"] == "connected"


def _id_of(number):
    return {"phone_number_id": number["phone_number_id"]}
