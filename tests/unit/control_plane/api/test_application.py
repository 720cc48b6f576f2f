import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from control_plane.app import make_app
from control_plane.database import Base, make_engine, make_sessions
from control_plane.migrations import commands
from control_plane.notices import Notices
from control_plane.services.container import make_services


def test_healthz_asks_nobody(visitor):
    assert visitor.get("/healthz").json == {"status": "ok"}


def test_readyz_wants_the_schema_and_tolerates_a_missing_redis(app, visitor, sessions):
    answer = visitor.get("/readyz")
    assert answer.status_code == 503  # made without migrations
    assert "run migrate" in answer.json["database"]
    assert answer.json["redis"] == "error"


def test_readyz_after_migrating(settings, tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/migrated.sqlite3")
    commands.migrate(engine)
    services = make_services(settings, make_sessions(engine), Notices(None, "test"))
    answer = make_app(services).test_client().get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (200, "ok")
    engine.dispose()


def test_readyz_without_a_database(settings):
    engine = make_engine("sqlite:////nowhere/platform.sqlite3")
    services = make_services(settings, make_sessions(engine), Notices(None, "test"))
    answer = make_app(services).test_client().get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (503, "error: OperationalError")


def test_migrations_make_exactly_the_tables_of_the_models(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/migrated.sqlite3")
    commands.migrate(engine)
    commands.migrate(engine)  # nothing left to do is fine
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert commands.is_current(connection)
    engine.dispose()


def test_waiting_for_the_schema_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "_PATIENCE_SECONDS", 1)
    monkeypatch.setattr(commands.time, "sleep", lambda _seconds: None)
    engine = make_engine(f"sqlite:///{tmp_path}/empty.sqlite3")
    with pytest.raises(commands.ControlPlaneError, match="run migrate"):
        commands.wait_for_schema(engine)
    commands.migrate(engine)
    commands.wait_for_schema(engine)
    engine.dispose()


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/tenants", "/nowhere"])
def test_every_answer_is_protected(visitor, path):
    headers = visitor.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_unknown_pages_and_methods_have_the_errors_shape(client):
    assert client.get("/api/v1/nowhere").json["error"]["code"] == "not_found"
    assert client.delete("/api/v1/tenants").json["error"]["code"] == "method_not_allowed"


def test_what_breaks_is_not_shown(app, client, services, monkeypatch):
    def broken(self, *_wanted, **_options):
        raise ValueError("a secret in a message")

    monkeypatch.setattr(type(services.fleet), "page", broken)
    app.testing = False
    answer = client.get("/api/v1/tenants")
    assert answer.status_code == 500
    assert answer.json["error"]["code"] == "internal_error"
    assert "secret" not in answer.text


def test_a_huge_body_is_refused(client):
    answer = client.post("/api/v1/tenants", data="x" * 300_000, content_type="application/json")
    assert answer.status_code == 413


def test_an_id_that_no_row_can_have_is_no_address(client):
    for id_ in (2**31, 2**64):
        answer = client.delete(f"/api/v1/account/sessions/{id_}")
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["operations/", "account/sessions/x", "account/tokens/99999999999"])
def test_an_id_that_is_none_is_said_in_our_words(client, path):
    answer = client.delete(f"/api/v1/{path}")
    error = {"code": "not_found", "message": "There is no such page.", "details": {}}
    assert (answer.status_code, answer.json["error"]) == (404, error)


def test_a_number_too_long_to_read_is_a_bad_request(client):
    body = '{"slug":' + "9" * 10_000 + "}"
    answer = client.post("/api/v1/tenants", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("body", "where"),
    [("{", "line 1, column 2"), ('{"slug": "a",\n "name": }', "line 2, column 10"), (b"\xff", "line 1")],
)
def test_a_body_that_is_no_json_is_told_where(client, body, where):
    answer = client.post("/api/v1/plans", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_json")
    assert answer.json["error"]["message"].startswith(f"The body is no JSON ({where}")


@pytest.mark.parametrize("body", ["[]", "null", '"slug"', "7"])
def test_a_body_that_is_no_object_is_told_so(client, body):
    answer = client.post("/api/v1/plans", data=body, content_type="application/json")
    said = "The body is wrong as a whole. Send a JSON object: {…}."
    assert (answer.status_code, answer.json["error"]["message"]) == (422, said)
    assert answer.json["error"]["details"] == {}


def test_fields_that_will_not_do_are_named_in_the_message_too(client):
    body = {"slug": "large", "name": None, "limits": {"banana": 1}}
    error = client.post("/api/v1/plans", json=body).json["error"]
    assert error["message"] == "Some fields are wrong: name, limits.banana."
    fields = error["details"]["fields"]
    assert fields["name"] == "Field may not be null."
    assert fields["limits.banana"].startswith("There is no such field: known are ai_answers, cpus, ")


def test_a_section_that_is_no_object_is_told_at_its_name(client):
    error = client.post("/api/v1/plans", json={"slug": "large", "limits": []}).json["error"]
    assert error["details"]["fields"] == {"limits": "Send a JSON object: {…}."}


def test_the_api_describes_itself(visitor):
    spec = visitor.get("/api/v1/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    create = spec["paths"]["/api/v1/tenants"]["post"]
    assert create["requestBody"]["content"]["application/json"]
    assert create["responses"]["202"] and create["responses"]["default"]
