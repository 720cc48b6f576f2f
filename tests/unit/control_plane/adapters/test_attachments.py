from types import SimpleNamespace

import pytest

from control_plane.adapters.docker_engine import EngineRefused
from control_plane.adapters.edge import Attachments
from control_plane.adapters.names import platform_aliases
from control_plane.adapters.networks import Network
from demo.containers import edge, sandbox
from demo.instance import Instance

PLATFORM = Network("n1", "guiche-platform", False, True, {})


class Engine:
    """One container, attached as `networks` says: an engine's list tells no aliases, its details do."""

    def __init__(self, alias="edge", **networks):
        self.alias = alias
        self.attached = networks
        self.done = []
        self.inspected = 0
        self.refusal = None

    def containers(self, *, all, filters):
        assert all and "guiche.instance=guiche" in filters["label"]
        networks = {name: {"NetworkID": each["NetworkID"]} for name, each in self.attached.items()}
        labels = {"guiche.alias": self.alias} if self.alias else {}
        settings = {"Networks": networks}
        return [
            {"Id": "c1", "Names": ["/guiche-edge"], "Labels": labels, "State": "running"}
            | {"NetworkSettings": settings}
        ]

    def inspect_container(self, container):
        assert container == "c1"
        self.inspected += 1
        return {"NetworkSettings": {"Networks": self.attached}}

    def connect_container_to_network(self, container, net_id, *, aliases):
        if self.refusal:
            raise EngineRefused(403, self.refusal)
        self.done.append(("connect", net_id, *aliases))
        self.attached["guiche-platform"] = {"NetworkID": net_id, "Aliases": [*aliases, container[:12]]}

    def disconnect_container_from_network(self, container, net_id, *, force):
        assert container == "c1" and force
        self.done.append(("disconnect", net_id))
        del self.attached["guiche-platform"]


def in_platform(aliases, network_id="n1"):
    return {"guiche-platform": {"NetworkID": network_id, "Aliases": aliases}}


def repaired(engine):
    attachments = Attachments(engine, "guiche")
    return attachments.attach_to_platform(PLATFORM, attachments.containers())


CONNECTED = ("connect", "n1", "edge", "edge.platform")


@pytest.mark.parametrize(
    ("networks", "done"),
    [
        ({}, [CONNECTED]),
        (in_platform(["edge", "edge.platform", "0123456789ab"]), []),
        (in_platform(["edge"]), [("disconnect", "guiche-platform"), CONNECTED]),
        (in_platform(None), [("disconnect", "guiche-platform"), CONNECTED]),
        (in_platform(["edge", "edge.platform"], "n0"), [("disconnect", "guiche-platform"), CONNECTED]),
    ],
    ids=["missing", "as it should be", "lacks a name", "lacks both", "in a network of before"],
)
def test_the_platforms_network_is_entered_under_all_its_names(networks, done):
    engine = Engine(**networks)
    assert repaired(engine) == (["guiche-edge"] if done else [])
    assert engine.done == done
    assert repaired(engine) == []


def test_one_without_an_alias_has_none_there():
    engine = Engine(alias="")
    assert repaired(engine) == ["guiche-edge"]
    assert repaired(engine) == []
    assert engine.done == [("connect", "n1")]


@pytest.mark.parametrize(
    "refusal",
    [
        "endpoint with name guiche-edge already exists in network guiche-platform",
        "guiche-edge is already attached to network guiche-platform",
    ],
)
def test_whoever_connects_it_in_the_same_moment_is_no_failure(refusal):
    engine = Engine()
    engine.refusal = refusal
    assert repaired(engine) == ["guiche-edge"]


def test_any_other_refusal_is_one():
    engine = Engine()
    engine.refusal = "no"
    with pytest.raises(EngineRefused):
        repaired(engine)


def test_aliases_are_asked_for_in_the_platforms_network_alone():
    engine = Engine(**{"t-acme-edge": {"NetworkID": "n2", "Aliases": None}})
    attachments = Attachments(engine, "guiche")
    assert attachments.attach(SimpleNamespace(id="n2", name="t-acme-edge")) == []
    assert engine.inspected == 0


@pytest.mark.parametrize("made", [edge(Instance(), "10.201.0.0/16"), sandbox(Instance())])
def test_the_demo_runs_them_as_they_are_repaired(made):
    flags = [each.partition("=") for each in made.options]
    assert [value for flag, _, value in flags if flag == "--network"] == ["guiche-platform"]
    aliases = [value for flag, _, value in flags if flag == "--network-alias"]
    assert aliases == platform_aliases(made.labels["guiche.alias"])
    assert made.labels["guiche.attach"] == "tenants"
