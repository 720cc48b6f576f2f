from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
import requests

from control_plane import healer as module
from control_plane.adapters.networks import Network
from control_plane.database import transaction, utc_now
from control_plane.errors import RetryLater, StepFailed
from control_plane.healer import Healer
from control_plane.healing_models import Healing
from control_plane.models import Hostname, Operation, Tenant


class World:
    """Edge, tenants and engine: `cures` says what makes a tenant answer."""

    def __init__(self):
        self.cures = {}
        self.is_edge_away = False
        self.done = []
        self.refuses_updates = False
        self.asked = Counter()

    def request(self, method, host, path):
        assert (method, path) == ("GET", "/healthz")
        self.asked[host] += 1
        if self.is_edge_away:
            raise RetryLater("edge_unreachable", "The edge does not answer.")
        answer = requests.Response()
        slug = host.partition(".")[0]
        answer.status_code = 503 if slug in self.cures else 200
        return answer

    def helps(self, what, slug):
        self.done.append((what, slug))
        if self.cures.get(slug) == what:
            del self.cures[slug]

    def sleep(self, _seconds):
        for slug, cure in list(self.cures.items()):
            if cure == "time":
                del self.cures[slug]

    # what the healer's hands do
    def find(self, name):
        return Network(name, name, False, True, {})

    def detach(self, network):
        self.done.append(("detach", network.name))

    def attach(self, network):
        self.helps("attach", network.name.removeprefix("t-").removesuffix("-edge"))

    def force_update(self, stack, service):
        assert service == "web"
        if self.refuses_updates:
            raise StepFailed("stack_refused", "Docker refused")
        self.helps("update", stack.removeprefix("t-"))


@pytest.fixture
def world():
    return World()


@pytest.fixture
def healer(settings, sessions, world):
    adapters = SimpleNamespace(networks=world, attachments=world, stacks=world)
    return Healer(settings, sessions, adapters, world, world.sleep)


@pytest.fixture
def tenants(add_tenant, sessions):
    def make(*slugs):
        ids = {slug: add_tenant(slug).id for slug in slugs}
        with transaction(sessions) as session:
            for hostname in session.query(Hostname):
                hostname.is_attached = True
        return ids

    return make


@pytest.fixture
def tried(services):
    """(rung, whether it helped), the first first."""

    def read(slug="acme"):
        return [(row["rung"], row["helped"]) for row in reversed(services.healings.list_all(slug))]

    return read


@pytest.fixture
def pass_by(sessions):
    """Makes everything that was tried older."""

    def move(**time):
        with transaction(sessions) as session:
            for row in session.query(Healing):
                row.started_at -= timedelta(**time)

    return move


@pytest.fixture
def end_repairs(sessions):
    def end():
        with transaction(sessions) as session:
            for operation in session.query(Operation).filter_by(kind="repair"):
                operation.state = "succeeded"

    return end


def alarms(services):
    return [alarm["code"] for alarm in services.alarms.list_all()]


def test_where_all_answer_nothing_is_done(healer, world, tenants, tried):
    tenants("acme", "beta")
    assert healer.look() == []
    assert tried() == []
    assert world.done == []


def test_what_passes_by_itself_is_only_noted(healer, world, tenants, tried):
    tenants("acme")
    world.cures["acme"] = "time"
    assert healer.look() == ["acme"]
    assert tried() == [("resolve", True)]
    assert world.done == []


def test_an_edge_that_lost_its_way_is_connected_anew(healer, world, tenants, tried, services):
    tenants("acme", "beta")
    world.cures["acme"] = "attach"
    healer.look()
    assert tried() == [("resolve", False), ("attach", True)]
    assert world.done == [("detach", "t-acme-edge"), ("attach", "acme")]
    assert alarms(services) == []
    assert healer.look() == []


def test_a_web_that_hangs_is_started_anew_and_its_healing_shows_later(
    healer, world, tenants, tried, services
):
    tenants("acme")
    world.cures["acme"] = "update"
    healer.look()
    assert tried()[-1] == ("update", None)
    assert healer.look() == []
    assert tried() == [("resolve", False), ("attach", False), ("update", True)]
    assert alarms(services) == []


def test_what_nothing_helps_is_an_alarm_and_is_not_started_anew_for_ever(
    healer, world, tenants, tried, services, pass_by, end_repairs
):
    tenants("acme")
    world.cures["acme"] = "nothing"
    healer.look()
    healer.look()
    assert [rung for rung, _ in tried()] == ["resolve", "attach", "update"]  # it has its time
    assert alarms(services) == []
    pass_by(minutes=4)
    healer.look()
    assert tried()[-2:] == [("update", False), ("repair", None)]
    assert alarms(services) == ["tenant_unreachable"]
    assert "HTTP 503" in services.alarms.list_all()[0]["reason"]
    for _ in range(5):
        end_repairs()
        pass_by(minutes=20)
        healer.look()
    assert [rung for rung, _ in tried()] == ["resolve", "attach", "update", "repair", "update"]
    world.cures.clear()
    healer.look()
    assert alarms(services) == []


def test_who_comes_and_goes_all_day_is_started_anew_four_times_and_no_more(
    healer, world, tenants, tried, services, pass_by, end_repairs
):
    tenants("acme")
    for _ in range(7):
        world.cures["acme"] = "update"
        healer.look()
        end_repairs()
        world.cures.clear()
        healer.look()
        pass_by(minutes=30)
    rungs = [rung for rung, _ in tried()]
    assert (rungs.count("update"), rungs.count("repair")) == (4, 2)
    world.cures["acme"] = "update"
    healer.look()
    pass_by(minutes=4)
    healer.look()
    assert alarms(services) == ["tenant_unreachable"]


def test_not_everybody_is_started_anew_at_once(healer, world, tenants):
    tenants(*(f"shop{at}" for at in range(6)))
    world.cures.update({f"shop{at}": "update" for at in range(6)})
    healer.look()
    assert sum(what == "update" for what, _ in world.done) == module.STARTS_AT_ONCE
    healer.look()
    healer.look()
    assert world.cures == {}


def test_a_tenant_that_an_operation_holds_is_left_to_it(healer, world, tenants, sessions):
    ids = tenants("acme")
    world.cures["acme"] = "attach"
    with transaction(sessions) as session:
        held = {"kind": "change", "tenant_id": ids["acme"], "inputs": {}, "requested_by": "x"}
        session.add(Operation(state="running", **held))
    assert healer.look() == []
    assert world.done == []


def test_an_operation_that_begins_meanwhile_has_its_way(healer, world, tenants, sessions):
    ids = tenants("acme")
    world.cures["acme"] = "attach"
    asleep = world.sleep

    def begins(seconds):
        with transaction(sessions) as session:
            held = {"kind": "suspend", "tenant_id": ids["acme"], "inputs": {}, "requested_by": "x"}
            session.add(Operation(state="queued", **held))
        asleep(seconds)

    healer._sleep = begins
    healer.look()
    assert world.done == []


def test_without_the_edge_no_tenant_is_touched(healer, world, tenants, tried, services):
    tenants("acme")
    world.is_edge_away = True
    assert healer.look() == []
    assert tried() == []
    assert alarms(services) == ["edge_away"]
    world.is_edge_away = False
    healer.look()
    assert alarms(services) == []


def test_what_the_engine_refuses_did_not_help_and_a_repair_is_asked_for_at_once(
    healer, world, tenants, tried, services, sessions, pass_by, end_repairs
):
    tenants("acme")
    world.cures["acme"] = "repair"
    world.refuses_updates = True
    healer.look()
    assert tried()[-2:] == [("update", False), ("repair", None)]
    with transaction(sessions) as session:
        repair = session.query(Operation).one()
        assert (repair.kind, repair.requested_by, repair.state) == ("repair", "healer", "queued")
    assert healer.look() == []  # the operation holds it
    assert alarms(services) == []
    end_repairs()
    pass_by(minutes=4)
    healer.look()
    assert tried()[-1] == ("repair", False)
    assert alarms(services) == ["tenant_unreachable"]
    world.cures.clear()
    healer.look()
    assert alarms(services) == []


def test_a_repair_that_helped_shows_later(healer, world, tenants, tried, services, end_repairs):
    tenants("acme")
    world.cures["acme"] = "repair"
    world.refuses_updates = True
    healer.look()
    end_repairs()
    world.cures.clear()
    healer.look()
    assert tried() == [("resolve", False), ("attach", False), ("update", False), ("repair", True)]
    assert alarms(services) == []


def test_a_closed_tenant_is_not_asked(healer, world, tenants, sessions):
    tenants("acme")
    world.cures["acme"] = "attach"
    with transaction(sessions) as session:
        session.query(Hostname).one().tenant.closed_as = "suspended"
    assert healer.look() == []


@pytest.fixture
def dead(healer, world, tenants, pass_by, end_repairs, sessions):
    """Nothing helps; `closed` closes it as whoever suspends or archives it for that reason does."""
    tenants("acme")
    world.cures["acme"] = "nothing"
    for _ in range(4):
        healer.look()
        end_repairs()
        pass_by(minutes=20)

    def closed(lifecycle):
        with transaction(sessions) as session:
            session.query(Tenant).one().lifecycle = lifecycle

    return closed


@pytest.mark.parametrize("lifecycle", ["suspended", "archived", "condemned", "purging"])
def test_who_is_closed_because_it_was_dead_is_no_alarm_any_more(healer, dead, services, lifecycle):
    assert alarms(services) == ["tenant_unreachable"]
    dead(lifecycle)
    healer.look()
    assert alarms(services) == []


def test_not_even_while_the_edge_is_away(healer, dead, world, services):
    dead("suspended")
    world.is_edge_away = True
    healer.look()
    assert alarms(services) == ["edge_away"]


def test_one_that_is_being_restored_stays_an_alarm_until_it_answers(healer, dead, services):
    dead("restoring")
    healer.look()
    assert alarms(services) == ["tenant_unreachable"]


def test_who_comes_back_has_every_rung_again(healer, dead, world, tried, pass_by):
    dead("suspended")
    healer.look()
    assert None not in [helped for _, helped in tried()]
    pass_by(days=2)
    dead("active")
    known = len(tried())
    world.cures["acme"] = "update"
    healer.look()
    assert [rung for rung, _ in tried()[known:]] == ["resolve", "attach", "update"]


def test_a_rung_that_a_dead_runner_left_is_not_waited_for(healer, world, tenants, tried, sessions):
    ids = tenants("acme")
    world.cures["acme"] = "attach"
    with transaction(sessions) as session:
        long_ago = utc_now() - timedelta(hours=1)
        session.add(Healing(tenant_id=ids["acme"], rung="resolve", problem="x", started_at=long_ago))
    healer.look()
    assert tried() == [("resolve", False), ("attach", True)]


def test_silence_is_not_waited_for_longer_than_an_attachment_may_take(healer, world, tenants, monkeypatch):
    tenants("acme")
    world.cures["acme"] = "nothing"
    clock = iter(range(0, 10_000, 5))  # each look at it takes five seconds
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    healer.look()
    asked = world.asked["acme.localhost"]
    assert asked == 4  # the look itself, resolve, and twice within ten seconds
