from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Tenant
from control_plane.services.alarms import AlarmFilter
from control_plane.services.probe_alarms import clear_of_closed, keep_and_warn
from control_plane.whatsapp.seen import Item

NOW = utc_now()


@pytest.fixture
def acme(add_tenant):
    return add_tenant().id


@pytest.fixture
def after(sessions, services, acme):
    """The open alarms (subject, severity) after a look that saw these items."""

    def look(*items, at=NOW):
        with transaction(sessions) as session:
            keep_and_warn(session, acme, list(items), at)
        return {(alarm["subject"], alarm["severity"]) for alarm in services.alarms.list_all()}

    return look


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (Item("token", "warning", "ends_soon", {"days": 9}), {("token", "warning")}),
        (Item("token", "error", "ends_soon", {"days": 2}), {("token", "critical")}),
        (Item("quality", "warning", "yellow"), {("quality", "warning")}),
        (Item("quality", "error", "red"), {("quality", "warning")}),
        (Item("callback", "error", "missing"), {("callback", "critical")}),
        (Item("fila_ia", "error", "key_refused", {"url": "x"}), {("fila_ia", "critical")}),
        (Item("name", "warning", "pending_review"), set()),
        (Item("health", "unknown", "not_told"), set()),
        (Item("token", "ok", "for_ever"), set()),
    ],
)
def test_what_is_amiss_is_an_alarm(after, item, raised):
    assert after(item) == raised


def test_it_ends_when_it_is_well_again(after):
    assert after(Item("callback", "error", "missing"))
    assert after(Item("callback", "ok", "ok", {"found": "", "callback": ""})) == set()


def test_what_meta_did_not_tell_ends_no_alarm(after):
    after(Item("quality", "warning", "yellow"))
    assert after(Item("quality", "unknown", "not_told"), at=NOW + timedelta(hours=1))


def test_silence_is_an_alarm_when_it_lasts(after):
    silence = Item("reach", "error", "no_answer")
    assert after(silence) == set()
    assert after(silence, at=NOW + timedelta(minutes=5)) == {("reach", "critical")}


def test_it_says_why_and_what_to_do_in_the_readers_language(after, services):
    after(Item("token", "warning", "ends_soon", {"days": 9}))
    shown = services.alarms.list_all(AlarmFilter(tenant="acme"), language="pt-BR")[0]
    assert "O token expira em 9 dias" in shown["reason"]
    assert "Usuários do sistema" in shown["next"]
    assert "9 days" in services.alarms.list_all()[0]["reason"]


def test_a_tenant_that_is_closed_has_none(after, sessions, services, acme):
    after(Item("callback", "error", "missing"))
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "suspended"
        session.flush()
        clear_of_closed(session)
    assert services.alarms.list_all() == []
