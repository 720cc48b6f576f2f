import json
from datetime import timedelta
from threading import Event

import pytest
import requests

from appliance.whatsapp.webhook_views import is_signed
from control_plane.database import transaction, utc_now
from control_plane.errors import RetryLater
from control_plane.forwarder import AT_ONCE, GIVE_UP_AFTER, Forwarder, pause_after
from control_plane.models import Tenant
from control_plane.services.preflight import WhatsApp
from control_plane.services.webhook_routing import place
from control_plane.webhook_models import AppWebhook


class Tenants:
    """The edge with tenants behind it: answers in turn, 200 when nothing else was said."""

    def __init__(self):
        self.got = []
        self.answers = {}
        self.hanging = {}

    def request(self, method, host, path, *, body, headers):
        assert (method, path) == ("POST", "/webhooks/whatsapp")
        if host in self.hanging:
            self.hanging[host].wait(20)
        waiting = self.answers.get(host)
        status = waiting.pop(0) if waiting else 200
        if status is None:
            raise RetryLater("edge_unreachable", "The edge does not answer.")
        self.got.append((host, body, headers, status))
        answer = requests.Response()
        answer.status_code = status
        return answer

    def taken(self, host="acme.localhost"):
        bodies = [json.loads(body) for to, body, _, status in self.got if to == host and status == 200]
        return [body["entry"][0]["changes"][0]["value"]["n"] for body in bodies]


@pytest.fixture
def edge():
    return Tenants()


@pytest.fixture
def forwarder(settings, sessions, edge):
    made = Forwarder(settings, sessions, edge)
    yield made
    made.stop()


@pytest.fixture
def acme(services, sessions, tenant_request, actor):
    """Makes tenants with accounts of their own; the account of acme is 10000."""

    def make(*slugs):
        for at, slug in enumerate(slugs):
            number = WhatsApp(f"2000{at}", f"1000{at}", "token", f"secret-of-{slug}")
            services.tenants.submit_create(tenant_request(slug=slug, whatsapp=number), actor)
        with transaction(sessions) as session:
            for tenant in session.query(Tenant):
                tenant.lifecycle = "active"

    return make


@pytest.fixture
def arrive(sessions):
    def store(*numbers, waba="10000", at=None):
        with transaction(sessions) as session:
            for n in numbers:
                entry = {"id": waba, "changes": [{"field": "account_update", "value": {"n": n}}]}
                place(session, entry, at or utc_now())

    return store


@pytest.fixture
def states(sessions):
    def read():
        with transaction(sessions) as session:
            return [row.state for row in session.query(AppWebhook).order_by(AppWebhook.id)]

    return read


@pytest.fixture
def later(sessions):
    """Its pause is over."""

    def pass_by():
        with transaction(sessions) as session:
            session.query(AppWebhook).update({"next_at": utc_now()})

    return pass_by


def go(forwarder):
    forwarder.take_up()
    forwarder.wait()


def test_each_tenant_gets_its_own_signed_with_its_own_secret(acme, arrive, forwarder, edge, states):
    acme("acme", "beta")
    arrive(1)
    arrive(2, waba="10001")
    go(forwarder)
    assert states() == ["delivered", "delivered"]
    for host, body, headers, _ in edge.got:
        secret = f"secret-of-{host.partition('.')[0]}"
        assert is_signed(body, headers["X-Hub-Signature-256"], secret)
    assert edge.taken("acme.localhost") == [1]
    assert edge.taken("beta.localhost") == [2]


def test_what_a_tenant_has_is_no_longer_kept(acme, arrive, forwarder, sessions):
    acme("acme")
    arrive(1)
    go(forwarder)
    with transaction(sessions) as session:
        row = session.query(AppWebhook).one()
        assert row.entry is None
        assert row.delivered_at is not None


@pytest.mark.parametrize("trouble", [503, 500, 404, 401, 429, None])
def test_nothing_overtakes_what_is_not_taken_yet(acme, arrive, forwarder, edge, states, later, trouble):
    acme("acme")
    arrive(1, 2, 3)
    edge.answers["acme.localhost"] = [trouble]
    go(forwarder)
    assert states() == ["waiting"] * 3
    assert forwarder.take_up() == set()  # it is given a pause
    arrive(4)
    later()
    go(forwarder)
    assert edge.taken() == [1, 2, 3, 4]


def test_what_will_never_be_taken_makes_way(acme, arrive, forwarder, edge, states):
    acme("acme")
    arrive(1, 2)
    edge.answers["acme.localhost"] = [413]
    go(forwarder)
    assert states() == ["dead", "delivered"]


def test_after_seven_days_it_is_given_up(acme, arrive, forwarder, edge, states):
    acme("acme")
    arrive(1, at=utc_now() - GIVE_UP_AFTER - timedelta(minutes=1))
    arrive(2)
    edge.answers["acme.localhost"] = [503]
    go(forwarder)
    assert states() == ["dead", "delivered"]


def test_one_tenant_that_hangs_delays_no_other(acme, arrive, forwarder, edge):
    others = [f"other{at}" for at in range(AT_ONCE)]
    acme("acme", *others)
    edge.hanging["acme.localhost"] = Event()
    arrive(1)
    for at, _ in enumerate(others, start=1):
        arrive(at, waba=f"1000{at}")
    forwarder.take_up()
    for tenant_id, future in list(forwarder._underway.items()):
        with transaction(forwarder._sessions) as session:
            slug = session.get_one(Tenant, tenant_id).slug
        if slug != "acme":
            future.result(20)
    assert {host for host, *_ in edge.got} == {f"{slug}.localhost" for slug in others}
    assert forwarder.take_up() == set()  # acme's is underway, and not begun twice
    edge.hanging["acme.localhost"].set()
    forwarder.wait()
    assert edge.taken() == [1]


def test_what_a_dead_runner_did_not_note_is_delivered_again(acme, arrive, forwarder, edge, sessions):
    acme("acme")
    arrive(1)
    go(forwarder)
    with transaction(sessions) as session:
        row = session.query(AppWebhook).one()
        row.state, row.entry = "waiting", b'{"id":"10000","changes":[{"value":{"n":1}}]}'
    go(forwarder)
    assert edge.taken() == [1, 1]  # tenants know what they have by Meta's own ids


def test_pauses_grow_to_an_hour():
    assert pause_after(1) == timedelta(seconds=30)
    assert pause_after(2) == timedelta(minutes=1)
    assert pause_after(50) == timedelta(hours=1)


def test_minding_says_what_is_stuck(forwarder, arrive, services):
    arrive(1, waba="99")
    forwarder.mind()
    assert [alarm["code"] for alarm in services.alarms.list_all()] == ["webhooks_unknown"]
