import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction, utc_now
from control_plane.domain_models import HostnameCheck
from control_plane.models import Backup, Operation, PlatformFact, Tenant
from control_plane.services.container import Services
from control_plane.services.observations import Measures, Sighting
from tests.unit.control_plane.flock import Flock

SAMPLE = re.compile(r'([a-z_]+)(\{([a-z_]+="[^"\n\\]*"(,[a-z_]+="[^"\n\\]*")*)\})? -?\d+(\.\d+)?')
CAPACITY = {
    f"{name}_{end}": 7
    for name in ("memory", "disk", "inodes", "subnets", "bridge_ports", "published_ports")
    for end in ("total", "free", "reserved")
} | {"cpus": 7, "cpus_reserved": 7}


@pytest.fixture
def busy_platform(
    services: Services, sessions: Sessions, add_tenant: Callable[..., Tenant], flock: Flock, actor: Actor
) -> None:
    """One with everything in it that there are numbers of."""
    services.canaries.run(actor)
    flock.work_all()
    tenant, now = add_tenant(name="Maria da Silva ME"), utc_now()
    service = {"name": "web", "state": "running", "restarts": 2}
    figures = [["guiche_queue_jobs", 'queue="ai"', 3.0], ["guiche_sending_stopped", "", 0.0]]
    figures.append(["guiche_queue_jobs", 'tenant="another",queue="x"', 4.0])
    measures = Measures("app:1", 100, 500, 250, 9, 42, 7, [service], figures)
    services.observations.keep([Sighting(tenant.id, "up", "", 25, now, measures)])
    with transaction(sessions) as session:
        for at, state in enumerate(("running", "failed")):
            operation = Operation(
                kind="backup", tenant_id=tenant.id, inputs={}, state=state, requested_by="ana"
            )
            operation.finished_at = now if state == "failed" else None
            operation.created_at = now - timedelta(minutes=at)
            session.add(operation)
        session.flush()
        backup = Backup(
            tenant_id=tenant.id, operation_id=operation.id, trigger="manual", manifest={}, bytes=1
        )
        backup.database_snapshot = backup.media_snapshot = "a"
        backup.proven_at = now - timedelta(days=3)
        backup.offsite_at = now
        session.add(backup)
        session.add(HostnameCheck(name="panel.localhost", state="here", certificate_until=now))
        facts: dict[str, dict[str, Any]] = {
            "capacity": CAPACITY,
            "inventory": {"missing": [1], "orphaned": [], "unexpected": []},
            "edge": {"networks_missing": ["x"], "containers": [{"is_running": False}]},
            "platform_copy": {"made_at": now.isoformat(), "error": None},
            "observer_prompt": {"tenants": 1, "seconds": 0.5},
        }
        session.add_all(PlatformFact(name=name, value=value) for name, value in facts.items())


def test_an_empty_platform_has_numbers(services: Services) -> None:
    assert 'guiche_tenants{lifecycle="active"} 0' in services.metrics.render()


@pytest.mark.usefixtures("busy_platform")
def test_tenants_in_numbers(services: Services) -> None:
    told = services.metrics.render()
    for line in (
        'guiche_tenants{lifecycle="active"} 1',
        'guiche_tenant_up{tenant="acme"} 1',
        'guiche_tenant_latency_seconds{tenant="acme"} 0.025',
        'guiche_tenant_cpu_cores{tenant="acme"} 0.250',
        'guiche_tenant_messages_today{tenant="acme"} 42',
        'guiche_tenant_service_restarts{tenant="acme",service="web"} 2',
        'guiche_queue_jobs{tenant="acme",queue="ai"} 3',
        'guiche_queue_jobs{tenant="acme",queue="x"} 4',
        'guiche_operations{kind="backup",state="running"} 1',
        'guiche_operations_failed_recently{kind="backup"} 1',
        'guiche_inventory_differences{difference="missing"} 1',
        'guiche_observer_seconds{lane="prompt"} 0.500',
        "guiche_platform_inodes_free 7",
        "guiche_drill_days 7",
        "guiche_canary_scheduled 0",
        "guiche_canary_success 1",
    ):
        assert f"{line}\n" in told
    assert not re.search(r"Maria|\bana\b", told)


@pytest.mark.usefixtures("busy_platform")
def test_how_long_ago_a_backup_was_restored(services: Services) -> None:
    told = services.metrics.render()
    (age,) = re.findall(r'guiche_tenant_proven_restore_age_seconds\{tenant="acme"\} (\S+)', told)
    assert 3 * 86400 <= float(age) < 3 * 86400 + 60


@pytest.mark.usefixtures("busy_platform")
def test_the_format_is_prometheus_own(services: Services) -> None:
    lines = services.metrics.render().splitlines()
    described = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(described) == len(set(described))  # all samples of one name stand together
    name = ""
    for line in lines:
        if line.startswith("#"):
            name = line.split()[2]
        else:
            match = SAMPLE.fullmatch(line)
            assert match is not None, line
            assert match[1] == name


def test_a_canary_that_failed_is_told_as_such(services: Services, flock: Flock, actor: Actor) -> None:
    assert "guiche_canary_success" not in services.metrics.render()
    flock.break_("first_backup")
    services.canaries.run(actor)
    assert "guiche_canary_success" not in services.metrics.render()
    flock.work_all()
    told = services.metrics.render()
    assert "guiche_canary_success 0\n" in told
    assert 'guiche_canary_duration_seconds{part="create"}' in told
    assert 'part="delete"' not in told
    assert "guiche_operations_failed_recently" not in told  # of clients' alone


MONITORING = Path(__file__).parents[4] / "monitoring"
USED = re.compile(r"\bguiche_[a-z_]+\b")
TENANTS_OWN = Path(__file__).parents[4] / "appliance/metrics.py"


@pytest.mark.usefixtures("busy_platform")
@pytest.mark.parametrize("path", sorted(MONITORING.rglob("*.*")), ids=lambda path: path.name)
def test_what_rules_and_dashboards_name_there_is(services: Services, path: Path) -> None:
    named = set(USED.findall(path.read_text(encoding="utf-8")))
    there = set(USED.findall(services.metrics.render() + TENANTS_OWN.read_text(encoding="utf-8")))
    assert named - there == set()


def test_there_are_rules_and_dashboards() -> None:
    names = {path.name for path in MONITORING.rglob("*.*")}
    assert {"prometheus.yml", "guiche.rules.yml", "fleet.json", "tenant.json"} <= names
