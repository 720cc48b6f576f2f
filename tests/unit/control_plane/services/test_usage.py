import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from control_plane.database import transaction
from control_plane.errors import InvalidInput, NotFound
from control_plane.models import Tenant
from control_plane.services import usage
from control_plane.services.usage import last_settled, month_bounds, next_day, store
from control_plane.services.usage_export import USAGE_EXPORTS
from control_plane.services.usage_figures import AiPrices, add_up, read_figures
from control_plane.usage_models import TenantUsage

SENT = {
    "messages_in": 10,
    "messages_out": {"service": 7, "marketing": 2, "brand_new": 1},
    "messages_failed": 1,
    "ai_answers": 5,
    "ai_tokens_in": 3_000_000,
    "ai_tokens_out": 500_000,
    "storage_database": 4096,
    "storage_media": 1024,
    "users": 4,
    "active_users": 2,
    "whose_birthday": "Ana",
}
PRICES = AiPrices(Decimal("2.50"), Decimal(10))
DAY = date(2026, 11, 20)


@pytest.fixture
def use(sessions, add_tenant):
    tenants = {}

    def make(slug="acme", day=DAY, **changes):
        tenants.setdefault(slug, None)
        tenants[slug] = tenants[slug] or add_tenant(slug)
        with transaction(sessions) as session:
            return store(session, session.get_one(Tenant, tenants[slug].id), day, {**SENT, **changes}, PRICES)

    return make


def test_known_numbers_are_kept_and_nothing_else(use, services):
    use()
    [row] = services.usage.page("2026-11")["data"]
    assert row["totals"]["messages_out"] == {"service": 7, "marketing": 2, "other": 1}
    assert row["totals"]["ai_cost"] == "12.500000"
    assert "whose_birthday" not in row["totals"]


def test_a_day_is_stored_once(use, services):
    assert [use(), use(messages_in=99)] == [True, False]
    assert services.usage.page("2026-11")["data"][0]["totals"]["messages_in"] == 10


def test_a_month_adds_up_what_flows_and_takes_the_most_of_what_stands(use, services):
    use(), use(day=date(2026, 11, 21), storage_media=9999, users=3)
    use(day=date(2026, 12, 1)), use(day=date(2026, 10, 31))
    [row] = services.usage.page("2026-11")["data"]
    totals = row["totals"]
    assert (totals["messages_in"], totals["storage_media"], totals["users"]) == (20, 9999, 4)
    assert totals["messages_out"]["service"] == 14
    assert totals["ai_cost"] == "25.000000"
    assert [each["day"] for each in row["days"]] == ["2026-11-20", "2026-11-21"]


def test_nothing_adds_up_to_nothing():
    assert add_up([])["messages_in"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"messages_in": -1},
        {"messages_in": "10"},
        {"users": True},
        {"messages_out": 3},
        {"ai_answers": 10**16},
    ],
)
def test_what_is_no_figure_is_not_taken(wrong):
    with pytest.raises((ValueError, TypeError)):
        read_figures({**SENT, **wrong}, PRICES)


def test_by_slug_and_of_one_tenant(use, services):
    use("zeta"), use("acme")
    assert [row["tenant"] for row in services.usage.page("2026-11")["data"]] == ["acme", "zeta"]
    assert [row["tenant"] for row in services.usage.page("2026-11", "zeta")["data"]] == ["zeta"]
    with pytest.raises(NotFound):
        services.usage.page("2026-11", "nobody")


def test_a_page_at_a_time(use, services):
    for slug in ("acme", "beta", "zeta"):
        use(slug)
    use("alpha", day=date(2026, 10, 20))
    found = services.usage.page("2026-11", limit=2, offset=1)
    assert [row["tenant"] for row in found["data"]] == ["beta", "zeta"]
    assert found["total"] == 3


def test_all_of_them_are_read_so_many_at_a_time(use, services, monkeypatch):
    monkeypatch.setattr(usage, "_AT_ONCE", 2)
    for slug in ("acme", "beta", "zeta"):
        use(slug)
    assert list(services.usage.every("2026-11")) == services.usage.page("2026-11")["data"]


def test_what_is_wrong_is_said_before_a_file_begins(services):
    with pytest.raises(InvalidInput):
        services.usage.every("november")
    with pytest.raises(NotFound):
        services.usage.every("2026-11", "nobody")


@pytest.mark.parametrize("lifecycle", ["archived", "deleted"])
def test_what_was_used_outlives_the_help_desk(use, services, sessions, lifecycle):
    use()
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = lifecycle
    assert services.usage.page("2026-11")["data"][0]["lifecycle"] == lifecycle


def test_the_plan_is_that_of_the_time(use, services, sessions):
    use()
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        tenant.configuration = {**tenant.configuration, "plan": "large"}
    use(day=date(2026, 11, 21))
    [row] = services.usage.page("2026-11")["data"]
    assert (row["plan"], [each["plan"] for each in row["days"]]) == ("large", ["standard", "large"])


def test_months_that_there_is_anything_of(use, services):
    assert services.usage.months() == []
    use(day=date(2025, 12, 31)), use(day=date(2026, 2, 1))
    assert services.usage.months() == ["2026-02", "2026-01", "2025-12"]


@pytest.mark.parametrize("month", ["2026", "2026-13", "november", "2026-11-01", "", "9999-12"])
def test_what_is_no_month_is_said(services, month):
    with pytest.raises(InvalidInput, match="is no month"):
        services.usage.page(month)


def test_a_month_ends_where_the_next_begins():
    assert month_bounds("2026-02") == (date(2026, 2, 1), date(2026, 3, 1))
    assert month_bounds("2026-12") == (date(2026, 12, 1), date(2027, 1, 1))


def table(services, *, by_day):
    lines = "".join(USAGE_EXPORTS["csv"].lines("2026-11", services.usage.every("2026-11"), by_day))
    return list(csv.DictReader(io.StringIO(lines.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}"))))


def test_the_table_for_billing(use, services):
    use(), use(day=date(2026, 11, 21))
    [line] = table(services, by_day=False)
    assert (line["month"], line["tenant"], line["days"], line["messages_out"]) == (
        "2026-11",
        "acme",
        "2",
        "20",
    )
    assert (line["messages_out_service"], line["messages_out_other"], line["ai_cost"]) == (
        "14",
        "2",
        "25.000000",
    )
    days = table(services, by_day=True)
    assert [(each["day"], each["messages_in"]) for each in days] == [
        ("2026-11-20", "10"),
        ("2026-11-21", "10"),
    ]


def test_the_document_for_billing(use, services):
    use()
    use("zeta")
    lines = USAGE_EXPORTS["json"].lines("2026-11", services.usage.every("2026-11"), False)
    month = services.usage.page("2026-11")
    assert json.loads("".join(lines)) == {"month": "2026-11", "data": month["data"]}


def test_days_are_of_the_tenants_zone_and_wait_until_it_has_closed_them(sessions, add_tenant):
    tenant = add_tenant(created_at=datetime(2026, 11, 20, 2, tzinfo=UTC))  # 23 h of the day before there
    with transaction(sessions) as session:
        assert next_day(session, tenant) == date(2026, 11, 19)
        session.add(TenantUsage(tenant_id=tenant.id, day=DAY, plan="standard", figures={}))
        session.flush()
        assert next_day(session, tenant) == date(2026, 11, 21)
    midnight = datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert last_settled(tenant, midnight + timedelta(hours=3, minutes=9)) == date(2026, 11, 19)
    assert last_settled(tenant, midnight + timedelta(hours=3, minutes=10)) == DAY
