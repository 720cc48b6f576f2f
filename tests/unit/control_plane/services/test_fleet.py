from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import InvalidInput
from control_plane.models import Backup, Operation, OperationStep, Tenant
from control_plane.services import alarms
from control_plane.services.container import Services
from control_plane.services.fleet import Fleet, FleetFilter
from control_plane.services.observations import Measures, Observations, Sighting


@pytest.fixture
def fleet(services: Services) -> Fleet:
    return services.fleet


@pytest.fixture
def see(sessions: Sessions) -> Callable[..., None]:
    def keep(tenant: Tenant, health: str = "up", **measures: Any) -> None:
        seen = Sighting(tenant.id, health, "", 10, utc_now(), Measures(**measures))
        Observations(sessions).keep([seen])

    return keep


@pytest.fixture
def wrong(sessions: Sessions) -> Callable[..., None]:
    """Raises alarms for a tenant, of these severities."""

    def make(tenant: Tenant, *severities: str) -> None:
        with transaction(sessions) as session:
            for at, severity in enumerate(severities):
                about: dict[str, Any] = {"details": {"hours": 31}, "subject": str(at), "severity": severity}
                alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, **about)

    return make


def slugs(found: dict[str, Any]) -> list[str]:
    return [row["slug"] for row in found["rows"]]


def test_an_empty_platform(fleet: Fleet) -> None:
    found = fleet.page(FleetFilter())
    assert (found["rows"], found["total"], sum(found["counts"].values())) == ([], 0, 0)


@pytest.mark.parametrize("text", ["sao joao", "SÃO", "joão", "cliníca", "sj.com", "%", "_"])
def test_people_search_without_accents_and_case(
    fleet: Fleet, add_tenant: Callable[..., Tenant], sessions: Sessions, text: str
) -> None:
    add_tenant("other", name="Padaria")
    tenant = add_tenant("clinica-sj", name="Clínica São João")
    with transaction(sessions) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO hostnames (name, tenant_id, is_attached) VALUES ('chat.sj.com.br', ?, 0)",
            (tenant.id,),
        )
    assert slugs(fleet.page(FleetFilter(text=text))) == ([] if text in "%_" else ["clinica-sj"])


def test_deleted_tenants_are_not_among_them(fleet: Fleet, add_tenant: Callable[..., Tenant]) -> None:
    for slug, lifecycle in (("a", "active"), ("b", "suspended"), ("c", "deleted"), ("d", "undone")):
        add_tenant(slug, lifecycle)
    assert slugs(fleet.page(FleetFilter())) == ["a", "b"]
    assert fleet.slugs(FleetFilter(lifecycle="suspended")) == ["b"]


def test_by_health_with_the_numbers_of_each(
    fleet: Fleet, add_tenant: Callable[..., Tenant], see: Callable[..., None]
) -> None:
    for slug, health in (("a", "up"), ("b", "down"), ("c", "up"), ("d", None)):
        tenant = add_tenant(slug)
        if health:
            see(tenant, health)
    add_tenant("shut", "suspended")
    assert fleet.page(FleetFilter())["counts"] == {"up": 2, "unready": 0, "down": 1, "unseen": 1}
    for health, expected in (("up", ["a", "c"]), ("down", ["b"]), ("unseen", ["d"])):
        found = fleet.page(FleetFilter(health=health))
        assert (slugs(found), found["total"]) == (expected, len(expected))
        assert found["counts"]["up"] == 2
        assert fleet.slugs(FleetFilter(health=health)) == expected
    assert fleet.page(FleetFilter())["total"] == 5


def test_the_worst_come_first_when_asked_by_health(
    fleet: Fleet, add_tenant: Callable[..., Tenant], see: Callable[..., None]
) -> None:
    for slug, health in (("a", "up"), ("b", "down"), ("c", "unready"), ("d", None)):
        tenant = add_tenant(slug)
        if health:
            see(tenant, health)
    assert slugs(fleet.page(FleetFilter(), sort="health")) == ["b", "c", "d", "a"]


@pytest.mark.parametrize(("sort", "expected"), [("memory", ["b", "a", "c"]), ("-memory", ["a", "b", "c"])])
def test_what_is_not_known_comes_last(
    fleet: Fleet,
    add_tenant: Callable[..., Tenant],
    see: Callable[..., None],
    sort: str,
    expected: list[str],
) -> None:
    see(add_tenant("a"), memory_bytes=9)
    see(add_tenant("b"), memory_bytes=3)
    add_tenant("c")
    assert slugs(fleet.page(FleetFilter(), sort=sort)) == expected


def test_pages_hold_everybody_once(fleet: Fleet, add_tenant: Callable[..., Tenant]) -> None:
    for number in range(7):
        add_tenant(f"t{number}", name="All of one name")
    seen = [slugs(fleet.page(FleetFilter(), limit=3, offset=offset)) for offset in (0, 3, 6, 9)]
    assert [len(each) for each in seen] == [3, 3, 1, 0]
    assert sorted(slug for page in seen for slug in page) == [f"t{number}" for number in range(7)]


def test_last_backup_and_operation(
    fleet: Fleet, add_tenant: Callable[..., Tenant], sessions: Sessions
) -> None:
    tenant, now = add_tenant(), utc_now()
    with transaction(sessions) as session:
        for days in (3, 1, 2):
            operation = Operation(
                kind="backup",
                tenant_id=tenant.id,
                inputs={},
                state="running" if days == 1 else "succeeded",
                requested_by="clock",
                created_at=now - timedelta(days=days),
                steps=[OperationStep(position=0, name="run_backup", percent=40, state="running")],
            )
            session.add(operation)
            session.flush()
            session.add(
                Backup(
                    tenant_id=tenant.id,
                    operation_id=operation.id,
                    trigger="nightly",
                    database_snapshot="a",
                    media_snapshot="b",
                    manifest={},
                    bytes=1,
                    created_at=now - timedelta(days=days),
                    proven_at=None if days == 1 else now - timedelta(hours=days),
                )
            )
    row = fleet.page(FleetFilter())["rows"][0]
    assert row["last_backup_at"] == (now - timedelta(days=1)).isoformat()
    assert row["last_proven_restore_at"] == (now - timedelta(hours=2)).isoformat()
    assert (row["last_operation"]["kind"], row["last_operation"]["state"]) == ("backup", "running")
    assert row["last_operation"]["steps"] == [{"name": "run_backup", "state": "running", "percent": 40}]


def test_by_the_newest_proven_restore_and_who_has_none_last(
    fleet: Fleet, add_tenant: Callable[..., Tenant], sessions: Sessions
) -> None:
    now = utc_now()
    add_tenant("never")
    for slug, days in (("late", 9), ("fresh", 1)):
        tenant = add_tenant(slug)
        with transaction(sessions) as session:
            operation = Operation(kind="backup", tenant_id=tenant.id, inputs={}, requested_by="clock")
            session.add(operation)
            session.flush()
            backup = Backup(tenant_id=tenant.id, operation_id=operation.id, trigger="nightly", bytes=1)
            backup.database_snapshot = backup.media_snapshot = "a"
            backup.manifest, backup.proven_at = {}, now - timedelta(days=days)
            session.add(backup)
    assert slugs(fleet.page(FleetFilter(), sort="proof")) == ["late", "fresh", "never"]
    assert slugs(fleet.page(FleetFilter(), sort="-proof")) == ["fresh", "late", "never"]


def test_the_versions_that_run(
    fleet: Fleet, add_tenant: Callable[..., Tenant], see: Callable[..., None]
) -> None:
    for slug, version in (("a", "app:2"), ("b", "app:1"), ("c", "app:2")):
        see(add_tenant(slug), version=version)
    assert fleet.versions() == ["app:1", "app:2"]
    assert fleet.slugs(FleetFilter(version="app:2")) == ["a", "c"]


@pytest.mark.parametrize("changes", [{"sort": "salary"}, {"health": "fine"}, {"lifecycle": "gone"}])
def test_what_there_is_not_is_refused(fleet: Fleet, changes: dict[str, str]) -> None:
    sort = changes.pop("sort", "name")
    with pytest.raises(InvalidInput):
        fleet.page(FleetFilter(**changes), sort=sort)


def test_a_page_asks_the_same_few_questions_however_many_there_are(
    fleet: Fleet, sessions: Sessions, add_tenant: Callable[..., Tenant]
) -> None:
    asked: list[str] = []
    event.listen(
        sessions.kw["bind"],
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: asked.append(statement),
    )
    counts = []
    for total in (1, 30):
        for number in range(total):
            add_tenant(f"t{total}-{number}")
        asked.clear()
        fleet.page(FleetFilter())
        counts.append(len([each for each in asked if each.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 5


def test_a_beginning_of_a_version_will_do(
    fleet: Fleet, add_tenant: Callable[..., Tenant], see: Callable[..., None]
) -> None:
    for slug, version in (("a", "sha256:3f" + "0" * 62), ("b", "sha256:3e" + "0" * 62)):
        see(add_tenant(slug), version=version)
    assert fleet.slugs(FleetFilter(version="3f0000000000")) == ["a"]
    assert fleet.meant(FleetFilter(version="3e")).version == "sha256:3e" + "0" * 62
    with pytest.raises(InvalidInput, match="several versions"):
        fleet.page(FleetFilter(version="3"))


def test_how_many_alarms_and_how_grave(
    fleet: Fleet, add_tenant: Callable[..., Tenant], wrong: Callable[..., None], sessions: Sessions
) -> None:
    wrong(add_tenant("a"), "warning", "critical", "warning")
    wrong(add_tenant("b"), "warning")
    add_tenant("c")
    over = add_tenant("d")
    wrong(over, "critical")
    with transaction(sessions) as session:
        alarms.clear_all(session, over.id)
        alarms.raise_(session, "operation_failed", subject="x", details={"operation": "y", "error": "z"})
    shown = {row["slug"]: row["alarms"] for row in fleet.page(FleetFilter())["rows"]}
    expected = {"a": {"count": 3, "worst": "critical"}, "b": {"count": 1, "worst": "warning"}}
    assert shown == {**expected, "c": None, "d": None}


def test_what_somebody_is_on_is_counted_as_little_as_in_the_navigation(
    services: Services, actor: Actor, add_tenant: Callable[..., Tenant], wrong: Callable[..., None]
) -> None:
    wrong(add_tenant("a"), "critical", "warning")
    critical = next(row for row in services.alarms.list_all() if row["severity"] == "critical")
    services.alarms.acknowledge(critical["id"], "", actor)
    (row,) = services.fleet.page(FleetFilter())["rows"]
    assert row["alarms"] == {"count": 1, "worst": "warning"}
    assert services.alarms.count_open() == {"critical": 0, "warning": 1}


@pytest.mark.parametrize(
    ("sort", "expected"), [("alarms", ["b", "a", "d", "c", "e"]), ("-alarms", ["c", "d", "a", "b", "e"])]
)
def test_by_the_worst_alarm_then_by_how_many_and_who_has_none_last(
    fleet: Fleet,
    add_tenant: Callable[..., Tenant],
    wrong: Callable[..., None],
    sort: str,
    expected: list[str],
) -> None:
    wrong(add_tenant("a"), "critical")
    wrong(add_tenant("b"), "warning", "critical")
    wrong(add_tenant("c"), "warning")
    wrong(add_tenant("d"), "warning", "warning", "warning")
    add_tenant("e")
    found = fleet.page(FleetFilter(), sort=sort)
    assert (slugs(found), found["total"]) == (expected, 5)
    assert slugs(fleet.page(FleetFilter(), sort=sort, limit=2, offset=2)) == expected[2:4]
