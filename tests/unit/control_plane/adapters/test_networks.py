"""Removing a network from an engine that takes its time; the real one is in tests/integration."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from control_plane.adapters.docker_engine import EngineRefused, ObjectMissing
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.networks import Networks

NETWORK = {"Id": "n1", "Name": "t-acme-edge", "Labels": {}}


@dataclass
class SlowEngine:
    """Answers each removal with the next of `answers`; after the last one the network is gone."""

    answers: list[Exception | None]
    asked: int = field(default=0)

    def networks(self, **_filters: Any) -> list[dict[str, Any]]:
        return [NETWORK] if self.answers else []

    def remove_network(self, _id: str) -> None:
        self.asked += 1
        answer = self.answers.pop(0)
        if answer is not None:
            raise answer


def remove(*answers):
    engine = SlowEngine(list(answers))
    Networks(cast(Engine, engine)).remove("t-acme-edge", lambda: None)
    return engine.asked


@pytest.mark.parametrize(
    "refusal",
    [
        EngineRefused(403, "network t-acme-edge id n1 has active endpoints"),
        EngineRefused(400, "rpc error: network n1 is in use by service x"),
        EngineRefused(500, "network n1 not found"),
        ObjectMissing(404, "network n1 not found"),
    ],
)
def test_what_passes_by_itself_is_waited_for(refusal):
    assert remove(refusal, None) == 2


def test_what_does_not_is_said():
    with pytest.raises(EngineRefused, match="permission"):
        remove(EngineRefused(403, "permission denied"), None)
