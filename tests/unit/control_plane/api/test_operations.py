import json
import threading

import pytest

from control_plane import notices as notices_module
from control_plane.database import transaction
from control_plane.models import Backup, Operation, PlatformFact
from tests.unit.control_plane.api.conforming import assert_described


@pytest.fixture
def operation_id(client, add_tenant):
    add_tenant()
    return client.post("/api/v1/tenants/acme/backups").json["operation"]["id"]


@pytest.fixture
def end(services):
    def end(operation_id, state="succeeded"):
        with transaction(services.sessions) as session:
            operation = session.get_one(Operation, operation_id)
            operation.state = state

    return end


def test_shows_lists_and_pages(client, operation_id):
    assert client.get(f"/api/v1/operations/{operation_id}").json["kind"] == "backup"
    page = client.get("/api/v1/operations?tenant=acme&limit=1").json
    assert [row["id"] for row in page["data"]] == [operation_id]
    assert client.get(f"/api/v1/operations?cursor={page['next_cursor']}").json["data"] == []
    assert client.get("/api/v1/operations?tenant=beta").json["data"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x"])
def test_bad_queries(client, query):
    answer = client.get(f"/api/v1/operations?{query}")
    assert answer.status_code == 422
    assert list(answer.json["error"]["details"]["fields"]) == ["limit"]


def test_a_busy_tenant_has_a_queue(client, operation_id):
    answer = client.post("/api/v1/tenants/acme/backups")
    assert (answer.status_code, answer.json["operation"]["ahead"]) == (202, 1)


def test_a_queued_one_is_canceled_and_resumed(client, operation_id):
    path = f"/api/v1/operations/{operation_id}"
    canceled = client.post(f"{path}/cancel")
    assert (canceled.status_code, canceled.json["state"]) == (202, "canceled")
    assert client.post(f"{path}/cancel").status_code == 409
    assert client.post(f"{path}/resume").json["state"] == "queued"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=backup&state=queued&q=ACME", 1),
        ("kind=restore", 0),
        ("state=failed", 0),
        ("since=2100-01-01T00:00:00%2B00:00", 0),
        ("until=2100-01-01T00:00:00%2B00:00", 1),
        ("q=nothing%25", 0),
    ],
)
def test_the_history_is_searched(client, operation_id, query, count):
    assert len(client.get(f"/api/v1/operations?{query}").json["data"]) == count


@pytest.mark.parametrize(
    "query", ["kind=x", "state=x", "since=2026-11-22", "since=yesterday", "q=" + "x" * 101]
)
def test_what_cannot_be_searched_for(client, query):
    answer = client.get(f"/api/v1/operations?{query}")
    assert answer.status_code == 422 and list(answer.json["error"]["details"]["fields"]) == [
        query.split("=")[0]
    ]


def test_events_end_with_the_operation(client, operation_id, end, monkeypatch):
    monkeypatch.setattr(notices_module, "_POLL_SECONDS", 0.01)
    timer = threading.Timer(0.05, end, (operation_id,))
    answer = client.get(f"/api/v1/operations/{operation_id}/events")
    assert answer.mimetype == "text/event-stream"
    timer.start()
    blocks = answer.text.strip().split("\n\n")
    timer.join()
    assert all(block.startswith("event: operation\ndata: ") for block in blocks)
    states = [json.loads(block.split("data: ", 1)[1])["state"] for block in blocks]
    assert states == ["queued", "succeeded"]


def test_silence_is_filled_with_comments(client, operation_id, end, monkeypatch):
    monkeypatch.setattr(notices_module, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr("control_plane.services.operations._HEARTBEAT_SECONDS", 0.02)
    answer = client.get(f"/api/v1/operations/{operation_id}/events", buffered=False)
    chunks = iter(answer.response)
    assert b"event: operation" in next(chunks)
    assert next(chunks) == b": still there\n\n"
    answer.close()


def test_events_of_nothing_are_not_found(client):
    assert client.get("/api/v1/operations/none/events").status_code == 404


def test_resume(client, operation_id, end):
    end(operation_id, "failed")
    answer = client.post(f"/api/v1/operations/{operation_id}/resume")
    assert answer.status_code == 202
    assert answer.json["state"] == "queued"


@pytest.fixture
def failed_creation(client, services, actor, tenant_request, end):
    operation, _, _ = services.tenants.submit_create(tenant_request(), actor)
    end(operation["id"], "failed")
    return operation["id"]


def test_resume_with_other_credentials(client, failed_creation, services):
    body = {"whatsapp": {"token": "the-right-token", "waba_id": "555000111"}, "fila_ia": {"key": "right"}}
    answer = client.post(f"/api/v1/operations/{failed_creation}/resume", json=body)
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert services.tenants.show("acme")["whatsapp"]["waba_id"] == "555000111"
    entry = next(each for each in services.audit.list_all() if each["action"] == "credentials_corrected")
    assert entry["details"]["fields"] == ["whatsapp.waba_id", "whatsapp.token", "fila_ia.key"]


@pytest.mark.parametrize("body", [None, {}, {"whatsapp": {}}, {"whatsapp": {"token": ""}, "fila_ia": {}}])
def test_resume_with_nothing_to_correct(client, failed_creation, body):
    answer = client.post(f"/api/v1/operations/{failed_creation}/resume", json=body)
    assert (answer.status_code, answer.json["state"]) == (202, "queued")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"whatsapp": {"token": "a b"}}, "whatsapp.token"),
        ({"whatsapp": {"phone_number_id": "x"}}, "whatsapp.phone_number_id"),
        ({"whatsapp": {"verify_token": "x"}}, "whatsapp.verify_token"),
        ({"fila_ia": {"url": "http://x"}}, "fila_ia.url"),
        ({"fila_ia": {"key": 7}}, "fila_ia.key"),
    ],
)
def test_bad_corrections_name_their_field(client, failed_creation, body, field):
    answer = client.post(f"/api/v1/operations/{failed_creation}/resume", json=body)
    assert answer.status_code == 422
    assert list(answer.json["error"]["details"]["fields"]) == [field]


def test_a_failed_backup_takes_no_credentials(client, operation_id, end):
    end(operation_id, "failed")
    body = {"whatsapp": {"token": "the-right-token"}}
    answer = client.post(f"/api/v1/operations/{operation_id}/resume", json=body)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "cannot_correct")


def test_a_backup_cannot_be_undone(client, operation_id, end):
    end(operation_id, "failed")
    answer = client.post(f"/api/v1/operations/{operation_id}/undo")
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "cannot_undo")


def test_restore_wants_confirmation(client, operation_id):
    answer = client.post("/api/v1/tenants/acme/restores", json={"backup_id": "x", "confirm": ""})
    assert answer.json["error"]["code"] == "not_confirmed"
    assert client.post("/api/v1/tenants/acme/restores", json={}).status_code == 422


def test_backups_are_listed(client, operation_id):
    assert client.get("/api/v1/tenants/acme/backups").json == {"data": [], "next_cursor": None}
    assert client.get("/api/v1/tenants/beta/backups").status_code == 404


def test_a_drill_wants_a_backup(client, operation_id):
    path = "/api/v1/tenants/acme/drills"
    refused = client.post(path)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "no_backup")
    unknown = client.post(path, json={"backup_id": "00000000-0000-0000-0000-000000000000"})
    assert (unknown.status_code, unknown.json["error"]["code"]) == (404, "backup_not_found")


def test_a_drill_is_submitted(client, services, operation_id, end):
    end(operation_id)
    with transaction(services.sessions) as session:
        operation = session.get_one(Operation, operation_id)
        backup = Backup(tenant_id=operation.tenant_id, operation_id=operation_id, trigger="manual", bytes=1)
        backup.database_snapshot = backup.media_snapshot = "a"
        backup.manifest = {}
        session.add(backup)
    answer = client.post("/api/v1/tenants/acme/drills")
    assert (answer.status_code, answer.json["operation"]["kind"]) == (202, "drill")
    listed = client.get("/api/v1/tenants/acme/backups").json["data"]
    assert (listed[0]["proven_at"], listed[0]["proof"]) == (None, None)


def test_audit_pages(client, operation_id):
    page = client.get("/api/v1/audit?limit=1").json
    assert page["data"][0]["action"] == "backup_submitted"
    rest = client.get(f"/api/v1/audit?cursor={page['next_cursor']}").json["data"]
    assert [entry["action"] for entry in rest] == ["token_created", "operator_created"]
    assert client.get("/api/v1/audit?cursor=x").status_code == 422


def test_the_inventory_is_what_the_runner_last_saw(client, services):
    assert client.get("/api/v1/inventory").status_code == 404
    with transaction(services.sessions) as session:
        session.add(PlatformFact(name="inventory", value={"orphans": []}))
    answer = client.get("/api/v1/inventory").json
    assert answer["orphans"] == [] and answer["seen_at"]


def test_a_failure_is_explained(client, operation_id, sessions):
    path = f"/api/v1/operations/{operation_id}/explanation"
    assert client.get(path).status_code == 409
    with transaction(sessions) as session:
        operation = session.get_one(Operation, operation_id)
        operation.state, operation.error_code, operation.error_message = "failed", "dump_failed", "No dump."
    answer = client.get(path)
    assert (answer.status_code, answer.json["code"], answer.json["tenant"]["data"]) == (
        200,
        "dump_failed",
        "safe",
    )
    spec = client.get("/api/v1/openapi.json").json
    described = "/api/v1/operations/{id_}/explanation"
    for each in (answer, client.get("/api/v1/operations/none/explanation")):
        assert_described(spec, described, "get", each)
