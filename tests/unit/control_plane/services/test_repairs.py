import pytest

from control_plane.errors import Conflict, NotFound


def test_a_repair_is_queued_and_leaves_the_lifecycle_alone(services, add_tenant, actor):
    add_tenant()
    operation, is_new = services.repairs.submit("acme", actor)
    assert is_new and operation["kind"] == "repair"
    assert services.tenants.show("acme")["lifecycle"] == "active"
    assert services.audit.list_all()[0]["action"] == "repair_submitted"


def test_the_same_key_is_the_same_repair(services, add_tenant, actor):
    add_tenant()
    first, _ = services.repairs.submit("acme", actor, "k")
    assert services.repairs.submit("acme", actor, "k") == (first, False)


def test_a_busy_tenant_is_repaired_afterwards(services, add_tenant, actor):
    add_tenant()
    services.backups.submit_backup("acme", actor)
    assert services.repairs.submit("acme", actor)[0]["ahead"] == 1


@pytest.mark.parametrize("lifecycle", ["creating", "failed"])
def test_one_that_was_never_created_is_resumed_instead(services, add_tenant, actor, lifecycle):
    add_tenant(lifecycle=lifecycle)
    with pytest.raises(Conflict, match="resume that operation first"):
        services.repairs.submit("acme", actor)


def test_nobody_cannot_be_repaired(services, actor):
    with pytest.raises(NotFound):
        services.repairs.submit("acme", actor)
