from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from control_plane.database import transaction
from control_plane.models import Alarm, Operation, Tenant
from control_plane.services.plan_limits import STANDARD
from control_plane.services.standing import compare, standing_of, suspends_on, tell
from control_plane.services.usage import store
from control_plane.services.usage_figures import AiPrices, add_up

TODAY = date(2026, 11, 22)
NOTHING = add_up([])


@pytest.fixture
def acme(add_tenant, sessions):
    tenant = add_tenant()
    limits = {"users": 5, "messages": 100, "ai_answers": 50, "storage": 100}
    with transaction(sessions) as session:
        row = session.get_one(Tenant, tenant.id)
        row.configuration = {**row.configuration, "limits": limits}
    return tenant.id


@pytest.fixture
def use(sessions, acme):
    def make(day, **figures):
        with transaction(sessions) as session:
            store(session, session.get_one(Tenant, acme), day, figures, AiPrices())

    return make


def standing(sessions, acme, today=TODAY):
    with transaction(sessions) as session:
        lines = standing_of(session, session.get_one(Tenant, acme), today)
    return {line["name"]: (line["used"], line["level"]) for line in lines}


@pytest.mark.parametrize(
    ("used", "level"),
    [(0, "ok"), (79, "ok"), (80, "warned"), (99, "warned"), (100, "limited"), (250, "limited")],
)
def test_the_rungs(used, level):
    month = {**NOTHING, "messages_out": {"service": used}}
    [line] = compare({**dict.fromkeys(("users", "ai_answers", "storage")), "messages": 100}, month, NOTHING)
    assert (line["used"], line["percent"], line["level"]) == (used, used, level)


@pytest.mark.parametrize(("used", "level"), [(3, "ok"), (4, "warned"), (5, "warned"), (6, "limited")])
def test_whoever_has_just_the_people_they_bought_is_at_no_end(used, level):
    limits = {**dict.fromkeys(("messages", "ai_answers", "storage")), "users": 5}
    [line] = compare(limits, NOTHING, {**NOTHING, "users": used})
    assert (line["percent"], line["level"]) == (20 * used, level)


def test_what_flows_is_this_months_and_what_stands_is_the_last_days(sessions, acme, use):
    mib = 2**20
    use(date(2026, 10, 31), messages_out={"service": 90}, ai_answers=90, users=9)
    use(date(2026, 11, 1), messages_out={"service": 50, "marketing": 5}, ai_answers=10, users=9)
    use(date(2026, 11, 21), messages_out={"service": 30}, ai_answers=20, users=4, storage_media=120 * mib)
    assert standing(sessions, acme) == {
        "users": (4, "warned"),
        "messages": (85, "warned"),
        "ai_answers": (30, "ok"),
        "storage": (120, "limited"),
    }
    assert standing(sessions, acme, date(2026, 12, 1))["messages"] == (0, "ok")


def test_a_plan_without_limits_has_no_rungs(sessions, add_tenant):
    tenant = add_tenant("free")
    with transaction(sessions) as session:
        assert standing_of(session, tenant, TODAY) == []
    assert STANDARD["messages"] is None


def line(level, name="messages"):
    return {"name": name, "used": 85, "limit": 100, "percent": 85, "level": level}


def said(services):
    return sorted((alarm["code"], alarm["subject"]) for alarm in services.alarms.list_all())


def test_the_operator_is_told_rung_by_rung_and_no_more_when_it_is_over(sessions, services, acme):
    def climb(*lines):
        with transaction(sessions) as session:
            tell(session, session.get_one(Tenant, acme), list(lines))
        return said(services)

    assert climb(line("ok"), line("ok", "users")) == []
    assert climb(line("warned"), line("ok", "users")) == [("usage_warned", "messages")]
    assert climb(line("limited"), line("warned", "users")) == [
        ("usage_limited", "messages"),
        ("usage_warned", "users"),
    ]
    assert climb(line("ok")) == []
    with transaction(sessions) as session:
        assert session.query(Alarm).count() == 3


def test_what_is_told_names_the_numbers(sessions, services, acme):
    with transaction(sessions) as session:
        tell(session, session.get_one(Tenant, acme), [line("warned")])
    (alarm,) = services.alarms.list_all()
    assert alarm["reason"] == "ACME has used 85 % of what its plan allows (messages: 85 of 100)."


def test_their_systems_are_told_once_each(sessions, services, acme, actor):
    services.event_endpoints.create("https://billing.example.com/x", ["usage.warned", "usage.limited"], actor)
    for level in ("warned", "warned", "limited", "limited", "ok", "warned"):
        with transaction(sessions) as session:
            tell(session, session.get_one(Tenant, acme), [line(level)])
    types = [row["type"] for row in services.event_endpoints.deliveries()]
    assert types[::-1] == ["usage.warned", "usage.limited", "usage.warned"]


@pytest.fixture
def limited(sessions, acme, use):
    """Since the first of the month, in messages; the plan allows ten days of it."""
    since = datetime(2026, 11, 1, 12, tzinfo=UTC)
    use(since.date(), messages_out={"service": 100})
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme)
        limits = {**row.configuration["limits"], "suspend_after_days": 10}
        row.configuration = {**row.configuration, "limits": limits}
        tell(session, row, [line("limited")])
        session.query(Alarm).one().raised_at = since
    return since


def test_whoever_is_at_the_end_for_long_is_suspended_once(services, sessions, acme, limited):
    assert services.overuse.submit_due(limited + timedelta(days=9, hours=23)) == []
    [operation_id] = services.overuse.submit_due(limited + timedelta(days=10))
    operation = services.operations.show(operation_id)
    assert (operation["kind"], operation["requested_by"]) == ("suspend", "clock")
    with transaction(sessions) as session:  # and somebody has it resumed
        session.get_one(Operation, operation_id).state = "succeeded"
    assert services.overuse.submit_due(limited + timedelta(days=11)) == []


def test_nobody_is_suspended_for_what_a_higher_limit_allows_by_now(services, sessions, acme, limited):
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme)
        row.configuration = {**row.configuration, "limits": {**row.configuration["limits"], "messages": 200}}
    assert services.overuse.submit_due(limited + timedelta(days=10)) == []
    assert said(services) == []


def test_nobody_is_suspended_for_the_month_before(services, limited):
    """Even where no day of the new month could be fetched."""
    assert services.overuse.submit_due(limited + timedelta(days=31)) == []
    assert said(services) == []


@pytest.mark.parametrize(
    ("quantity", "figures"), [("users", {"users": 6}), ("storage", {"storage_media": 200 * 2**20})]
)
def test_nobody_is_suspended_for_people_or_storage(services, sessions, acme, use, limited, quantity, figures):
    use(limited.date() + timedelta(days=1), **figures)
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme)
        tell(session, row, [line("limited", quantity)])
        session.query(Alarm).filter_by(subject=quantity).one().raised_at = limited
        assert suspends_on(session, row) is None
    assert services.overuse.submit_due(limited + timedelta(days=20)) == []
    assert said(services) == [("usage_limited", quantity)]


def test_the_longest_ended_leaves_the_next_its_days(services, sessions, acme, limited):
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme)
        tell(session, row, [line("limited"), line("limited", "ai_answers")])
        session.query(Alarm).filter_by(subject="ai_answers").one().raised_at = limited - timedelta(days=5)
    assert services.overuse.submit_due(limited + timedelta(days=6)) == []
    assert said(services) == [("usage_limited", "messages")]
    assert len(services.overuse.submit_due(limited + timedelta(days=10))) == 1


def test_the_day_is_known_from_the_first_on(services, sessions, acme, limited):
    day = (limited + timedelta(days=10)).astimezone(ZoneInfo("America/Sao_Paulo")).date()
    assert services.standing.show("acme")["suspends_on"] == day.isoformat()
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme)
        tell(session, row, [line("warned")])
        assert suspends_on(session, row) is None
    assert services.overuse.submit_due(limited + timedelta(days=30)) == []


def test_a_plan_that_says_nothing_suspends_nobody(services, sessions, acme):
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme)
        tell(session, row, [line("limited")])
        assert suspends_on(session, row) is None
        raised_at = session.query(Alarm).one().raised_at
    assert services.overuse.submit_due(raised_at + timedelta(days=400)) == []


def test_what_is_not_active_is_left_alone(services, sessions, acme, limited):
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "suspended"
    assert services.overuse.submit_due(limited + timedelta(days=30)) == []
