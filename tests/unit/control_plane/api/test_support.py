from datetime import UTC, datetime

import pytest
import time_machine

from control_plane.database import transaction
from tests.unit.control_plane.api.conforming import assert_described

URL = "/api/v1/tenants/acme/support-accesses"
URL_RULE = "/api/v1/tenants/{slug}/support-accesses"
REASON = "The client sees no conversations of the queue Sales."


@pytest.fixture(autouse=True)
def tenant(add_tenant, services):
    tenant = add_tenant()
    with transaction(services.sessions) as session:
        services.vault.put(session, tenant.id, "session_key", "k" * 64)
    return tenant


def test_a_link_is_given_this_once(client):
    answer = client.post(URL, json={"reason": REASON, "minutes": 60})
    assert answer.status_code == 201
    assert answer.json["link"].startswith("http://acme.localhost:8080/suporte#")
    (row,) = client.get(URL).json["data"]
    assert (row["id"], row["reason"], row["is_over"]) == (answer.json["id"], REASON, False)
    assert "link" not in row


def test_a_quarter_of_an_hour_unless_told(client):
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        row = client.post(URL, json={"reason": REASON}).json
    assert row["until"].startswith("2026-11-22T12:15:00")


@pytest.mark.parametrize("body", [{}, {"reason": "short"}, {"reason": REASON, "minutes": 7}, {"why": REASON}])
def test_what_is_wrong_is_said(client, body):
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert answer.json["error"]["details"]["fields"]


def test_a_suspended_tenant_is_not_entered(client, add_tenant):
    add_tenant("beta", lifecycle="suspended")
    answer = client.post("/api/v1/tenants/beta/support-accesses", json={"reason": REASON})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "tenant_not_serving")


def test_it_is_ended_from_here(client, visitor):
    access_id = client.post(URL, json={"reason": REASON}).json["id"]
    answer = client.post(f"{URL}/{access_id}/end")
    assert_described(
        visitor.get("/api/v1/openapi.json").json, f"{URL_RULE}/{{access_id}}/end", "POST", answer
    )
    assert answer.status_code == 200
    assert answer.json["end_asked_at"] and answer.json["ended_at"] is None
    assert client.get(URL).json["data"] == [answer.json]
