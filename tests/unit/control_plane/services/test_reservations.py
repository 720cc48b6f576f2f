import pytest

from control_plane.database import transaction
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Operation, PlatformFact, Tenant
from control_plane.services.preflight import WhatsApp
from control_plane.services.reservations import promised
from control_plane.services.room import Room
from control_plane.services.tenant_change import TenantChange
from control_plane.web.language import language

MIB = 2**20
ONE = Room(368 * MIB, 40, 2048 * MIB)


@pytest.fixture
def engine_has(sessions):
    def say(**capacity):
        with transaction(sessions) as session:
            session.merge(PlatformFact(name="capacity", value=capacity))

    return say


@pytest.fixture
def all_promised(sessions):
    def ask():
        with transaction(sessions) as session:
            return promised(session)

    return ask


@pytest.fixture
def acme(services, sessions, tenant_request, actor):
    """A tenant with all that a change looks at."""
    _, tenant, _ = services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.get_one(Tenant, tenant["id"]).lifecycle = "active"


def refused_fields(call, *arguments):
    with pytest.raises(InvalidInput) as refused:
        call(*arguments)
    return refused.value.details["fields"]


@pytest.mark.parametrize("lifecycle", ["creating", "failed", "active", "suspended", "resuming", "canary"])
def test_whoever_is_there_or_on_the_way_counts(add_tenant, all_promised, lifecycle):
    add_tenant(lifecycle=lifecycle)
    assert all_promised() == ONE


@pytest.mark.parametrize("lifecycle", ["archived", "condemned"])
def test_of_what_is_archived_the_disk_counts(add_tenant, all_promised, lifecycle):
    add_tenant(lifecycle=lifecycle)
    assert all_promised() == Room(disk=ONE.disk)


@pytest.mark.parametrize("lifecycle", ["undone", "deleted"])
def test_what_is_gone_does_not(add_tenant, all_promised, lifecycle):
    add_tenant(lifecycle=lifecycle)
    assert all_promised() == Room()


@pytest.mark.parametrize(
    ("capacity", "short"),
    [
        ({"cpus": 0.089}, "cpus"),
        ({"cpus": 0.09}, None),
        ({"disk_total": 4311 * MIB}, "disk"),
        ({"disk_total": 4312 * MIB}, None),
    ],
)
def test_a_new_tenant_has_to_fit_beside_the_others(
    services, tenant_request, actor, add_tenant, engine_has, capacity, short
):
    add_tenant()
    engine_has(**capacity)
    beta = tenant_request(slug="beta", whatsapp=WhatsApp("1" * 9, "2" * 9, "t", "s"))
    if short:
        assert set(refused_fields(services.tenants.submit_create, beta, actor)) == {short}
    else:
        services.tenants.submit_create(beta, actor)


def test_a_plan_that_asks_for_more_is_held_against_all_that_have_it(services, actor, add_tenant, engine_has):
    add_tenant()
    add_tenant("beta")
    engine_has(cpus=1, disk_total=10_000 * MIB)
    wanted = {"cpus_reserved": 0.48, "disk_reserved": 4751}
    assert refused_fields(services.plans.change, "standard", None, wanted, actor) == {
        "cpus_reserved": "All tenants together would reserve 1.08 CPUs, room for an update included, and the"
        " engine has 1: reserve less, add CPUs, or archive a tenant.",
        "disk_reserved": "All tenants together, archived ones too, would have 9502 MiB of disk set aside and"
        " the disk has 9500 MiB for them: set less aside, grow the disk, or delete a tenant.",
    }
    services.plans.change("standard", None, {"cpus_reserved": 0.44, "disk_reserved": 4750}, actor)


def test_a_plan_that_asks_for_no_more_is_taken_however_full_it_is(services, actor, add_tenant, engine_has):
    add_tenant()
    engine_has(memory_total=1, cpus=0.001, disk_total=1)
    services.plans.change("standard", "Usual", {"users": 5}, actor)
    services.plans.change("standard", None, {"memory_reserved": 300, "disk_reserved": 1024}, actor)
    wanted = {"memory_reserved": 200, "cpus_reserved": 0.05}
    assert set(refused_fields(services.plans.change, "standard", None, wanted, actor)) == {"cpus_reserved"}


def test_a_plan_that_nobody_has_is_nobodys_reservation(services, actor, engine_has):
    engine_has(memory_total=1, cpus=1, disk_total=1)
    services.plans.create("huge", "Huge", {"cpus": 64, "cpus_reserved": 4}, actor)
    services.plans.change("huge", None, {"cpus_reserved": 8, "disk_reserved": 9999}, actor)


def test_a_tenants_change_is_told_at_its_own_number_or_at_the_plan(services, actor, acme, engine_has):
    services.plans.create("large", "Large", {"cpus_reserved": 1, "disk_reserved": 9000}, actor)
    engine_has(cpus=1, disk_total=8192 * MIB)

    def fields(values):
        return set(refused_fields(services.changes.preview, "acme", TenantChange(values)))

    assert fields({"limits.cpus_reserved": 0.81}) == {"limits.cpus_reserved"}
    assert fields({"limits.disk_reserved": 7783}) == {"limits.disk_reserved"}
    assert fields({"plan": "large"}) == {"plan"}
    services.changes.preview(
        "acme", TenantChange({"limits.cpus_reserved": 0.8, "limits.disk_reserved": 7782})
    )


def test_both_that_a_plan_lacks_are_told(services, actor, acme, engine_has):
    services.plans.create("large", "Large", {"cpus_reserved": 1, "disk_reserved": 9000}, actor)
    engine_has(cpus=1, disk_total=8192 * MIB)
    [said] = refused_fields(services.changes.preview, "acme", TenantChange({"plan": "large"})).values()
    assert "1.25 CPUs" in said
    assert "9000 MiB of disk" in said


def test_a_change_to_less_or_of_something_else_is_taken_however_full_it_is(services, acme, engine_has):
    engine_has(memory_total=1, cpus=0.001, disk_total=1)
    services.changes.preview("acme", TenantChange({"limits.disk_reserved": 1500, "limits.users": 9}))
    services.changes.preview("acme", TenantChange({"name": "Nova"}))


@pytest.mark.parametrize("lifecycle", ["archived", "condemned"])
def test_what_was_archived_comes_back_where_it_has_room(
    services, actor, add_tenant, engine_has, all_promised, lifecycle
):
    add_tenant(lifecycle=lifecycle)
    add_tenant("beta")
    engine_has(memory_total=847 * MIB, cpus=1, disk_total=1)
    with pytest.raises(Conflict, match="848 MiB of memory") as refused:
        services.lifecycle.resume("acme", actor)
    assert refused.value.code == "no_room"
    engine_has(memory_total=848 * MIB, cpus=1, disk_total=1)
    services.lifecycle.resume("acme", actor)
    assert all_promised() == ONE + ONE


def test_a_return_that_was_called_off_reserves_nothing(services, sessions, actor, add_tenant, all_promised):
    add_tenant(lifecycle="archived")
    services.lifecycle.resume("acme", actor)
    with transaction(sessions) as session:
        session.query(Operation).one().state = "canceled"
    assert all_promised() == Room(disk=ONE.disk)


def test_what_is_suspended_has_kept_its_room(services, actor, add_tenant, engine_has):
    add_tenant(lifecycle="suspended")
    engine_has(memory_total=1, cpus=0.001, disk_total=1)
    services.lifecycle.resume("acme", actor)


@pytest.mark.parametrize("code", ["pt-BR", "es"])
def test_each_refusal_has_its_words(services, actor, add_tenant, engine_has, code):
    add_tenant()
    engine_has(memory_total=1, cpus=0.001, disk_total=1)
    wanted = {"memory_reserved": 700, "cpus_reserved": 0.4, "disk_reserved": 9000}
    problems = refused_fields(services.plans.change, "standard", None, wanted, actor)
    assert set(problems) == set(wanted)
    spoken = [language(code).sentence(said) for said in problems.values()]
    assert not set(spoken) & set(problems.values())
    assert language(code).sentence(" ".join(problems.values())) == " ".join(spoken)


def test_what_is_set_aside_is_shown_beside_what_there_is(services, add_tenant, engine_has):
    assert services.plans.set_aside() == {}
    add_tenant()
    engine_has(cpus=2)
    assert services.plans.set_aside() == {"cpus": {"promised": 40, "total": 2000}}
