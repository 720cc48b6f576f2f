"""What Docker's own client ends with: the engine's refusal, or an engine that is away and will be back."""

from typing import Any, cast

import pytest

from control_plane.adapters import command
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.stack import Stacks
from control_plane.errors import RetryLater, StepFailed


class EmptyEngine:
    """Has one service of the stack, so that there is something to remove."""

    def services(self, **_filters: Any) -> list[dict[str, Any]]:
        return [{"ID": "s1", "Spec": {"Name": "t-acme_web"}}]

    def tasks(self, **_filters: Any) -> list[dict[str, Any]]:
        return []


@pytest.fixture
def stacks() -> Stacks:
    return Stacks(cast(Engine, EmptyEngine()))


@pytest.fixture
def client_says(monkeypatch: pytest.MonkeyPatch) -> Any:
    def say(output: str) -> None:
        monkeypatch.setattr(command, "run", lambda *_, **__: command.Finished(1, output))

    return say


def deploy(stacks: Stacks) -> None:
    stacks.deploy("t-acme", {"services": {}}, lambda _states: None, timeout=1, prune=True)


def remove(stacks: Stacks) -> None:
    stacks.remove("t-acme", lambda: None)


@pytest.mark.parametrize("work", [deploy, remove])
@pytest.mark.parametrize(
    "output",
    [
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        'error during connect: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/networks": EOF',
        "Error response from daemon: rpc error: code = Unknown desc = The swarm does not have a leader.",
        "read unix @->/var/run/docker.sock: read: connection reset by peer",
    ],
)
def test_an_engine_that_is_away_is_asked_later(
    stacks: Stacks, client_says: Any, work: Any, output: str
) -> None:
    client_says(output)
    with pytest.raises(RetryLater) as away:
        work(stacks)
    assert away.value.code == "engine_unreachable"


@pytest.mark.parametrize(("work", "code"), [(deploy, "stack_refused"), (remove, "stack_removal")])
def test_a_refusal_is_a_failure(stacks: Stacks, client_says: Any, work: Any, code: str) -> None:
    client_says("network t-acme-private not found")
    with pytest.raises(StepFailed, match="not found") as refused:
        work(stacks)
    assert (refused.value.code, isinstance(refused.value, RetryLater)) == (code, False)
