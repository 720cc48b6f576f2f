from dataclasses import replace
from typing import Any

import pytest

from control_plane.adapters.docker_engine import EngineFacts
from control_plane.errors import StepFailed
from control_plane.operations.steps import preflight
from control_plane.operations.steps.create_networks import CreateNetworks
from control_plane.operations.steps.preflight import Preflight
from tests.unit.control_plane.operations.steps.conftest import Scene

GIB = 2**30
ROOMY = EngineFacts(
    version="20.10.24",
    node_id="n1",
    is_manager=True,
    cpus=2,
    memory_bytes=8 * GIB,
    reserved_memory_bytes=GIB,
    subnets_total=2048,
    subnets_used=3,
)


@pytest.fixture
def facts(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Change `facts["now"]` to change what the engine says."""
    answer: dict[str, Any] = {"now": ROOMY}
    monkeypatch.setattr(preflight, "read_facts", lambda _engine, _pool: answer["now"])
    scene.adapters.engine = None  # type: ignore[attr-defined]
    return answer


def test_there_is_room(scene: Scene, facts: dict[str, Any]) -> None:
    step = Preflight()
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_manager": False}, "docker swarm init"),
        ({"version": "19.03.15"}, "too old"),
        ({"reserved_memory_bytes": 8 * GIB}, "add memory"),
        ({"reserved_cpus": 1.96}, "add CPUs"),
        ({"subnets_used": 2047}, "address pool"),
    ],
)
def test_what_stands_in_the_way_is_said(
    scene: Scene, facts: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    facts["now"] = replace(ROOMY, **change)
    with pytest.raises(StepFailed, match=words):
        Preflight().apply(scene.context)
    assert not Preflight().check(scene.context)


def test_a_missing_image_is_said(
    scene: Scene, facts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(reference: str) -> str:
        raise StepFailed("image_missing", f"{reference} is not here")

    monkeypatch.setattr(scene.adapters.images, "pin", absent)
    with pytest.raises(StepFailed, match="guiche/mysql:dev is not here"):
        Preflight().apply(scene.context)


def test_a_stack_that_has_begun_is_not_judged_by_the_room_it_took_itself(
    scene: Scene, facts: dict[str, Any]
) -> None:
    CreateNetworks().apply(scene.context)
    assert Preflight().check(scene.context)


def test_what_runs_out_by_number_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = preflight.capacity(replace(ROOMY, bridge_ports_used=1000, published_ports_used=3))
    assert (told["bridge_ports_total"], told["bridge_ports_free"]) == (1023, 23)
    assert (told["published_ports_total"], told["published_ports_free"]) == (2768, 2765)
    assert "bridge_ports_free" not in preflight.capacity(ROOMY)
    without = type("Files", (), {"f_files": 0, "f_favail": 0, "f_bavail": 1, "f_blocks": 2, "f_bfree": 1})
    without.f_frsize = 4096  # type: ignore[attr-defined]
    monkeypatch.setattr(preflight.os, "statvfs", lambda _path: without)
    assert "inodes_free" not in preflight.capacity(ROOMY)
