import pytest

from control_plane.database import transaction
from control_plane.health_models import TenantProbe
from control_plane.models import Tenant
from control_plane.services.messaging_limit import MessagingLimits, limit_of


@pytest.fixture
def limits(sessions):
    return MessagingLimits(sessions)


@pytest.fixture
def acme(sessions, add_tenant):
    """A tenant whose business may write first to 250 customers a day."""
    return with_tier(sessions, add_tenant().id, "250")


def with_tier(sessions, tenant_id, tier):
    with transaction(sessions) as session:
        facts = {"tier": tier} if tier else {}
        code = "ok" if tier else "not_told"
        session.merge(TenantProbe(tenant_id=tenant_id, name="limit", state="ok", code=code, facts=facts))
    return tenant_id


def open_alarms(services):
    return [(row["severity"], row["details"]) for row in services.alarms.list_all()]


@pytest.mark.parametrize(
    ("tier", "limit"),
    [("250", 250), ("2K", 2000), ("100K", 100_000), ("UNLIMITED", None), ("NOT_SET", None), ("", None)],
)
def test_what_a_tier_allows(tier, limit):
    assert limit_of(tier) == limit


@pytest.mark.parametrize(
    ("written", "severity", "percent"),
    [(199, None, 0), (200, "warning", 80), (249, "warning", 99), (250, "critical", 100)],
)
def test_from_four_fifths_on_it_is_an_alarm(services, limits, acme, written, severity, percent):
    limits.look({acme: written})
    expected = [(severity, {"written": written, "limit": 250, "percent": percent})] if severity else []
    assert open_alarms(services) == expected


def test_it_says_what_meta_allows_and_what_to_do(services, limits, acme):
    limits.look({acme: 210})
    (row,) = services.alarms.list_all(language="pt-BR")
    assert row["reason"].startswith("ACME iniciou conversa com 210 dos 250 clientes")
    assert "guiche tenant health acme" in row["next"]


@pytest.mark.parametrize(("written", "tier"), [(199, "250"), (210, "2K"), (210, "UNLIMITED"), (210, None)])
def test_below_it_or_with_another_limit_it_is_over(services, limits, acme, sessions, written, tier):
    limits.look({acme: 210})
    with_tier(sessions, acme, tier)
    limits.look({acme: written})
    assert open_alarms(services) == []


def test_who_was_not_asked_stays_as_it_was(services, limits, acme, add_tenant):
    limits.look({acme: 210})
    limits.look({add_tenant("zeta").id: 210})
    limits.look({})
    assert len(open_alarms(services)) == 1


def test_of_a_tenant_that_nobody_is_let_into_it_is_over(services, limits, acme, sessions):
    limits.look({acme: 210})
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "suspended"
    limits.look({})
    assert open_alarms(services) == []


def test_where_nothing_is_near_nothing_is_written(limits, acme, sessions):
    with transaction(sessions):  # another writer, for whom it would have to wait
        limits.look({acme: 3})
