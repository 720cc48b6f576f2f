from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from control_plane.database import Sessions, reading, transaction
from control_plane.models import Tenant
from control_plane.observation_models import TenantObservation, TenantPoint
from control_plane.services.observations import LONG, SHORT, Measures, Observations, Sighting

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MEASURES = Measures(version="appliance:1", memory_bytes=100, cpu_milli=20, messages_today=7, ai_today=3)


@pytest.fixture
def observations(sessions: Sessions) -> Observations:
    return Observations(sessions)


def sighting(
    tenant: Tenant, health: str = "up", at: datetime = NOON, measures: Measures | None = None
) -> Sighting:
    return Sighting(tenant.id, health, "" if health == "up" else "why", 12, at, measures)


def test_a_tenant_that_was_never_seen_is_a_target_and_shows_nothing(
    observations: Observations, add_tenant: Callable[..., Tenant]
) -> None:
    tenant = add_tenant()
    add_tenant("shut", "suspended")
    assert [(each.tenant_id, each.health, each.services) for each in observations.targets()] == [
        (tenant.id, None, [])
    ]
    assert observations.show("acme") is None


def test_what_was_measured_stands_until_it_is_measured_again(
    observations: Observations, add_tenant: Callable[..., Tenant]
) -> None:
    tenant = add_tenant()
    observations.keep([sighting(tenant, measures=MEASURES)])
    observations.keep([sighting(tenant, at=NOON + timedelta(seconds=30))])
    shown = observations.show("acme")
    assert shown is not None
    assert (shown["memory_bytes"], shown["messages_today"]) == (100, 7)
    assert shown["seen_at"] == "2026-03-02T12:00:30+00:00"
    assert shown["measured_at"] == "2026-03-02T12:00:00+00:00"


def test_since_when_it_is_so(observations: Observations, add_tenant: Callable[..., Tenant]) -> None:
    tenant = add_tenant()
    for minute, health in enumerate(("up", "up", "down", "down")):
        observations.keep([sighting(tenant, health, NOON + timedelta(minutes=minute))])
    shown = observations.show("acme")
    assert shown is not None
    assert (shown["health"], shown["since"]) == ("down", "2026-03-02T12:02:00+00:00")


def test_many_are_kept_together(observations: Observations, add_tenant: Callable[..., Tenant]) -> None:
    tenants = [add_tenant(f"t{number}") for number in range(205)]
    observations.keep([sighting(tenant) for tenant in tenants])
    mixed = [sighting(each, measures=MEASURES if at % 2 else None) for at, each in enumerate(tenants)]
    observations.keep(mixed)
    assert sum(target.measured_at is not None for target in observations.targets()) == 102


def test_a_tenant_that_is_gone_meanwhile_is_left_out(
    observations: Observations, add_tenant: Callable[..., Tenant]
) -> None:
    observations.keep([replace(sighting(add_tenant()), tenant_id="nobody")])
    assert observations.show("acme") is None


def test_who_is_closed_is_not_seen_any_more(
    observations: Observations, sessions: Sessions, add_tenant: Callable[..., Tenant]
) -> None:
    tenant = add_tenant()
    observations.keep([sighting(tenant)])
    observations.forget_closed()
    assert observations.show("acme") is not None
    with transaction(sessions) as session:
        session.get_one(Tenant, tenant.id).lifecycle = "suspended"
    observations.forget_closed()
    assert observations.show("acme") is None


def test_one_point_for_each_five_minutes(
    observations: Observations, add_tenant: Callable[..., Tenant]
) -> None:
    tenant = add_tenant()
    observations.keep([sighting(tenant, measures=MEASURES)])
    assert observations.add_points(NOON)
    assert not observations.add_points(NOON + timedelta(seconds=299))
    observations.keep([sighting(tenant, "down")])
    assert observations.add_points(NOON + timedelta(seconds=600))
    day = observations.curves("acme")["day"]
    assert day["up"][-4:] == [None, 100, None, 0]
    assert day["memory_bytes"][-3:] == [100, None, 100]
    assert len(day["up"]) == 288


def test_a_day_is_made_of_its_points(observations: Observations, add_tenant: Callable[..., Tenant]) -> None:
    tenant = add_tenant()
    for at, (health, messages, memory) in enumerate((("up", 5, 100), ("down", 9, 300))):
        moment = NOON + timedelta(hours=at)
        measured = replace(MEASURES, messages_today=messages, memory_bytes=memory)
        observations.keep([sighting(tenant, health, moment, measured)])
        observations.add_points(moment)
    observations.add_points(NOON + timedelta(hours=12))  # the next day's first: closes the day before
    season = observations.curves("acme")["season"]
    assert len(season["up"]) == 90
    assert (season["up"][-2], season["messages"][-2], season["memory_bytes"][-2]) == (50, 9, 200)


def test_what_is_old_goes(
    observations: Observations, sessions: Sessions, add_tenant: Callable[..., Tenant]
) -> None:
    observations.keep([sighting(add_tenant())])
    observations.add_points(NOON)
    observations.add_points(NOON + timedelta(days=3))
    count = select(func.count()).select_from(TenantPoint)
    with reading(sessions) as session:
        assert session.scalar(count.where(TenantPoint.grain == SHORT)) == 1
    observations.add_points(NOON + timedelta(days=95))
    with reading(sessions) as session:
        days = session.scalars(select(TenantPoint.slot).where(TenantPoint.grain == LONG)).all()
    assert all(day * LONG > NOON.timestamp() for day in days)


def test_the_rows_say_nothing_that_only_the_runner_needs(
    observations: Observations, sessions: Sessions, add_tenant: Callable[..., Tenant]
) -> None:
    row = {"name": "web", "state": "running", "task": "t", "version": 3}
    observations.keep([sighting(add_tenant(), measures=replace(MEASURES, services=[row]))])
    shown = observations.show("acme")
    assert shown is not None
    assert shown["services"] == [{"name": "web", "state": "running"}]
    with reading(sessions) as session:
        assert session.scalars(select(TenantObservation)).one().services == [row]
