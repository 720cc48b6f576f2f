"""A few rows of what `python -m bench.interruptions` does for every step: runners killed and cut off."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.faults.proxy import Proxy
from bench.interruptions.battery import FREE_SECONDS, Battery, Row
from bench.interruptions.faults import KILL_AFTER, KILL_WITHIN, network_faults
from bench.interruptions.kinds import World
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def to_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The runners' way to the engine, which can be cut."""
    socket = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
    proxy = Proxy(Path(socket), tmp_path_factory.mktemp("way") / "docker.sock")
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture(scope="module")
def battery(
    platform: SmallPlatform, to_engine: Proxy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Battery]:
    """With a calm row of each kind behind it: what the others are held against."""
    world = World(platform)
    battery = Battery(world, tmp_path_factory.mktemp("runners"), {"DOCKER_HOST": f"unix://{to_engine.path}"})
    for kind in ("backup", "repair"):
        assert battery.calm(kind).problems == []
    yield battery
    world.forget_base()


def assert_borne(row: Row, strikes: int) -> None:
    assert row.problems == []
    assert (row.state, row.strikes, row.resumed) == ("succeeded", strikes, [])
    assert row.free_seconds <= FREE_SECONDS


@pytest.mark.parametrize(
    ("kind", "step", "how"),
    [
        ("backup", "run_backup", KILL_WITHIN),
        ("repair", "create_secrets", KILL_AFTER),
        ("repair", "deploy_stack", KILL_WITHIN),
    ],
)
def test_a_runner_killed_twice_leaves_what_a_calm_one_leaves(
    battery: Battery, kind: str, step: str, how: str
) -> None:
    assert_borne(battery.killed(kind, step, how), strikes=2)


def test_a_runner_cut_off_from_the_engine_goes_on_by_itself(battery: Battery, to_engine: Proxy) -> None:
    cut, _, _ = network_faults(to_engine, to_engine)
    assert_borne(battery.struck("repair", cut, ["deploy_database", "prepare_database"]), strikes=2)
