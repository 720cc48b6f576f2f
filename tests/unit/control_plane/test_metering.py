"""Days fetched from real help desks' own view, over HTTP: signed, once, late ones too, one by one."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_smorest import Api
from sqlalchemy import create_engine
from werkzeug.serving import make_server

from appliance import http_errors
from appliance.current import keep_context
from appliance.database import Base, make_sessions
from appliance.database import transaction as in_tenant
from appliance.settings_store.models import TenantSetting
from appliance.usage import views
from appliance.usage.models import UsageDay
from appliance.whatsapp.models import AccountNotice
from control_plane import metering as module
from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import transaction
from control_plane.errors import RetryLater
from control_plane.metering import Metering
from control_plane.models import Credential, Operation, Tenant, TenantLock
from control_plane.services.usage import store
from control_plane.services.usage_figures import AiPrices
from foundation.platform_calls import Call, sign
from tests.unit.appliance.usage import on_sqlite

assert on_sqlite

KEY = "k" * 64
CREATED = datetime(2026, 11, 18, 15, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIGURES = {"messages_in": 3, "messages_out": {"service": 2}, "users": 1}


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def desk(tmp_path):
    """A help desk's view of its closed days, on SQLite."""
    engine = create_engine(f"sqlite:///{tmp_path}/desk.sqlite3")
    tables = (UsageDay, TenantSetting, AccountNotice)
    Base.metadata.create_all(engine, tables=[table.__table__ for table in tables])
    app = Flask("desk")
    app.config.update(API_TITLE="desk", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    sessions = make_sessions(engine)
    keep_context(app, SimpleNamespace(sessions=sessions, settings=SimpleNamespace(session_key=KEY)))
    http_errors.register_error_handlers(app)
    Api(app).register_blueprint(views.blueprint)

    def close(day, figures=FIGURES):
        with in_tenant(sessions) as session:
            session.add(UsageDay(day=day, figures=figures))

    def told():
        with in_tenant(sessions) as session:
            return session.get_one(TenantSetting, "platform.limits").value

    with serving(app) as address:
        yield SimpleNamespace(close=close, told=told, address=address, client=app.test_client())
    engine.dispose()


@pytest.fixture
def acme(add_tenant, services, sessions):
    tenant = add_tenant(created_at=CREATED)
    with transaction(sessions) as session:
        services.vault.put(session, tenant.id, "session_key", KEY)
    return tenant


@pytest.fixture
def metering(settings, sessions, desk, acme):
    return Metering(settings, sessions, TenantHttp(desk.address))


def days(services):
    return [each["day"] for row in services.usage.page("2026-11")["data"] for each in row["days"]]


def test_every_day_since_the_beginning_is_fetched_once(metering, desk, services):
    for day in (18, 19, 20):
        desk.close(date(2026, 11, day))
    assert [metering.collect(NOW) for _ in range(2)] == [3, 0]
    assert days(services) == ["2026-11-18", "2026-11-19", "2026-11-20"]


def test_late_days_come_later(metering, desk, services):
    desk.close(date(2026, 11, 18))
    assert metering.collect(NOW) == 1
    desk.close(date(2026, 11, 19)), desk.close(date(2026, 11, 20))
    assert metering.collect(NOW) == 2
    assert len(days(services)) == 3


def test_a_figure_that_is_none_stops_there_and_keeps_what_came_before(metering, desk, services):
    desk.close(date(2026, 11, 18)), desk.close(date(2026, 11, 19), {"messages_in": -3})
    desk.close(date(2026, 11, 20))
    metering.collect(NOW)
    assert days(services) == ["2026-11-18"]


def test_nobody_is_asked_before_the_day_is_settled(settings, sessions, acme):
    asked = []

    def request(method, *_where, **_what):
        asked.append(method)
        return SimpleNamespace(status_code=204)

    metering = Metering(settings, sessions, SimpleNamespace(request=request))
    assert metering.collect(datetime(2026, 11, 19, 6, 9, tzinfo=UTC)) == 0
    assert asked == ["PUT"]


def test_another_session_key_is_refused_and_asked_again_later(metering, desk, services, sessions, acme):
    desk.close(date(2026, 11, 18))
    with transaction(sessions) as session:
        services.vault.put(session, acme.id, "session_key", "j" * 64)
    assert metering.collect(NOW) == 0
    with transaction(sessions) as session:
        services.vault.put(session, acme.id, "session_key", KEY)
    assert metering.collect(NOW) == 1


def test_one_that_does_not_answer_holds_no_other_up(desk, settings, sessions, services, acme, add_tenant):
    add_tenant("aaa", created_at=CREATED)
    desk.close(date(2026, 11, 18))

    class Edge(TenantHttp):
        def request(self, method, host, path, **more):
            wanted = self if host.startswith("acme.") else TenantHttp("127.0.0.1:9")
            return (
                super().request(method, host, path, **more)
                if wanted is self
                else wanted.request(method, host, path, **more)
            )

    assert Metering(settings, sessions, Edge(desk.address)).collect(NOW) == 1


def test_one_whose_secrets_do_not_open_holds_no_other_up(metering, desk, services, sessions, add_tenant):
    broken = add_tenant("aaa", created_at=CREATED)
    desk.close(date(2026, 11, 18))
    with transaction(sessions) as session:
        session.add(Credential(tenant_id=broken.id, name="session_key", sealed=b"not what it was" * 4))
    assert metering.collect(NOW) == 1
    assert days(services) == ["2026-11-18"]


def test_days_that_are_late_for_long_are_an_alarm_until_they_come(metering, desk, services):
    later = NOW + timedelta(days=3)
    metering.collect(later)
    (alarm,) = services.alarms.list_all()
    assert (alarm["code"], alarm["details"]) == ("usage_late", {"since": "2026-11-18"})
    for day in range(18, 24):
        desk.close(date(2026, 11, day))
    metering.collect(later)
    assert services.alarms.list_all() == []


@pytest.mark.parametrize("kind", ["resume", "create_tenant"])
def test_days_are_not_late_while_one_that_was_away_catches_up(metering, acme, services, sessions, kind):
    later = NOW + timedelta(days=30)
    with transaction(sessions) as session:
        how = {"tenant_id": acme.id, "inputs": {}, "requested_by": "ana", "state": "succeeded"}
        session.add(Operation(kind=kind, finished_at=later, **how))
    metering.collect(later)
    metering.collect(later + timedelta(days=2))
    assert services.alarms.list_all() == []
    metering.collect(later + timedelta(days=4))
    assert [alarm["code"] for alarm in services.alarms.list_all()] == ["usage_late"]


@pytest.mark.parametrize("lifecycle", ["suspending", "suspended", "archived", "condemned"])
def test_nothing_is_late_of_one_that_is_closed(metering, services, sessions, lifecycle):
    metering.collect(NOW + timedelta(days=3))
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = lifecycle
    metering.collect(NOW + timedelta(days=3))
    assert services.alarms.list_all() == []


@pytest.mark.parametrize("lifecycle", ["creating", "suspended", "archived", "deleted"])
def test_only_those_that_run_are_asked(metering, desk, sessions, lifecycle):
    desk.close(date(2026, 11, 18))
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = lifecycle
    assert metering.collect(NOW) == 0


def test_the_help_desk_tells_nobody_else(desk):
    desk.close(date(2026, 11, 18))
    assert desk.client.get("/api/v1/platform/usage").status_code == 401
    forged = {"Guiche-Platform": f"t={int(datetime.now(UTC).timestamp())},v1={'0' * 64}"}
    assert desk.client.get("/api/v1/platform/usage", headers=forged).status_code == 401


def test_the_help_desk_is_told_what_its_plan_allows_and_what_is_used(metering, desk, sessions, acme):
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme.id)
        row.configuration = {**row.configuration, "limits": {"users": 3, "messages": 2}}
    desk.close(date(2026, 11, 18))
    metering.collect(NOW)
    assert desk.told() == {
        "plan": "standard",
        "month": "2026-11",
        "users": 3,
        "suspends_on": None,
        "standing": [
            {"name": "users", "used": 1, "limit": 3, "percent": 33, "level": "ok"},
            {"name": "messages", "used": 2, "limit": 2, "percent": 100, "level": "limited"},
        ],
    }


@pytest.fixture
def ear(settings, sessions, acme):
    """A help desk that keeps what it is told, once it is there, and has no days."""

    def request(method, host, _path, body=None, **_what):
        if not heard.is_there:
            raise RetryLater("edge_unreachable", "Nobody there.")
        if method == "PUT" and host.startswith("acme."):
            heard.told.append(json.loads(body)["users"])
        return SimpleNamespace(status_code=200, json=lambda: {"data": []})

    heard = SimpleNamespace(told=[], is_there=True)
    heard.metering = Metering(settings, sessions, SimpleNamespace(request=request))
    return heard


@pytest.fixture
def alter(sessions, acme):
    def make(**values):
        with transaction(sessions) as session:
            row = session.get_one(Tenant, acme.id)
            if "users" in values:
                row.configuration = {**row.configuration, "limits": {"users": values.pop("users")}}
            for name, value in values.items():
                setattr(row, name, value)

    return make


def test_it_is_told_again_only_when_something_is_different(ear, alter):
    ear.metering.collect(NOW), ear.metering.collect(NOW), ear.metering.tell_changed(NOW)
    assert ear.told == [None]
    alter(users=3)
    ear.metering.collect(NOW)
    assert ear.told == [None, 3]


def test_other_numbers_are_told_between_rounds(ear, alter, services, actor):
    ear.metering.collect(NOW)
    alter(users=3)
    ear.metering.tell_changed(NOW), ear.metering.tell_changed(NOW)
    assert ear.told == [None, 3]
    alter(users=None)
    services.plans.change("standard", None, {"users": 7}, actor)
    ear.metering.tell_changed(NOW), ear.metering.tell_changed(NOW)
    assert ear.told == [None, 3, 7]


@pytest.mark.parametrize("look", ["collect", "tell_changed"])
def test_a_restored_database_is_told_again(ear, alter, look):
    ear.metering.collect(NOW)
    alter(lifecycle="restoring")
    ear.metering.tell_changed(NOW)
    alter(lifecycle="active", generation=2)
    getattr(ear.metering, look)(NOW)
    assert ear.told == [None, None]


def test_whom_an_operation_holds_is_told_after_it(ear, alter, sessions, acme):
    ear.metering.collect(NOW)
    with transaction(sessions) as session:
        operation = Operation(tenant_id=acme.id, kind="change", inputs={}, requested_by="ana")
        session.add(operation)
        session.flush()
        session.add(TenantLock(tenant_id=acme.id, operation_id=operation.id, holder="ana", reason="r"))
    alter(users=3)
    ear.metering.tell_changed(NOW)
    assert ear.told == [None]
    with transaction(sessions) as session:
        session.query(TenantLock).delete()
    ear.metering.tell_changed(NOW)
    assert ear.told == [None, 3]


def test_whoever_does_not_answer_is_told_in_a_later_round(ear, alter):
    ear.metering.collect(NOW)
    alter(users=3)
    ear.is_there = False
    ear.metering.tell_changed(NOW)
    ear.is_there = True
    ear.metering.tell_changed(NOW)
    assert ear.told == [None]
    ear.metering.collect(NOW)
    assert ear.told == [None, 3]


def test_it_looks_while_a_long_round_lasts(ear, alter, add_tenant, monkeypatch):
    """Whoever had their turn already is told before the round is over."""
    slow = add_tenant("slow", created_at=CREATED).id
    add_tenant("zulu", created_at=CREATED)
    ear.metering.collect(NOW)
    monkeypatch.setattr(module, "LOOK_SECONDS", 0)
    guarded = ear.metering._guarded

    def take_turn(tenant_id, now):
        if tenant_id == slow:
            alter(users=3)
        return guarded(tenant_id, now)

    monkeypatch.setattr(ear.metering, "_guarded", take_turn)
    ear.metering.collect(NOW)
    assert ear.told == [None, 3]


def test_it_looks_every_few_seconds_and_begins_with_a_round(ear, alter, monkeypatch):
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)

    def wait_for(*told):
        ends = time.monotonic() + 10
        while ear.told != list(told) and time.monotonic() < ends:
            time.sleep(0.01)
        assert ear.told == list(told)

    ear.metering.start()
    wait_for(None)
    alter(users=3)
    wait_for(None, 3)
    ear.metering.stop()


def test_whoever_does_not_answer_stands_where_the_month_and_its_plan_say(settings, sessions, acme, services):
    with transaction(sessions) as session:
        row = session.get_one(Tenant, acme.id)
        row.configuration = {**row.configuration, "limits": {"messages": 2}}
        store(session, row, date(2026, 11, 20), FIGURES, AiPrices())
    silent = Metering(settings, sessions, TenantHttp("127.0.0.1:9"))
    silent.collect(NOW)
    assert [alarm["code"] for alarm in services.alarms.list_all()] == ["usage_limited"]
    silent.collect(datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert "usage_limited" not in [alarm["code"] for alarm in services.alarms.list_all()]


def test_nobody_else_says_what_a_plan_allows(desk):
    body = {"plan": "x", "month": "2026-11", "users": 10**6, "standing": []}
    assert desk.client.put("/api/v1/platform/limits", json=body).status_code == 401
    signed = {"Guiche-Platform": sign(KEY, Call("PUT", "/api/v1/platform/limits", b"{}"), int(time.time()))}
    assert desk.client.put("/api/v1/platform/limits", json=body, headers=signed).status_code == 401
