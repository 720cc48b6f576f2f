from datetime import timedelta
from threading import Event

import pytest

from control_plane import prober as prober_module
from control_plane.database import transaction, utc_now
from control_plane.health_models import TenantProbe
from control_plane.models import Credential, Tenant
from control_plane.prober import AT_ONCE, Prober
from control_plane.services.preflight import WhatsApp
from control_plane.services.probes import due, keep
from control_plane.whatsapp.seen import Item

OK = [Item("reach", "ok", "ok"), Item("fila_ia", "ok", "ok")]


@pytest.fixture
def tenants(services, sessions, tenant_request, actor):
    """Makes active tenants; returns their ids by slug."""

    def make(*slugs):
        for at, slug in enumerate(slugs):
            number = WhatsApp(f"1234567{at:02}", "987654321", "token", "secret")
            services.tenants.submit_create(tenant_request(slug=slug, whatsapp=number), actor)
        with transaction(sessions) as session:
            rows = session.query(Tenant).all()
            for row in rows:
                row.lifecycle = "active"
            return {row.slug: row.id for row in rows}

    return make


@pytest.fixture
def prober(settings, sessions):
    made = Prober(settings, sessions)
    yield made
    made.stop()


def due_now(sessions, now, most=10):
    with transaction(sessions) as session:
        return list(session.scalars(due(now, most)))


def seen(sessions, tenant_id, at, items=OK):
    with transaction(sessions) as session:
        keep(session, tenant_id, items, at)


def test_each_is_due_once_an_hour_and_who_waited_longest_comes_first(sessions, tenants):
    ids, now = tenants("acme", "beta", "gama"), utc_now()
    seen(sessions, ids["acme"], now - timedelta(minutes=61))
    seen(sessions, ids["beta"], now - timedelta(minutes=90))
    assert due_now(sessions, now) == [ids["gama"], ids["beta"], ids["acme"]]
    seen(sessions, ids["gama"], now)
    assert due_now(sessions, now, most=1) == [ids["beta"]]


def test_silence_is_asked_again_soon(sessions, tenants):
    ids, now = tenants("acme"), utc_now()
    quiet = [Item("reach", "ok", "ok"), Item("fila_ia", "error", "no_answer", {"url": "x"})]
    seen(sessions, ids["acme"], now - timedelta(minutes=4), quiet)
    assert due_now(sessions, now) == []
    assert due_now(sessions, now + timedelta(minutes=2)) == [ids["acme"]]


def test_only_active_tenants_are_tried(sessions, tenants):
    ids, now = tenants("acme"), utc_now()
    with transaction(sessions) as session:
        session.get_one(Tenant, ids["acme"]).lifecycle = "suspended"
    assert due_now(sessions, now) == []


def test_all_who_are_due_are_looked_at_and_kept(sessions, tenants, prober, monkeypatch):
    ids = tenants("acme", "beta")
    monkeypatch.setattr(prober_module, "probe", lambda _settings, _subject: OK)
    assert set(prober.take_up()) == set(ids.values())
    prober.wait()
    assert prober.take_up() == []
    with transaction(sessions) as session:
        assert session.query(TenantProbe).count() == 2 * len(OK)


def test_one_that_hangs_delays_nobody(sessions, tenants, prober, monkeypatch):
    ids = tenants("acme", *(f"other{at}" for at in range(2 * AT_ONCE)))
    released, others_done = Event(), Event()
    left = set(ids.values()) - {ids["acme"]}

    def slow(_settings, subject):
        if subject.tenant_id == ids["acme"]:
            released.wait(20)
        else:
            left.discard(subject.tenant_id)
            if not left:
                others_done.set()
        return OK

    monkeypatch.setattr(prober_module, "probe", slow)
    prober.take_up()
    assert others_done.wait(20)
    assert ids["acme"] not in prober.take_up()  # still underway: not begun twice
    released.set()
    prober.wait()


def test_credentials_that_do_not_open_are_told_and_wait_their_turn(sessions, tenants, prober):
    ids = tenants("acme")
    with transaction(sessions) as session:
        session.query(Credential).filter_by(name="whatsapp_token").one().sealed = b"x" * 40
    prober.take_up()
    prober.wait()
    with transaction(sessions) as session:
        row = session.query(TenantProbe).one()
        assert (row.name, row.code) == ("reach", "unreadable")
    assert prober.take_up() == []
    assert ids
