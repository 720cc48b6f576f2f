"""`?dry_run=true`: on every route that asks for an operation, and on no other."""

from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.models import Backup, Operation, Tenant
from control_plane.offsite_settings import OffsiteSettings
from control_plane.rehearsing import PARAMETER
from control_plane.services.tenant_change import TenantChange
from tests.unit.control_plane.api.conforming import assert_described
from tests.unit.control_plane.api.test_tenants import BODY

API = "/api/v1"


@pytest.fixture
def spec(visitor):
    return visitor.get(f"{API}/openapi.json").json


@pytest.fixture
def settings(settings):
    return replace(settings, offsite=OffsiteSettings("rest:https://elsewhere.example"))


@pytest.fixture
def backup_id(add_tenant, services, sessions, actor):
    tenant = add_tenant()
    operation, _ = services.backups.submit_backup("acme", actor)
    with transaction(sessions) as session:
        session.get_one(Operation, operation["id"]).state = "succeeded"
        backup = Backup(
            tenant_id=tenant.id,
            operation_id=operation["id"],
            trigger="manual",
            database_snapshot="aa",
            media_snapshot="bb",
            manifest={},
            bytes=1024,
        )
        session.add(backup)
    return backup.id


def submitting(app):
    """(method, rule) of every route of the API that submits."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(API) and getattr(app.view_functions[rule.endpoint], "submits", False):
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                yield method, rule.rule


def bodies(backup_id):
    return {
        f"{API}/tenants": {**BODY, "slug": "beta"},
        f"{API}/tenants/<slug>/backups": None,
        f"{API}/tenants/<slug>/backups/offsite": None,
        f"{API}/tenants/<slug>/backups/retrieve": None,
        f"{API}/tenants/<slug>/repairs": None,
        f"{API}/tenants/<slug>/rotations": {"credentials": ["redis_password"]},
        f"{API}/tenants/<slug>/drills": None,
        f"{API}/tenants/<slug>/restores": {"backup_id": backup_id, "confirm": "acme"},
        f"{API}/tenants/<slug>/brand": {"colour": "#0f6b52"},
        f"{API}/tenants/<slug>": {"timezone": "America/Manaus"},
        f"{API}/operations/<id_>/revert": None,
        f"{API}/tenants/<slug>/suspensions": {"reason": "unpaid"},
        f"{API}/tenants/<slug>/resumptions": None,
        f"{API}/tenants/<slug>/archivings": {"days": 30},
        f"{API}/tenants/<slug>/deletions": {"confirm": "acme"},
        f"{API}/tenants/<slug>/purges": {"confirm": "acme"},
        f"{API}/canary/runs": None,
        f"{API}/tenants/bulk": {"action": "backup", "tenants": ["acme"]},
    }


LIFECYCLES = {
    f"{API}/tenants/<slug>/resumptions": "suspended",
    f"{API}/tenants/<slug>/purges": "archived",
}
"""What the tenant must be, where it is not active."""


@pytest.fixture
def become(sessions):
    def change(lifecycle):
        with transaction(sessions) as session:
            session.query(Tenant).filter_by(slug="acme").one().lifecycle = lifecycle

    return change


@pytest.fixture
def change_id(services, sessions, backup_id, actor):
    """A change that was made."""
    operation, _ = services.changes.submit("acme", TenantChange({"name": "Nova"}), actor)
    with transaction(sessions) as session:
        session.get_one(Operation, operation["id"]).state = "succeeded"
        session.query(Tenant).filter_by(slug="acme").one().name = "Nova"
    return operation["id"]


def test_every_submitting_route_tells_its_plan_and_keeps_nothing(
    app, client, services, backup_id, change_id, become, spec
):
    before = services.history.list_all(), services.audit.list_all(), services.fleet.slugs()
    rules = sorted(submitting(app))
    assert len(rules) >= 5
    for method, rule in rules:
        path = rule.replace("<slug>", "acme").replace("<id_>", change_id)
        body = bodies(backup_id)[rule]
        become(LIFECYCLES.get(rule, "active"))
        answer = client.open(f"{path}?dry_run=true", method=method, json=body)
        assert answer.status_code == 200, answer.text
        described = rule.replace("<", "{").replace(">", "}")
        assert_described(spec, described, method, answer)
        plan = answer.json["plan"]
        assert answer.json.keys() == {"plan"} and plan["submitted" if rule.endswith("/bulk") else "steps"]
    become("active")
    assert (services.history.list_all(), services.audit.list_all(), services.fleet.slugs()) == before


def test_every_submitting_route_describes_the_parameter(app, spec):
    described = {
        (method.upper(), path.replace("{", "<").replace("}", ">"))
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
        and PARAMETER in {each.get("name") for each in operation.get("parameters", ())}
    }
    assert described == set(submitting(app))


def test_false_is_the_real_thing(client, backup_id):
    assert client.post(f"{API}/tenants/acme/backups?dry_run=false").status_code == 202


@pytest.mark.parametrize(
    "query", ["dry_run=1", "dry_run=", "dry-run=true", "dryRun=true", "dry_run=true&wait=1", "x=y"]
)
def test_a_slip_does_not_become_the_real_thing(client, backup_id, services, query):
    answer = client.post(f"{API}/tenants/acme/backups?{query}")
    assert answer.status_code == 422
    assert "nothing was done" in answer.json["error"]["message"]
    assert len(services.history.list_all()) == 1


def test_what_cannot_be_rehearsed_says_so(client, backup_id, services):
    operation_id = services.history.list_all()[0]["id"]
    answer = client.post(f"{API}/operations/{operation_id}/undo?dry_run=true")
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "unknown_parameter")


def test_it_spends_no_key_and_asks_for_the_same_right(client, visitor, backup_id):
    headers = {"Idempotency-Key": "one"}
    path = f"{API}/tenants/acme/backups"
    assert client.post(f"{path}?dry_run=true", headers=headers).status_code == 200
    assert client.post(path, headers=headers).status_code == 202
    assert "plan" in client.post(f"{path}?dry_run=true", headers=headers).json
    assert visitor.post(f"{path}?dry_run=true").status_code == 401


def test_the_same_refusals(client, backup_id):
    wrong = {"backup_id": backup_id, "confirm": "beta"}
    assert client.post(f"{API}/tenants/acme/restores?dry_run=true", json=wrong).status_code == 422
    assert client.post(f"{API}/tenants/gone/repairs?dry_run=true").status_code == 404
    fields = client.post(f"{API}/tenants?dry_run=true", json={}).json["error"]["details"]["fields"]
    assert {"slug", "name", "admin.email"} <= fields.keys()
