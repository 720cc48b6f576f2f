import pytest

from tests.unit.control_plane.api.conforming import assert_described

URL = "/api/v1/account/tokens"


@pytest.fixture
def spec(visitor):
    return visitor.get("/api/v1/openapi.json").json


def test_a_token_is_made_used_and_revoked(client, visitor, spec):
    made = client.post(URL, json={"name": "report", "scope": "read", "days": 30})
    assert made.status_code == 201
    assert_described(spec, URL, "post", made)
    headers = {"Authorization": f"Bearer {made.json['token']}"}
    assert visitor.get("/api/v1/tenants", headers=headers).status_code == 200
    listed = client.get(URL)
    assert_described(spec, URL, "get", listed)
    assert made.json["token"] not in listed.text
    assert {row["name"]: row["is_current"] for row in listed.json["data"]} == {"report": False, "tests": True}
    assert client.delete(f"{URL}/{made.json['id']}").status_code == 204
    assert visitor.get("/api/v1/tenants", headers=headers).status_code == 401
    assert client.delete(f"{URL}/{made.json['id']}").json["error"]["code"] == "token_not_found"


def test_a_token_that_only_reads_is_told_that_its_scope_is_too_narrow(client, visitor):
    token = client.post(URL, json={"name": "report", "scope": "read"}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    me = visitor.get("/api/v1/auth/me", headers=headers).json
    assert me["role"] == "owner" and "tenants.create" not in me["permissions"]
    for refused in (
        visitor.post("/api/v1/tenants/acme/backups", headers=headers),
        visitor.post(URL, headers=headers, json={"name": "another", "scope": "read"}),
    ):
        assert refused.status_code == 403
        assert "scope of this token" in refused.json["error"]["message"]


@pytest.mark.parametrize("scope", ["viewer", "support", "operator"])
def test_a_narrow_token_takes_nothing_away_from_its_owner(client, visitor, app, scope):
    token = client.post(URL, json={"name": "narrow", "scope": scope}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    [wide] = [row["id"] for row in visitor.get(URL, headers=headers).json["data"] if row["name"] == "tests"]
    refused = visitor.delete(f"{URL}/{wide}", headers=headers)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "wider_token")
    account = URL.removesuffix("/tokens")
    for method, path in (
        ("PUT", "/password"),
        ("PUT", "/alarm-mail"),
        ("DELETE", "/sessions"),
        ("DELETE", "/sessions/1"),
        ("POST", "/second-factor"),
        ("POST", "/second-factor/remove"),
    ):
        refused = visitor.open(f"{account}{path}", method=method, headers=headers, json={})
        assert refused.status_code == 403, path
        assert "scope of this token" in refused.json["error"]["message"]
    assert client.delete(f"{account}/sessions").status_code == 204


def test_what_is_wrong_is_said_at_its_field(client):
    refused = client.post(URL, json={"name": "", "scope": "king", "days": 0})
    assert refused.json["error"]["details"]["fields"].keys() == {"name", "scope", "days"}
