import pytest

from control_plane.database import transaction
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import PlatformFact, Tenant
from control_plane.operations.plans import texts
from control_plane.services.plan_limits import STANDARD
from control_plane.services.reservations import promised
from control_plane.services.room import Room
from control_plane.services.tenant_change import FIELDS, TenantChange

MIB = 2**20
ALL = ["mysql", "redis", "web", "worker"]


@pytest.fixture
def large(services, actor):
    return services.plans.create("large", "Large", {"memory": 4096, "memory_reserved": 736}, actor)


@pytest.fixture
def acme(services, sessions, tenant_request, actor):
    services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "active"


@pytest.fixture
def engine_has(sessions):
    def say(mib):
        with transaction(sessions) as session:
            session.merge(PlatformFact(name="capacity", value={"memory_total": mib * MIB}))

    return say


def test_every_platform_has_the_standard_plan(services):
    [standard] = services.plans.list_all()
    assert (standard["slug"], standard["limits"], standard["tenants"]) == ("standard", dict(STANDARD), [])


def test_what_a_new_plan_does_not_say_is_as_in_the_standard_one(services, large):
    assert large["limits"] == {**STANDARD, "memory": 4096, "memory_reserved": 736}
    assert services.audit.list_all()[0]["action"] == "plan_created"


@pytest.mark.parametrize(
    ("slug", "name", "limits", "field"),
    [
        ("Large", "Large", {}, "slug"),
        ("a--b", "Large", {}, "slug"),
        ("a" * 33, "Large", {}, "slug"),
        ("large", " ", {}, "name"),
        ("large", "Large", {"memory": 1}, "memory"),
        ("large", "Large", {"memroy": 2048}, "memroy"),
    ],
)
def test_what_will_not_do_makes_no_plan(services, actor, slug, name, limits, field):
    with pytest.raises(InvalidInput) as refused:
        services.plans.create(slug, name, limits, actor)
    assert set(refused.value.details["fields"]) == {field}
    assert len(services.plans.list_all()) == 1


def test_a_plan_is_made_once(services, actor, large):
    with pytest.raises(Conflict, match="already"):
        services.plans.create("large", "Other", {}, actor)
    with pytest.raises(NotFound):
        services.plans.show("small")


def test_a_change_keeps_what_it_does_not_name(services, actor, large):
    changed = services.plans.change("large", None, {"cpus": 8}, actor)
    assert changed["limits"] == {**large["limits"], "cpus": 8}
    assert changed["name"] == "Large"
    assert services.audit.list_all()[0]["details"]["changed"] == {"cpus": [3.5, 8]}
    entries = len(services.audit.list_all())
    services.plans.change("large", "Large", {"cpus": 8}, actor)
    assert len(services.audit.list_all()) == entries


def test_a_tenant_is_created_in_its_plan(services, actor, tenant_request, large, sessions):
    _, tenant, _ = services.tenants.submit_create(tenant_request(plan="large"), actor)
    assert (tenant["plan"], tenant["limits"]["memory"]) == ("large", 4096)
    assert services.plans.show("large")["tenants"] == ["acme"]
    with transaction(sessions) as session:
        assert promised(session) == Room(736 * MIB, 40, 2048 * MIB)


def test_a_plan_that_nobody_knows_is_refused(services, actor, tenant_request):
    with pytest.raises(InvalidInput) as refused:
        services.tenants.submit_create(tenant_request(plan="huge"), actor)
    assert set(refused.value.details["fields"]) == {"plan"}


def test_what_others_were_promised_is_not_given_twice(services, actor, tenant_request, engine_has, acme):
    """The engine does not know yet of a stack that is queued or suspended."""
    engine_has(368 + 479)
    wanted = tenant_request(
        slug="beta", whatsapp=tenant_request().whatsapp.__class__("1" * 9, "2" * 9, "t", "s")
    )
    with pytest.raises(InvalidInput) as refused:
        services.tenants.submit_create(wanted, actor)
    assert set(refused.value.details["fields"]) == {"memory"}
    engine_has(368 + 480)
    services.tenants.submit_create(wanted, actor)


def test_a_plan_s_change_is_refused_where_its_tenants_have_no_room(services, actor, acme, engine_has):
    engine_has(500)
    with pytest.raises(InvalidInput, match=r"would reserve 944 MiB .* has 500 MiB"):
        services.plans.change("standard", None, {"memory_reserved": 736}, actor)
    assert services.plans.show("standard")["limits"] == dict(STANDARD)


def test_a_tenant_s_change_of_plan_shows_what_restarts(services, acme, large):
    assert services.changes.preview("acme", TenantChange({"plan": "large"})) == {
        "changes": [
            {
                "field": "plan",
                "before": "standard",
                "after": "large",
                "restarts": ["web", "worker", "mysql", "redis"],
            }
        ],
        "restarts": ALL,
        "untold": [],
    }


def test_a_plan_with_the_same_resources_restarts_nothing(services, actor, acme):
    services.plans.create("roomy", "Roomy", {"disk_reserved": 9000}, actor)
    change = TenantChange({"plan": "roomy", "limits.disk_reserved": 8000})
    assert services.changes.preview("acme", change)["restarts"] == []


def test_a_tenant_s_own_number_and_the_way_back(services, sessions, acme, actor):
    operation, _ = services.changes.submit("acme", TenantChange({"limits.memory": 2048}), actor)
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        tenant.configuration = {**tenant.configuration, "limits": {"memory": 2048}}
    assert services.tenants.show("acme")["limits"]["memory"] == 2048
    services.changes.submit_revert(operation["id"], actor)
    assert services.history.list_all()[0]["kind"] == "change"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"plan": "huge"}, "plan"),
        ({"limits.memory": 5}, "limits.memory"),
        ({"limits.memory_reserved": 1152}, "limits.memory_reserved"),
    ],
)
def test_a_change_that_will_not_do(services, acme, values, field):
    with pytest.raises(InvalidInput) as refused:
        services.changes.preview("acme", TenantChange(values))
    assert set(refused.value.details["fields"]) == {field}


def test_a_change_that_has_no_room_is_refused_and_one_to_less_is_not(services, acme, engine_has, large):
    engine_has(300)
    with pytest.raises(InvalidInput) as refused:
        services.changes.preview("acme", TenantChange({"plan": "large"}))
    assert set(refused.value.details["fields"]) == {"plan"}
    services.changes.preview("acme", TenantChange({"limits.memory_reserved": 320}))


def test_every_field_of_a_change_has_a_word_in_the_rehearsal():
    assert set(FIELDS) <= texts().terms.keys()
