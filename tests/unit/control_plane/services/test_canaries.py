"""The canary by hand and by the clock: one at a time, apart from the clients, and followed to its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from control_plane.actor import Actor
from control_plane.canary_terms import NOWHERE, PARTS
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Credential, Hostname, Operation, Tenant
from control_plane.services.canaries import Canaries
from control_plane.services.container import Services
from control_plane.services.fleet import FleetFilter
from control_plane.services.history import HistoryFilter
from tests.unit.control_plane.flock import Flock


def canary_tenants(sessions: Sessions) -> list[Tenant]:
    with transaction(sessions) as session:
        return session.query(Tenant).filter_by(lifecycle="canary").all()


def alarms(services: Services) -> list[dict[str, Any]]:
    return services.alarms.list_all()


def test_a_run_is_a_creation_on_which_the_deletion_follows(
    services: Services, sessions: Sessions, flock: Flock, actor: Actor
) -> None:
    operation, is_new = services.canaries.run(actor)
    assert (operation["kind"], is_new) == ("create_canary", True)
    assert flock.work_all() == [("create_canary", "succeeded"), ("delete_canary", "succeeded")]
    shown = services.canaries.show()
    (run,) = shown["runs"]
    assert (shown["is_running"], run["state"], run["requested_by"]) == (False, "succeeded", actor.name)
    assert [part["name"] for part in run["parts"]] == list(PARTS)
    assert all(part["seconds"] is not None for part in run["parts"])
    assert run["operation"] == run["deletion"] != run["id"] == operation["id"]
    assert canary_tenants(sessions) == []
    assert alarms(services) == []


def test_nothing_of_it_is_left_in_the_database(
    services: Services, sessions: Sessions, flock: Flock, actor: Actor
) -> None:
    operation, _ = services.canaries.run(actor)
    flock.work_all()
    with transaction(sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=operation["tenant"]).one()
        assert (tenant.lifecycle, tenant.certificate, tenant.configuration["users"]) == ("deleted", None, [])
        assert session.query(Credential).count() == session.query(Hostname).count() == 0


def test_it_knows_nobody_outside_and_takes_the_smallest_plan(
    services: Services, sessions: Sessions, actor: Actor
) -> None:
    services.plans.create("tiny", "Tiny", {"memory": 1024}, actor)
    services.canaries.run(actor)
    (tenant,) = canary_tenants(sessions)
    configuration = tenant.configuration
    assert (configuration["plan"], configuration["is_canary"]) == ("tiny", True)
    assert configuration["fila_ia"] == {"url": NOWHERE}
    assert all(user["email"].endswith(".invalid") for user in configuration["users"])
    assert {user["role"] for user in configuration["users"]} == {"admin", "atendente"}


def test_it_has_the_database_that_most_tenants_have(
    services: Services, sessions: Sessions, add_tenant: Callable[..., Tenant], actor: Actor
) -> None:
    add_tenant()
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        tenant.configuration = {**tenant.configuration, "database": "mariadb"}
    services.canaries.run(actor)
    (canary,) = canary_tenants(sessions)
    assert canary.configuration["database"] == "mariadb"


def test_a_second_one_is_refused_while_one_is_under_way(
    services: Services, flock: Flock, actor: Actor
) -> None:
    services.canaries.run(actor)
    for _ in range(2):
        with pytest.raises(Conflict, match="under way"):
            services.canaries.run(actor)
        flock.work()  # created, and its deletion is queued; then gone
    assert services.canaries.run(actor)[1]


def test_the_same_key_is_the_same_run(services: Services, actor: Actor) -> None:
    first, _ = services.canaries.run(actor, "1:key")
    again, is_new = services.canaries.run(actor, "1:key")
    assert (again["id"], is_new) == (first["id"], False)


def test_a_failure_is_an_alarm_with_its_reason(services: Services, flock: Flock, actor: Actor) -> None:
    flock.break_("use_help_desk", "smoke_timeout")
    operation, _ = services.canaries.run(actor)
    assert flock.work_all() == [("create_canary", "failed")]
    (run,) = services.canaries.show()["runs"]
    assert (run["state"], run["operation"], run["deletion"]) == ("failed", operation["id"], None)
    assert run["failure"] == {"code": "smoke_timeout", "message": "It broke.", "step": "use_help_desk"}
    (alarm,) = alarms(services)
    assert (alarm["code"], alarm["tenant"]) == ("canary_failed", None)
    assert "while it was used" in alarm["reason"] and "smoke_timeout" in alarm["reason"]
    assert operation["id"] in alarm["next"]
    assert services.explanations.show(operation["id"])["code"] == "smoke_timeout"


def test_the_next_run_first_takes_away_what_a_failed_one_left(
    services: Services, sessions: Sessions, flock: Flock, actor: Actor
) -> None:
    flock.break_("use_help_desk")
    failed, _ = services.canaries.run(actor)
    flock.work_all()
    flock.mend("use_help_desk")
    services.canaries.run(actor)
    assert len(canary_tenants(sessions)) == 2
    assert flock.work_all() == [
        ("create_canary", "undone"),
        ("create_canary", "succeeded"),
        ("delete_canary", "succeeded"),
    ]
    newest, before = services.canaries.show()["runs"]
    assert (newest["state"], before["state"], before["id"]) == ("succeeded", "failed", failed["id"])
    assert before["failure"]["step"] == "use_help_desk"
    assert before["parts"][0]["seconds"] is not None  # undoing has not written over them
    assert before["finished_at"] > before["started_at"]
    assert alarms(services) == []


def test_it_waits_until_that_is_gone(services: Services, flock: Flock, actor: Actor) -> None:
    flock.break_("preflight")
    services.canaries.run(actor)
    flock.work_all()
    flock.mend("preflight")
    operation, _ = services.canaries.run(actor)
    with transaction(services.sessions) as session:  # somebody else's runner is at it
        left = session.query(Operation).filter(Operation.id != operation["id"]).one()
        left.state, left.lease_until = "running", utc_now() + timedelta(minutes=1)
    shown = flock.work()
    assert shown is not None
    assert (shown["state"], shown["error"]["code"]) == ("waiting", "canary_leaves")


def test_what_cannot_be_taken_away_fails_the_next_one_too(
    services: Services, flock: Flock, actor: Actor
) -> None:
    flock.break_("remove_volumes")
    first, _ = services.canaries.run(actor)
    assert flock.work_all() == [("create_canary", "succeeded"), ("delete_canary", "failed")]
    services.canaries.run(actor)
    assert flock.work_all() == [("delete_canary", "failed"), ("create_canary", "failed")]
    newest, before = services.canaries.show()["runs"]
    assert (newest["failure"]["code"], before["failure"]["code"]) == ("canary_left", "no_room")
    (alarm,) = alarms(services)
    assert alarm["details"]["error"] == "canary_left"
    assert before["id"] == first["id"]


def test_a_resumed_one_ends_as_any(services: Services, flock: Flock, actor: Actor) -> None:
    flock.break_("prove_absence", "something_left")
    services.canaries.run(actor)
    flock.work_all()
    (run,) = services.canaries.show()["runs"]
    flock.mend("prove_absence")
    services.operations.resume(run["operation"], actor)
    assert flock.work_all() == [("delete_canary", "succeeded")]
    assert services.canaries.show()["runs"][0]["state"] == "succeeded"
    assert alarms(services) == []


def test_one_that_was_stopped_is_no_alarm_and_is_cleared_too(
    services: Services, flock: Flock, actor: Actor
) -> None:
    operation, _ = services.canaries.run(actor)
    services.operations.cancel(operation["id"], actor)
    assert services.canaries.show()["runs"][0]["state"] == "canceled"
    assert alarms(services) == []
    services.canaries.run(actor)
    flock.work_all()
    assert [run["state"] for run in services.canaries.show()["runs"]] == ["succeeded", "canceled"]


def test_clients_and_their_figures_know_nothing_of_it(
    services: Services, sessions: Sessions, add_tenant: Callable[..., Tenant], actor: Actor
) -> None:
    add_tenant()
    operation, _ = services.canaries.run(actor)
    slug = operation["tenant"]
    assert services.fleet.slugs() == ["acme"]
    assert services.fleet.page(FleetFilter())["total"] == 1
    assert services.fleet.slugs(FleetFilter(lifecycle="canary")) == [slug]
    assert services.plans.list_all() == [] or all(
        slug not in plan["tenants"] for plan in services.plans.list_all()
    )
    assert 'lifecycle="canary"' not in services.metrics.render()
    assert slug not in services.domains.names()
    with pytest.raises(Conflict, match="by itself"):
        services.backups.submit_backup(slug, actor)
    with transaction(sessions) as session:
        assert session.query(Tenant).filter_by(lifecycle="canary").one().configuration["is_canary"]


def test_its_operations_are_listed_for_whoever_looks_for_them(services: Services, actor: Actor) -> None:
    operation, _ = services.canaries.run(actor)
    found = {
        "nothing": HistoryFilter(),
        "state": HistoryFilter(state="queued"),
        "kind": HistoryFilter(kind="create_canary"),
        "text": HistoryFilter(text="canary"),
        "tenant": HistoryFilter(tenant=operation["tenant"]),
    }
    lengths = {name: len(services.history.list_all(wanted)) for name, wanted in found.items()}
    assert lengths == {"nothing": 0, "state": 0, "kind": 1, "text": 1, "tenant": 1}


@pytest.mark.parametrize("slug", ["canary", "canary-1", "canary-abc123"])
def test_no_client_is_called_so(
    services: Services, tenant_request: Callable[..., Any], actor: Actor, slug: str
) -> None:
    with pytest.raises(InvalidInput, match="reserved"):
        services.tenants.submit_create(tenant_request(slug=slug), actor)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 30, tzinfo=UTC)


def scheduled(services: Services, hour: int | None) -> Canaries:
    settings = replace(services.settings, canary_hour=hour)
    return Canaries(services.sessions, services.tenants, services.operations, settings)


def test_the_clock_runs_it_once_a_day(services: Services, flock: Flock, sessions: Sessions) -> None:
    canaries = scheduled(services, 4)
    (first,) = canaries.submit_due(at(20, 5))
    with transaction(sessions) as session:
        session.get_one(Operation, first).created_at = at(20, 5)
    assert canaries.submit_due(at(20, 6)) == canaries.submit_due(at(21, 3)) == []
    assert canaries.submit_due(at(21, 4)) == []  # the one before is still under way
    flock.work_all()
    assert len(canaries.submit_due(at(21, 4))) == 1
    assert canaries.show()["hour"] == 4


def test_without_an_hour_the_clock_leaves_it_alone(services: Services) -> None:
    assert scheduled(services, None).submit_due(at(20, 5)) == []
