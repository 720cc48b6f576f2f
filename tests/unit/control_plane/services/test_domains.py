from dataclasses import replace
from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.domain_models import HostnameCheck
from control_plane.domain_watch import DomainWatch
from control_plane.errors import NotFound
from control_plane.models import Hostname, Tenant
from control_plane.services import domains as module
from control_plane.services.domains import Domains, allowed_certificates

OWN, PLATFORM = "chat.acme.example", "acme.localhost"
HERE, THERE = {"192.0.2.1"}, {"198.51.100.7"}


@pytest.fixture
def settings(settings):
    return replace(settings, platform_addresses="192.0.2.1")


@pytest.fixture
def dns():
    """What names lead to; a name that is not in it does not exist, None is silence."""
    return {}


@pytest.fixture
def caa():
    """What names say of certificate authorities."""
    return {}


@pytest.fixture
def domains(settings, sessions, dns, caa):
    return Domains(sessions, settings, lambda name: dns.get(name, set()), lambda name: caa.get(name, []))


@pytest.fixture
def acme(add_tenant, sessions):
    tenant = add_tenant()
    with transaction(sessions) as session:
        session.add(Hostname(name=OWN, tenant_id=tenant.id))
        session.flush()
        for hostname in session.query(Hostname):
            hostname.is_attached = True
    return tenant.id


@pytest.fixture
def allowed(settings, sessions):
    def read():
        with transaction(sessions) as session:
            return allowed_certificates(session, settings)

    return read


def dns_of(domains):
    return {row["name"]: row["dns"] for row in domains.show("acme")}


@pytest.mark.usefixtures("acme")
def test_a_name_may_have_a_certificate_once_it_leads_here(domains, dns, allowed):
    assert allowed() == {PLATFORM}
    assert dns_of(domains) == {PLATFORM: None, OWN: "waiting"}
    domains.check(OWN)
    assert dns_of(domains)[OWN] == "nowhere"
    dns[OWN] = HERE | THERE
    domains.check(OWN)
    assert dns_of(domains)[OWN] == "elsewhere"
    assert allowed() == {PLATFORM}
    dns[OWN] = HERE
    domains.check(OWN)
    assert allowed() == {PLATFORM, OWN}


@pytest.mark.usefixtures("acme")
def test_who_forbids_our_authority_is_told_which_to_allow(domains, dns, caa, allowed, services):
    dns[OWN], caa["acme.example"] = HERE, [("issue", "other-ca.example")]
    domains.check(OWN)
    assert allowed() == {PLATFORM}
    row = domains.show("acme")[1]
    assert (row["dns"], row["found"], row["wanted"]) == ("forbidden", ["other-ca.example"], "letsencrypt.org")
    assert [alarm["code"] for alarm in services.alarms.list_all()] == ["domain_forbids"]
    caa.clear()
    domains.check(OWN)
    assert allowed() == {PLATFORM, OWN}
    assert services.alarms.list_all() == []


@pytest.mark.usefixtures("acme")
def test_and_keeps_it_when_dns_has_a_bad_hour(domains, dns, allowed):
    dns[OWN] = HERE
    domains.check(OWN)
    for trouble in (None, set(), THERE):
        dns[OWN] = trouble
        domains.check(OWN)
        assert allowed() == {PLATFORM, OWN}


@pytest.mark.usefixtures("acme")
def test_silence_changes_nothing_that_is_known(domains, dns):
    dns[OWN] = HERE
    domains.check(OWN)
    dns[OWN] = None
    domains.check(OWN)
    assert dns_of(domains)[OWN] == "here"


def test_a_closed_tenants_name_keeps_its_certificate_and_a_strangers_has_none(
    acme, domains, dns, allowed, sessions
):
    dns[OWN] = HERE
    domains.check(OWN)
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).closed_as = "suspended"
        for hostname in session.query(Hostname):
            hostname.is_attached = False
    assert allowed() == {PLATFORM, OWN}
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).closed_as = None
    assert allowed() == set()


@pytest.mark.usefixtures("acme")
def test_where_nobody_looks_every_name_may(settings, sessions):
    with transaction(sessions) as session:
        assert allowed_certificates(session, replace(settings, platform_addresses="")) == {PLATFORM, OWN}


@pytest.mark.usefixtures("acme")
def test_who_leads_elsewhere_for_long_is_an_alarm(domains, dns, services, sessions):
    def open_alarms():
        return [(alarm["code"], alarm["subject"]) for alarm in services.alarms.list_all()]

    dns[OWN] = THERE
    domains.check(OWN)
    assert open_alarms() == []
    with transaction(sessions) as session:
        session.get_one(HostnameCheck, OWN).since -= timedelta(hours=2)
    domains.check(OWN)
    assert open_alarms() == [("domain_elsewhere", OWN)]
    assert "198.51.100.7" in services.alarms.list_all()[0]["reason"]
    dns[OWN] = HERE
    domains.check(OWN)
    assert open_alarms() == []


@pytest.fixture
def astray(acme, domains, dns, sessions, services, actor):
    """An alarm, of which the operator's systems are told."""
    services.event_endpoints.create("https://ops.example.com/x", ["alarm.raised", "alarm.cleared"], actor)
    dns[OWN] = THERE
    domains.check(OWN)
    with transaction(sessions) as session:
        session.get_one(HostnameCheck, OWN).since -= timedelta(hours=2)
    domains.check(OWN)
    return lambda: [row["type"] for row in reversed(services.event_endpoints.deliveries())]


def test_a_name_that_leads_to_nobody_any_more_ends_its_alarm(astray, domains, sessions, services):
    with transaction(sessions) as session:
        session.get_one(Hostname, OWN).is_attached = False
    domains.check(OWN)
    assert services.alarms.list_all() == []
    assert astray() == ["alarm.raised", "alarm.cleared"]


def test_the_operators_systems_are_told_when_a_name_goes_with_its_alarm(astray, domains, sessions):
    with transaction(sessions) as session:
        session.delete(session.get_one(Hostname, OWN))
    domains.names()
    assert astray() == ["alarm.raised", "alarm.cleared"]


@pytest.mark.parametrize(
    ("days", "severity"), [(22, None), (20, "warning"), (6, "critical"), (-1, "critical")]
)
def test_a_certificate_that_ends_is_an_alarm(acme, settings, sessions, services, monkeypatch, days, severity):
    monkeypatch.setattr(module, "certificate_until", lambda *_: utc_now() + timedelta(days=days, hours=1))
    served = replace(settings, edge_tls_address="edge:443", platform_addresses="")
    Domains(sessions, served).check(PLATFORM)
    assert [alarm["severity"] for alarm in services.alarms.list_all()] == ([severity] if severity else [])
    assert Domains(sessions, served).show("acme")[0]["certificate_until"] is not None


@pytest.fixture
def panel(settings, sessions, monkeypatch):
    """The watch of an edge whose certificate for the panel ends in so many days; what it is asked for."""

    def serve(days):
        ends = utc_now() + timedelta(days=days, hours=1)
        monkeypatch.setattr(module, "certificate_until", lambda *_: ends)
        domains = Domains(sessions, replace(settings, edge_tls_address="edge:443"), lambda _name: HERE)
        return DomainWatch(sessions, domains).look(utc_now() + timedelta(days=1))

    return serve


@pytest.mark.usefixtures("acme")
def test_the_panels_own_certificate_is_watched_too(panel, domains, services):
    assert "panel.localhost" in panel(days=6)
    found = [row for row in services.alarms.list_all() if row["subject"] == "panel.localhost"]
    assert [(row["code"], row["severity"], row["tenant"]) for row in found] == [
        ("certificate_ends", "critical", None)
    ]
    assert found[0]["reason"].startswith("The certificate of panel.localhost ends in 6 days")
    panel(days=80)
    assert services.alarms.list_all() == []
    panel(days=6)
    assert domains.names() == [OWN]  # without TLS nothing of it is known
    assert {row["subject"] for row in services.alarms.list_all()} == {OWN, PLATFORM}


@pytest.mark.usefixtures("acme")
def test_how_long_certificates_last_is_a_number(panel, services, sessions):
    panel(days=80)

    def told():
        lines = services.metrics.render().splitlines()
        return [line for line in lines if line.startswith("guiche_certificate_expiry_timestamp_seconds{")]

    about = [(f'tenant="{tenant}",host="{host}"') for host, tenant in _SERVED.items()]
    ends = (utc_now() + timedelta(days=80, hours=1)).timestamp()
    assert [line.partition("{")[2].partition("}")[0] for line in told()] == about
    assert all(abs(float(line.split()[-1]) - ends) < 60 for line in told())
    with transaction(sessions) as session:
        session.get_one(Hostname, OWN).is_attached = False
    assert len(told()) == 2  # what nobody reaches here need not be renewed


_SERVED = {PLATFORM: "acme", OWN: "acme", "panel.localhost": ""}


@pytest.mark.usefixtures("acme")
def test_no_handshake_is_made_for_a_name_that_may_have_none(settings, sessions, monkeypatch):
    asked = []
    monkeypatch.setattr(module, "certificate_until", lambda _edge, name: asked.append(name))
    domains = Domains(
        sessions, replace(settings, edge_tls_address="edge:443"), lambda _name: THERE, lambda _name: []
    )
    domains.check(OWN)
    domains.check(PLATFORM)
    assert asked == [PLATFORM]


@pytest.mark.usefixtures("acme")
def test_what_was_seen_of_a_name_goes_with_it(domains, dns, sessions, services):
    dns[OWN] = THERE
    domains.check(OWN)
    with transaction(sessions) as session:
        session.get_one(HostnameCheck, OWN).since -= timedelta(hours=2)
    domains.check(OWN)
    with transaction(sessions) as session:
        session.delete(session.get_one(Hostname, OWN))
    assert domains.names() == []
    assert services.alarms.list_all() == []
    with transaction(sessions) as session:
        assert session.query(HostnameCheck).count() == 0


@pytest.mark.usefixtures("acme")
def test_only_a_tenants_own_names_are_looked_at_by_hand(domains, dns, actor, services):
    dns[OWN] = HERE
    assert domains.check_of("acme", OWN, actor)["dns"] == "here"
    assert services.audit.list_all(limit=1)[0]["action"] == "hostname_checked"
    with pytest.raises(NotFound):
        domains.check_of("acme", "169.254.169.254", actor)


@pytest.mark.usefixtures("acme")
def test_the_watch_looks_often_until_all_is_well_and_then_seldom(domains, dns, sessions):
    watch, now = DomainWatch(sessions, domains), utc_now()
    assert watch.look(now) == [OWN]
    assert watch.look(now + timedelta(minutes=1)) == []
    assert watch.look(now + timedelta(minutes=3)) == [OWN]
    dns[OWN] = HERE
    watch.look(now + timedelta(minutes=9))
    with transaction(sessions) as session:
        session.get_one(HostnameCheck, OWN).certificate_until = now + timedelta(days=80)
    assert watch.look(now + timedelta(hours=5)) == []
    assert watch.look(now + timedelta(hours=7)) == [OWN]
