import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import AuditEntry, Backup, Credential, Hostname, Operation, PlatformFact, Tenant
from control_plane.operations.catalog import KINDS
from control_plane.services.preflight import Person


@pytest.fixture
def tenants(services):
    return services.tenants


def count(sessions, table):
    with transaction(sessions) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_creating_queues_the_operation_with_all_its_steps(tenants, tenant_request, actor):
    operation, tenant, is_new = tenants.submit_create(tenant_request(), actor)
    assert is_new
    assert operation["state"] == "queued"
    assert [step["name"] for step in operation["steps"]] == list(KINDS["create_tenant"].steps)
    assert tenant["lifecycle"] == "creating"
    assert tenant["url"] == "http://acme.localhost:8080"
    assert tenant["last_operation"]["id"] == operation["id"]


def test_names_are_stored_in_one_spelling(tenants, tenant_request, actor):
    request = tenant_request(name="Ipe\u0302 ", admin=Person(" Jose\u0301", "jose@acme.example"))
    _, tenant, _ = tenants.submit_create(request, actor)
    assert (tenant["name"], tenant["users"][0]["name"]) == ("Ipê", "José")


def test_the_platforms_name_comes_first_and_nothing_is_attached_yet(tenants, tenant_request, actor):
    _, tenant, _ = tenants.submit_create(tenant_request(hostnames=("ajuda.acme.example",)), actor)
    assert tenant["hostnames"] == [
        {"name": "acme.localhost", "is_attached": False},
        {"name": "ajuda.acme.example", "is_attached": False},
    ]


def test_secrets_go_to_the_vault_and_nowhere_else(services, sessions, tenant_request, actor):
    request = tenant_request()
    _, tenant, _ = services.tenants.submit_create(request, actor, "1:key")
    with transaction(sessions) as session:
        stored = {
            "tenant": session.scalars(select(Tenant)).one().configuration,
            "inputs": session.scalars(select(Operation)).one().inputs,
            "digest": session.scalars(select(Operation)).one().request_digest,
            "audit": [entry.details for entry in session.scalars(select(AuditEntry))],
        }
        assert services.vault.get(session, tenant["id"], "whatsapp_token") == request.whatsapp.token
        assert services.vault.get(session, tenant["id"], "whatsapp_app_secret") == request.whatsapp.app_secret
        assert services.vault.get(session, tenant["id"], "fila_ia_key") == request.fila_ia_key
        assert len(services.vault.get(session, tenant["id"], "whatsapp_verify_token")) > 20
    text = json.dumps(stored)
    for secret in (request.whatsapp.token, request.whatsapp.app_secret, request.fila_ia_key):
        assert secret not in text


def test_inputs_are_frozen_with_everything_the_steps_need(tenants, sessions, tenant_request, actor):
    tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        inputs = session.scalars(select(Operation)).one().inputs
    assert inputs["slug"] == "acme" and inputs["hostnames"] == ["acme.localhost"]
    assert inputs["users"][0] == {"name": "Ana", "email": "ana@acme.example", "role": "admin"}
    assert inputs["users"][1]["role"] == "atendente"
    assert inputs["images"]["appliance"] == "guiche/appliance:dev"


def test_nothing_is_made_of_a_refused_request(tenants, sessions, tenant_request, actor):
    with pytest.raises(InvalidInput):
        tenants.submit_create(tenant_request(slug="panel", fila_ia_key=""), actor)
    assert [count(sessions, table) for table in (Tenant, Operation, Credential)] == [0, 0, 0]


def test_problems_of_every_sort_are_told_together(tenants, sessions, tenant_request, actor, add_tenant):
    add_tenant("acme")
    with transaction(sessions) as session:
        session.add(PlatformFact(name="capacity", value={"engine_version": "19.03", "disk_free": 0}))
    with pytest.raises(InvalidInput) as refused:
        tenants.submit_create(tenant_request(name="", hostnames=("acme.localhost",)), actor)
    assert set(refused.value.details["fields"]) == {"name", "slug", "hostnames.0", "engine", "disk"}


def test_the_same_key_and_request_is_the_same_operation(tenants, sessions, tenant_request, actor):
    first, _, _ = tenants.submit_create(tenant_request(), actor, "1:key")
    again, tenant, is_new = tenants.submit_create(tenant_request(), actor, "1:key")
    assert not is_new
    assert again["id"] == first["id"] and tenant["slug"] == "acme"
    assert count(sessions, Operation) == 1


def test_the_same_key_with_another_request_is_refused(tenants, tenant_request, actor):
    tenants.submit_create(tenant_request(), actor, "1:key")
    with pytest.raises(Conflict) as refused:
        tenants.submit_create(tenant_request(slug="beta"), actor, "1:key")
    assert refused.value.code == "idempotency_key_reused"


def test_the_same_key_with_another_secret_is_another_request(tenants, tenant_request, actor):
    tenants.submit_create(tenant_request(), actor, "1:key")
    with pytest.raises(Conflict):
        tenants.submit_create(tenant_request(fila_ia_key="another-key"), actor, "1:key")


def test_submission_is_audited(tenants, services, tenant_request, actor):
    operation, _, _ = tenants.submit_create(tenant_request(), actor)
    entry = services.audit.list_all()[0]
    assert (entry["actor"], entry["action"], entry["tenant"]) == (
        actor.name,
        "create_tenant_submitted",
        "acme",
    )
    assert entry["remote_address"] == "192.0.2.1"
    assert entry["details"] == {"operation": operation["id"]}


def test_nobody_there(tenants):
    with pytest.raises(NotFound):
        tenants.show("acme")


@pytest.fixture
def undone(tenants, sessions, tenant_request, actor):
    """acme, whose creation was taken back; as the engine leaves it."""
    tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        tenant = session.scalars(select(Tenant)).one()
        session.scalars(select(Operation)).one().state = "undone"
        tenant.lifecycle = "undone"
        for table in (Hostname, Credential):
            session.execute(delete(table))
    return tenant


def test_an_undone_tenant_is_not_listed(tenants, services, undone):
    assert services.fleet.slugs() == []
    assert tenants.show("acme")["lifecycle"] == "undone"


def test_the_name_of_an_undone_tenant_may_be_used_again(
    tenants, services, sessions, undone, tenant_request, actor
):
    _, tenant, is_new = tenants.submit_create(tenant_request(name="ACME again", fila_ia_key="new-key"), actor)
    assert is_new
    assert (tenant["id"], tenant["name"], tenant["lifecycle"]) == (undone.id, "ACME again", "creating")
    assert services.fleet.slugs() == ["acme"]
    with transaction(sessions) as session:
        assert services.vault.get(session, undone.id, "fila_ia_key") == "new-key"


def test_it_is_as_old_as_its_new_creation(tenants, sessions, undone, tenant_request, actor):
    """Or it would be late, in backups, drills and usage, from its first day on."""
    began = utc_now()
    with transaction(sessions) as session:
        session.get_one(Tenant, undone.id).created_at = began - timedelta(days=60)
    _, tenant, _ = tenants.submit_create(tenant_request(), actor)
    assert datetime.fromisoformat(tenant["created_at"]) >= began


def test_nothing_but_a_new_creation_touches_an_undone_tenant(services, undone, actor):
    with pytest.raises(Conflict):
        services.backups.submit_backup("acme", actor)


@pytest.fixture
def source_backup(sessions, add_tenant, services, actor):
    """A backup of another tenant."""
    source = add_tenant("source")
    operation, _ = services.backups.submit_backup("source", actor)
    with transaction(sessions) as session:
        backup = Backup(
            tenant_id=source.id, operation_id=operation["id"], trigger="manual", database_snapshot="a",
            media_snapshot="b", manifest={}, bytes=1,
        )  # fmt: skip
        session.add(backup)
        session.flush()
        return backup.id


def test_a_copy_is_an_operation_of_its_own_that_names_its_source(
    services, sessions, tenant_request, actor, source_backup
):
    request = tenant_request(from_backup=source_backup)
    operation, tenant, _ = services.tenants.submit_create(request, actor)
    assert (operation["kind"], tenant["lifecycle"]) == ("copy_tenant", "creating")
    with transaction(sessions) as session:
        source = session.get_one(Operation, operation["id"]).inputs["source"]
    assert (source["backup_id"], source["slug"]) == (source_backup, "source")
    assert services.backups.source(source_backup)["tenant"] == "SOURCE"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"from_backup": "nothing"}, "from_backup", "There is no such backup"),
        ({"database": "mariadb"}, "database", "The backup is of mysql"),
    ],
)
def test_what_cannot_be_copied_is_said(services, tenant_request, actor, source_backup, changes, field, words):
    request = tenant_request(**{"from_backup": source_backup, **changes})
    with pytest.raises(InvalidInput) as refused:
        services.tenants.submit_create(request, actor)
    assert words in refused.value.details["fields"][field]
