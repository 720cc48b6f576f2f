from control_plane.database import transaction
from control_plane.models import Tenant


def test_plans_over_http(client):
    made = client.post("/api/v1/plans", json={"slug": "large", "name": "Large", "limits": {"memory": 4096}})
    assert (made.status_code, made.json["limits"]["memory"]) == (201, 4096)
    assert client.post("/api/v1/plans", json={"slug": "large", "name": "L"}).status_code == 409
    changed = client.patch("/api/v1/plans/large", json={"limits": {"cpus": 4}})
    assert (changed.json["limits"]["cpus"], changed.json["name"]) == (4, "Large")
    assert [plan["slug"] for plan in client.get("/api/v1/plans").json["data"]] == ["large", "standard"]
    assert client.get("/api/v1/plans/none").status_code == 404


def test_a_limit_out_of_bounds_is_told_at_its_field(client):
    refused = client.patch("/api/v1/plans/standard", json={"limits": {"memory": 1}})
    assert refused.status_code == 422
    assert set(refused.json["error"]["details"]["fields"]) == {"memory"}


def test_a_tenant_is_changed_to_a_plan_and_to_numbers_of_its_own(
    client, services, tenant_request, actor, sessions
):
    services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "active"
    body = {"limits": {"memory": 2048, "cpus": None}}
    preview = client.post("/api/v1/tenants/acme/change-previews", json=body).json
    assert [row["field"] for row in preview["changes"]] == ["limits.memory"]
    assert preview["changes"][0]["before"] is None
    assert client.patch("/api/v1/tenants/acme", json=body).status_code == 202


def test_a_limit_that_no_float_holds_is_out_of_bounds(client):
    for limit in ("users", "cpus"):
        refused = client.patch("/api/v1/plans/standard", json={"limits": {limit: 10**400}})
        assert refused.status_code == 422
