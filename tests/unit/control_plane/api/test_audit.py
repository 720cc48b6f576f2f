import json

import pytest
from sqlalchemy import text

from control_plane.audit_chain import TRIGGERS
from control_plane.database import transaction
from tests.unit.control_plane.api.conforming import assert_described

URL = "/api/v1/audit"


@pytest.fixture
def spec(visitor):
    return visitor.get("/api/v1/openapi.json").json


def test_entries_are_looked_for(client, visitor, spec, services, actor):
    services.operators.ensure("rival@x.example", "a long enough password", actor)
    visitor.post("/api/v1/auth/login", json={"email": "rival@x.example", "password": "wrong"})
    found = client.get(URL, query_string={"action": "login_failed", "q": "RIVAL"})
    assert_described(spec, URL, "get", found)
    [entry] = found.json["data"]
    assert entry["actor"] == "rival@x.example" and len(entry["hash"]) == 64
    assert client.get(URL, query_string={"actor": "nobody@x.example"}).json["data"] == []
    later = client.get(URL, query_string={"since": "2099-01-01T00:00:00Z"})
    assert later.json["data"] == []
    assert client.get(URL, query_string={"since": "2026-01-01"}).status_code == 422
    assert client.get(URL, query_string={"q": "x" * 101}).status_code == 422


def test_it_is_taken_along(client):
    lines = client.get(f"{URL}/export", query_string={"format": "jsonl"})
    assert lines.mimetype == "application/jsonl"
    entries = [json.loads(line) for line in lines.text.splitlines()]
    assert [entry["id"] for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["action"] == "audit_exported"
    table = client.get(f"{URL}/export", query_string={"action": "audit_exported"})
    assert table.mimetype == "text/csv"
    assert len(table.text.splitlines()) == 3
    assert client.get(f"{URL}/export", query_string={"format": "xls"}).status_code == 422


def test_it_is_verified(client, sessions, spec):
    sound = client.post(f"{URL}/verify")
    assert_described(spec, f"{URL}/verify", "post", sound)
    assert sound.json["is_sound"] and sound.json["head"].startswith("3:")
    assert client.post(f"{URL}/verify", json={"expect": sound.json["head"]}).json["is_sound"]
    assert client.post(f"{URL}/verify", json={"expect": "x"}).status_code == 422
    with transaction(sessions) as session:
        for name in TRIGGERS:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit SET actor = 'x' WHERE id = 2"))
    found = client.post(f"{URL}/verify")
    assert_described(spec, f"{URL}/verify", "post", found)
    assert found.status_code == 200 and not found.json["is_sound"]
    assert found.json["problems"][0]["entry"] == 2
