from datetime import date

import pytest

from control_plane.database import transaction
from control_plane.models import Alarm, Tenant
from control_plane.services.plan_limits import STANDARD
from control_plane.services.standing import compare, standing_of, tell
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
