import pytest

from tests.unit.control_plane.api.conforming import assert_described

URL = "/api/v1/operators"
PASSWORD = "nove bicicletas vermelhas"


@pytest.fixture
def spec(visitor):
    return visitor.get("/api/v1/openapi.json").json


@pytest.fixture
def bia(client):
    """Who was invited."""
    return client.post(URL, json={"email": "bia@operator.example", "role": "viewer"}).json


def test_inviting_shows_the_link_and_accepting_it_lets_in(client, visitor, spec):
    made = client.post(URL, json={"email": "bia@operator.example", "role": "viewer", "language": "en"})
    assert made.status_code == 201
    assert_described(spec, URL, "post", made)
    token = made.json["url"].rpartition("/")[2]
    path = f"/api/v1/auth/invitations/{token}"
    shown = visitor.get(path)
    assert shown.json == {"email": "bia@operator.example", "role": "viewer"}
    assert visitor.post(path, json={"password": "short"}).status_code == 422
    assert visitor.post(path, json={"password": PASSWORD}).status_code == 204
    assert visitor.get(path).json["error"]["code"] == "link_gone"
    login = visitor.post("/api/v1/auth/login", json={"email": "bia@operator.example", "password": PASSWORD})
    assert login.json["role"] == "viewer"


def test_the_link_is_in_no_list(client, bia, spec):
    listed = client.get(URL)
    assert_described(spec, URL, "get", listed)
    assert bia["url"].rpartition("/")[2] not in listed.text
    assert [row["email"] for row in listed.json["data"]] == ["ana@operator.example", "bia@operator.example"]


def test_another_link_without_a_body(client, bia):
    again = client.post(f"{URL}/{bia['operator']['id']}/invitations")
    assert again.status_code == 201
    assert again.json["url"] != bia["url"]


def test_roles_and_states_are_changed(client, bia, spec):
    own = f"{URL}/{bia['operator']['id']}"
    changed = client.put(f"{own}/role", json={"role": "operator"})
    assert_described(spec, f"{URL}/{{id_}}/role", "put", changed)
    assert changed.json["role"] == "operator"
    assert client.post(f"{own}/disable").json["state"] == "disabled"
    assert client.post(f"{own}/enable").json["state"] == "invited"
    wrong = client.put(f"{own}/role", json={"role": "king"})
    assert wrong.json["error"]["details"]["fields"]["role"].startswith("Choose a role")


def test_the_last_owner_stays(client, spec):
    me = client.get(URL).json["data"][0]["id"]
    for answer in (
        client.put(f"{URL}/{me}/role", json={"role": "viewer"}),
        client.post(f"{URL}/{me}/disable"),
    ):
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "last_owner")


def test_own_password(client, spec):
    path = "/api/v1/account/password"
    wrong = client.put(path, json={"current": "x", "new": PASSWORD})
    assert wrong.json["error"]["details"]["fields"] == {"current": "That is not your password."}
    right = client.put(path, json={"current": "a long enough password", "new": PASSWORD})
    assert right.status_code == 204
    assert_described(spec, path, "put", wrong)
