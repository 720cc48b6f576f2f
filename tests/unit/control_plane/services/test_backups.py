import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import AuditEntry, Backup, Operation, Tenant


@pytest.fixture
def backups(services):
    return services.backups


@pytest.fixture
def done_backup(backups, sessions, add_tenant, actor):
    """A restore point of acme, its tenant free again."""
    tenant = add_tenant()
    operation, _ = backups.submit_backup("acme", actor)
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
    return backup


def test_a_backup_is_queued_with_what_triggered_it(backups, sessions, add_tenant, actor):
    add_tenant()
    operation, is_new = backups.submit_backup("acme", actor)
    assert is_new and operation["kind"] == "backup"
    with transaction(sessions) as session:
        assert session.get_one(Operation, operation["id"]).inputs == {"trigger": "manual"}


def test_a_backup_leaves_the_lifecycle_alone(backups, services, add_tenant, actor):
    add_tenant()
    backups.submit_backup("acme", actor)
    assert services.tenants.show("acme")["lifecycle"] == "active"


def test_the_same_key_is_the_same_backup(backups, add_tenant, actor):
    add_tenant()
    first, _ = backups.submit_backup("acme", actor, "k")
    assert backups.submit_backup("acme", actor, "k") == (first, False)


@pytest.mark.parametrize("lifecycle", ["creating", "failed"])
def test_a_tenant_whose_creation_has_not_succeeded_takes_nothing_else(backups, add_tenant, actor, lifecycle):
    add_tenant(lifecycle=lifecycle)
    with pytest.raises(Conflict, match="resume that operation first"):
        backups.submit_backup("acme", actor)


def test_lists_restore_points(backups, done_backup):
    assert [row["id"] for row in backups.list_all("acme")] == [done_backup.id]


def test_a_restore_names_its_backup(backups, sessions, done_backup, actor):
    operation, _ = backups.submit_restore("acme", done_backup.id, "acme", actor)
    with transaction(sessions) as session:
        assert session.get_one(Operation, operation["id"]).inputs == {
            "backup_id": done_backup.id,
            "without_safety_backup": False,
        }


def test_a_restore_wants_the_slug_typed_again(backups, done_backup, actor):
    with pytest.raises(InvalidInput) as refused:
        backups.submit_restore("acme", done_backup.id, "acne", actor)
    assert "confirm" in refused.value.details["fields"]


def test_another_tenants_backup_is_not_found(backups, done_backup, add_tenant, actor):
    add_tenant("beta")
    with pytest.raises(NotFound):
        backups.submit_restore("beta", done_backup.id, "beta", actor)


def test_a_restore_without_a_safety_backup_is_in_the_trail(backups, services, sessions, done_backup, actor):
    backups.submit_restore("acme", done_backup.id, "acme", actor, without_safety_backup=True)
    with transaction(sessions) as session:
        entry = session.query(AuditEntry).filter_by(action="restore_submitted").one()
        assert entry.details["waived"] == ["without_safety_backup"]


@pytest.fixture
def change(sessions, done_backup):
    def make(**values):
        with transaction(sessions) as session:
            for name, value in values.items():
                setattr(session.get_one(Backup, done_backup.id), name, value)

    return make


def test_what_is_off_site_alone_is_listed_but_not_restored_practised_or_copied(
    backups, services, done_backup, change, actor, tenant_request
):
    change(is_here=False, offsite_at=utc_now())
    assert [row["is_here"] for row in backups.list_all("acme")] == [False]
    with pytest.raises(Conflict, match="guiche backup retrieve acme"):
        backups.submit_restore("acme", done_backup.id, "acme", actor)
    with pytest.raises(Conflict, match="guiche backup retrieve acme"):
        services.drills.submit("acme", actor, done_backup.id)
    with pytest.raises(Conflict, match="no backup yet"):
        services.drills.submit("acme", actor)
    with pytest.raises(InvalidInput) as refused:
        services.tenants.submit_create(tenant_request(slug="copy", from_backup=done_backup.id), actor)
    assert "off site alone" in str(refused.value.details["fields"]["from_backup"])


def test_what_is_nowhere_any_more_is_not_offered(
    backups, services, done_backup, change, actor, tenant_request
):
    change(is_here=False)
    assert backups.list_all("acme") == []
    with pytest.raises(NotFound):
        backups.submit_restore("acme", done_backup.id, "acme", actor)
    with pytest.raises(InvalidInput) as refused:
        services.tenants.submit_create(tenant_request(slug="copy", from_backup=done_backup.id), actor)
    assert "no such backup" in str(refused.value.details["fields"]["from_backup"])


def test_after_a_failed_restore_another_may_be_tried(backups, sessions, done_backup, actor):
    operation, _ = backups.submit_restore("acme", done_backup.id, "acme", actor)
    with transaction(sessions) as session:
        failed = session.get_one(Operation, operation["id"])
        failed.state = "failed"
        session.get_one(Tenant, failed.tenant_id).lifecycle = "restoring"
    assert backups.submit_restore("acme", done_backup.id, "acme", actor)[1]
