import json

import pytest

from control_plane.database import transaction

BODY = {
    "slug": "acme",
    "name": "ACME",
    "admin": {"name": "Ana", "email": "ana@acme.example"},
    "attendants": [{"name": "Beto", "email": "beto@acme.example"}],
    "whatsapp": {
        "phone_number_id": "123456789",
        "waba_id": "987654321",
        "token": "token-of-acme",
        "app_secret": "app-secret-of-acme",
    },
    "fila_ia": {"key": "key-of-acme"},
}


def test_creation_answers_202_with_operation_and_tenant(client):
    answer = client.post("/api/v1/tenants", json=BODY)
    assert answer.status_code == 202
    operation = answer.json["operation"]
    assert operation["state"] == "queued" and operation["tenant"] == "acme"
    assert answer.headers["Location"] == f"/api/v1/operations/{operation['id']}"
    assert answer.json["tenant"]["fila_ia"] == {"url": "http://fila.example"}
    assert answer.json["tenant"]["database"] == "mysql"


def test_no_answer_holds_a_secret(client):
    texts = [client.post("/api/v1/tenants", json=BODY).text]
    texts += [
        client.get(path).text for path in ("/api/v1/tenants/acme", "/api/v1/audit", "/api/v1/operations")
    ]
    for secret in ("token-of-acme", "app-secret-of-acme", "key-of-acme"):
        assert not any(secret in text for text in texts)


def test_an_empty_request_is_told_everything_it_lacks(client):
    answer = client.post("/api/v1/tenants", json={})
    assert answer.status_code == 422
    error = answer.json["error"]
    assert error["code"] == "invalid_tenant"
    assert {
        "slug",
        "name",
        "admin.name",
        "admin.email",
        "whatsapp.phone_number_id",
        "whatsapp.waba_id",
        "whatsapp.token",
        "whatsapp.app_secret",
        "fila_ia.key",
    } == set(error["details"]["fields"])


def test_names_that_play_tricks_are_refused_at_their_fields(client):
    admin = {"name": "\u2067Ana", "email": "ana@acme.example"}
    answer = client.post("/api/v1/tenants", json={**BODY, "name": "ACME\nLtda", "admin": admin})
    assert set(answer.json["error"]["details"]["fields"]) == {"name", "admin.name"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": 5}, "slug"),
        ({"whatsapp": {"token": ["x"]}}, "whatsapp.token"),
        ({"colour": "blue"}, "colour"),
        ({"attendants": [{"mail": "x"}]}, "attendants.0.mail"),
        ({"hostnames": "a.example"}, "hostnames"),
    ],
)
def test_wrong_shapes_are_named_by_field(client, change, field):
    answer = client.post("/api/v1/tenants", json={**BODY, **change})
    assert answer.status_code == 422
    assert list(answer.json["error"]["details"]["fields"]) == [field]


@pytest.mark.parametrize(("data", "kind"), [("{", "application/json"), ("[]", "application/json")])
def test_a_body_that_is_no_json_object(client, data, kind):
    answer = client.post("/api/v1/tenants", data=data, content_type=kind)
    assert answer.status_code in (400, 422)
    assert set(answer.json["error"]) == {"code", "message", "details"}


def test_a_repeated_request_gets_the_same_operation(client):
    headers = {"Idempotency-Key": "abc"}
    first = client.post("/api/v1/tenants", json=BODY, headers=headers)
    again = client.post("/api/v1/tenants", json=BODY, headers=headers)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json["operation"]["id"] == again.json["operation"]["id"]
    other = client.post("/api/v1/tenants", json={**BODY, "name": "Other"}, headers=headers)
    assert other.status_code == 409


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_bad_idempotency_keys(client, key):
    answer = client.post("/api/v1/tenants", json=BODY, headers={"Idempotency-Key": key})
    assert answer.json["error"]["code"] == "bad_idempotency_key"


def test_shows_and_lists(client):
    client.post("/api/v1/tenants", json=BODY)
    assert client.get("/api/v1/tenants/acme").json["name"] == "ACME"
    assert [row["slug"] for row in client.get("/api/v1/tenants").json["data"]] == ["acme"]
    assert client.get("/api/v1/tenants/beta").status_code == 404


def test_logins_once(client, services, add_tenant):
    tenant = add_tenant()
    users = [{"name": "Ana", "email": "ana@acme.example", "password": "p4ssw0rd", "role": "admin"}]
    with transaction(services.sessions) as session:
        services.vault.put(session, tenant.id, "first_users", json.dumps(users))
    assert client.post("/api/v1/tenants/acme/logins").json["data"][0]["password"] == "p4ssw0rd"
    assert client.post("/api/v1/tenants/acme/logins").status_code == 409


def test_a_repair_is_202_and_again_with_the_same_key_200(client, add_tenant):
    add_tenant()
    headers = {"Idempotency-Key": "k"}
    first = client.post("/api/v1/tenants/acme/repairs", headers=headers)
    assert (first.status_code, first.json["operation"]["kind"]) == (202, "repair")
    assert first.headers["Location"].endswith(first.json["operation"]["id"])
    assert client.post("/api/v1/tenants/acme/repairs", headers=headers).status_code == 200
    assert client.post("/api/v1/tenants/acme/repairs").json["operation"]["ahead"] == 1


def test_who_has_not_signed_in_repairs_nothing(visitor, add_tenant):
    add_tenant()
    assert visitor.post("/api/v1/tenants/acme/repairs").status_code == 401
