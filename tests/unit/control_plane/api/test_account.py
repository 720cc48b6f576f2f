import pytest

URL = "/api/v1/account/sessions"
CREDENTIALS = {"email": "ana@operator.example", "password": "a long enough password"}


@pytest.fixture
def enter(app, client):
    """Signs in with a session; returns the browser and the headers of its changes."""

    def sign_in():
        browser = app.test_client()
        answer = browser.post("/api/v1/auth/login", json=CREDENTIALS)
        return browser, {"X-CSRF-Token": answer.json["csrf_token"]}

    return sign_in


def test_own_sessions_are_listed_and_ended(enter):
    (desk, headers), (phone, _) = enter(), enter()
    rows = desk.get(URL).json["data"]
    assert [row["is_current"] for row in rows] == [False, True]
    assert desk.delete(f"{URL}/{rows[0]['id']}", headers=headers).status_code == 204
    assert phone.get(URL).status_code == 401
    gone = desk.delete(f"{URL}/{rows[0]['id']}", headers=headers)
    assert (gone.status_code, gone.json["error"]["code"]) == (404, "session_not_found")


def test_all_but_the_one_that_asks_are_ended(enter, client):
    (desk, headers), (phone, _) = enter(), enter()
    assert desk.delete(URL, headers=headers).status_code == 204
    assert phone.get(URL).status_code == 401
    assert desk.get(URL).status_code == 200
    assert client.delete(URL).status_code == 204  # a token is no session
    assert desk.get(URL).status_code == 401


def test_an_event_stream_ends_with_the_session(app, enter, services, actor, tenant_request):
    operation, _, _ = services.tenants.submit_create(tenant_request(), actor)
    desk, _ = enter()
    stream = desk.get(f"/api/v1/operations/{operation['id']}/events", buffered=False)
    events = iter(stream.response)
    assert next(events).startswith(b"event: operation")
    other, _ = enter()
    other_headers = {"X-CSRF-Token": other.get("/api/v1/auth/me").json["csrf_token"]}
    other.delete(URL, headers=other_headers)
    services.operations.cancel(operation["id"], actor)
    assert list(events) == []
    stream.close()


def test_which_alarms_one_is_mailed(client):
    path = "/api/v1/account/alarm-mail"
    assert client.get(path).json == {"level": "critical", "language": "pt-BR", "is_sent": False}
    chosen = client.put(path, json={"level": "all", "language": "en"}).json
    assert chosen == client.get(path).json == {"level": "all", "language": "en", "is_sent": False}
    refused = client.put(path, json={"level": "some"})
    assert (refused.status_code, [*refused.json["error"]["details"]["fields"]]) == (422, ["level"])
