import pytest

from control_plane.database import transaction, utc_now
from control_plane.services import alarms
from control_plane.services.observations import Measures, Sighting
from control_plane.services.tenants import find_tenant
from control_plane.services.tokens import new_token


@pytest.fixture
def three(add_tenant, services):
    for slug in ("alfa", "beta", "gama"):
        tenant = add_tenant(slug)
        measures = Measures(version="app:1", memory_bytes=len(slug) * ord(slug[0]))
        health = "down" if slug == "beta" else "up"
        services.observations.keep([Sighting(tenant.id, health, "why", 5, utc_now(), measures)])


def test_a_page_after_the_other(client, three):
    first = client.get("/api/v1/tenants?limit=2").json
    assert [row["slug"] for row in first["data"]] == ["alfa", "beta"]
    assert first["total"] == 3
    second = client.get(f"/api/v1/tenants?limit=2&cursor={first['next_cursor']}").json
    assert [row["slug"] for row in second["data"]] == ["gama"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("q=ALF", ["alfa"]),
        ("health=down", ["beta"]),
        ("health=up&sort=-memory", ["gama", "alfa"]),
        ("version=app:1&lifecycle=active&sort=-slug", ["gama", "beta", "alfa"]),
    ],
)
def test_found_and_sorted(client, three, query, slugs):
    assert [row["slug"] for row in client.get(f"/api/v1/tenants?{query}").json["data"]] == slugs


@pytest.mark.parametrize(
    "query", ["sort=salary", "health=fine", "cursor=x", "cursor=-1", f"cursor={'9' * 30}"]
)
def test_what_makes_no_sense_is_refused(client, query):
    answer = client.get(f"/api/v1/tenants?{query}")
    assert answer.status_code == 422
    assert answer.json["error"]["code"] in {"bad_filter", "bad_cursor"}


def test_bulk(client, three):
    answer = client.post("/api/v1/tenants/bulk", json={"action": "backup", "tenants": ["alfa", "nobody"]})
    assert answer.status_code == 202
    assert [each["tenant"] for each in answer.json["submitted"]] == ["alfa"]
    assert answer.json["refused"][0]["code"] == "tenant_not_found"


def test_bulk_rehearsed(client, three, services):
    body = {"action": "backup", "tenants": ["alfa", "nobody", "alfa"]}
    assert client.post("/api/v1/tenants/bulk", json=body).status_code == 202
    answer = client.post("/api/v1/tenants/bulk?dry_run=true", json=body)
    assert answer.status_code == 200
    plan = answer.json["plan"]
    assert (plan["action"], plan["submitted"]) == ("backup", [{"tenant": "alfa", "ahead": 1}])
    assert [each["tenant"] for each in plan["refused"]] == ["nobody"]
    assert len(services.history.list_all()) == 1


def test_bulk_needs_what_the_action_alone_needs(app, services, operator_of, actor, three):
    token = new_token()
    services.tokens.ensure(operator_of("support")[1], "tests", token, actor)
    headers = {"Authorization": f"Bearer {token}"}
    body = {"action": "suspend", "tenants": ["alfa"]}
    refused = app.test_client().post("/api/v1/tenants/bulk", json=body, headers=headers)
    assert refused.status_code == 403
    assert refused.json["error"]["details"]["permission"] == "tenants.suspend"
    body["action"] = "repair"
    assert app.test_client().post("/api/v1/tenants/bulk", json=body, headers=headers).status_code == 202


def test_alarms_of_each(client, three, services):
    with transaction(services.sessions) as session:
        about = {"tenant_id": find_tenant(session, "beta").id, "details": {"hours": 31}}
        alarms.raise_(session, "backup_overdue", **about)
    rows = client.get("/api/v1/tenants?sort=alarms").json["data"]
    assert [row["slug"] for row in rows] == ["beta", "alfa", "gama"]
    assert [row["alarms"] for row in rows] == [{"count": 1, "worst": "critical"}, None, None]
