from collections import Counter

import pytest
import requests

from control_plane.address_watch import AddressWatch
from control_plane.database import transaction
from control_plane.errors import RetryLater
from control_plane.models import Hostname, Operation, Tenant

CHAT, HELP = "chat.acme.example", "help.acme.example"


class Edge:
    """Answers 200 but for names in `answers`: another status, or None for silence."""

    def __init__(self):
        self.answers = {}
        self.asked = Counter()

    def request(self, method, host, path):
        assert (method, path) == ("GET", "/healthz")
        self.asked[host] += 1
        answer = requests.Response()
        answer.status_code = self.answers.get(host, 200)
        if answer.status_code is None:
            raise RetryLater("edge_unreachable", "The edge does not answer.")
        return answer


@pytest.fixture
def edge():
    return Edge()


@pytest.fixture
def watch(settings, sessions, edge):
    return AddressWatch(settings, sessions, edge)


@pytest.fixture
def add_addresses(sessions, add_tenant):
    """Makes a tenant of these addresses beside the platform's own; returns its id."""

    def add(slug, *names):
        tenant = add_tenant(slug)
        with transaction(sessions) as session:
            session.add_all(Hostname(name=name, tenant_id=tenant.id) for name in names)
            session.flush()
            for hostname in session.query(Hostname):
                hostname.is_attached = True
        return tenant.id

    return add


@pytest.fixture
def acme(add_addresses):
    return add_addresses("acme", CHAT, HELP)


@pytest.fixture
def alarmed(acme, watch, edge):
    """One of its addresses has been silent for two looks."""
    edge.answers[CHAT] = 404
    watch.look()
    watch.look()
    return acme


def alarms(services):
    return [(row["code"], row["tenant"], row["details"]) for row in services.alarms.list_all()]


ALARM = ("address_silent", "acme", {"names": CHAT, "problem": "HTTP 404"})


@pytest.mark.usefixtures("acme")
def test_only_clients_own_addresses_are_asked(watch, edge, add_addresses):
    add_addresses("beta")
    assert watch.look() == []
    assert edge.asked == {CHAT: 1, HELP: 1}


@pytest.mark.usefixtures("acme")
def test_an_address_that_stays_silent_is_an_alarm_until_it_answers(watch, edge, services):
    edge.answers[CHAT] = 404
    assert watch.look() == [CHAT]
    assert alarms(services) == []  # the reconciler may mend it
    assert watch.look() == [CHAT]
    assert alarms(services) == [ALARM]
    (row,) = services.alarms.list_all(language="pt-BR")
    assert (row["severity"], row["reason"]) == (
        "critical",
        f"ACME responde, mas não em {CHAT} (HTTP 404).",
    )
    assert "guiche tenant repair acme" in row["next"]
    watch.look()
    assert len(services.alarms.list_all()) == 1
    edge.answers.clear()
    assert watch.look() == []
    assert alarms(services) == []


@pytest.mark.usefixtures("acme")
def test_what_is_mended_by_the_next_look_is_none(watch, edge, services):
    for answers in ({CHAT: 404}, {}, {CHAT: 404}, {HELP: 404}):
        edge.answers = answers
        watch.look()
    assert alarms(services) == []


@pytest.mark.usefixtures("acme")
def test_all_that_are_silent_stand_in_one_alarm(watch, edge, services):
    edge.answers = {CHAT: None, HELP: 503}
    assert [watch.look(), watch.look()] == 2 * [[CHAT, HELP]]
    details = {"names": f"{CHAT}, {HELP}", "problem": "HTTP 503, no answer"}
    assert alarms(services) == [("address_silent", "acme", details)]
    assert edge.asked["acme.localhost"] == 2  # once a look


def test_many_are_not_all_named(watch, edge, services, add_addresses):
    names = [f"shop{at}.example" for at in range(7)]
    add_addresses("acme", *names)
    edge.answers = dict.fromkeys(names, 404)
    watch.look()
    watch.look()
    assert services.alarms.list_all()[0]["details"]["names"] == ", ".join([*names[:5], "…"])


@pytest.mark.usefixtures("acme")
def test_a_tenant_that_does_not_answer_at_all_is_the_healers_affair(watch, edge, services):
    edge.answers = {CHAT: 503, "acme.localhost": 503}
    assert [watch.look(), watch.look()] == [[], []]
    assert alarms(services) == []


@pytest.mark.usefixtures("alarmed")
def test_what_nobody_knows_now_leaves_the_alarm_as_it_is(watch, edge, services, settings, sessions):
    edge.answers["acme.localhost"] = 503
    watch.look()
    assert alarms(services) == [ALARM]
    del edge.answers["acme.localhost"]
    AddressWatch(settings, sessions, edge).look()  # a runner that has just begun
    assert alarms(services) == [ALARM]


def test_while_an_operation_holds_the_tenant_nothing_is_asked(alarmed, watch, edge, services, sessions):
    edge.asked.clear()
    with transaction(sessions) as session:
        session.add(
            Operation(kind="change", tenant_id=alarmed, inputs={}, state="running", requested_by="ana")
        )
    assert watch.look() == []
    assert not edge.asked
    assert alarms(services) == [ALARM]


@pytest.mark.parametrize("what", ["the address", "its attachment", "the tenant"])
def test_who_has_no_such_address_any_more_has_no_alarm(alarmed, watch, services, sessions, what):
    with transaction(sessions) as session:
        hostnames = session.query(Hostname).filter(Hostname.name.in_([CHAT, HELP]))
        match what:
            case "the address":
                hostnames.delete()
            case "its attachment":
                hostnames.update({"is_attached": False})
            case _:
                session.get_one(Tenant, alarmed).closed_as = "suspended"
    watch.look()
    assert alarms(services) == []


def test_one_tenants_silence_is_not_anothers(alarmed, watch, edge, services, add_addresses):
    add_addresses("beta", "chat.beta.example")
    watch.look()
    assert alarms(services) == [ALARM]
    edge.answers = {"chat.beta.example": 502}
    watch.look()
    assert alarms(services) == []
    watch.look()
    assert [tenant for _, tenant, _ in alarms(services)] == ["beta"]
    assert alarmed
