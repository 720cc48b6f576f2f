"""`make down` takes what is its own and nothing else."""

from typing import Any, cast

import pytest

from control_plane.adapters.docker_engine import EngineRefused, ObjectMissing
from demo.down import _Removal, _until_none, other_instances, stacks_of

Json = dict[str, Any]


def _service(instance: str | None, stack: str | None) -> Json:
    labels = {"guiche.instance": instance, "com.docker.stack.namespace": stack}
    return {"Spec": {"Labels": {key: value for key, value in labels.items() if value}}}


def test_the_platform_goes_first() -> None:
    services = [_service("guiche", "t-acme"), _service("guiche", "guiche"), _service("guiche", "a-first")]

    assert stacks_of(services, "guiche") == ["guiche", "a-first", "t-acme"]


def test_other_instances_and_strangers_are_left_alone() -> None:
    services = [
        _service("guiche", "guiche"),
        _service("gtest", "gtest"),
        _service("gtest", "gtest-t-acme"),
        _service(None, "guiche-lookalike"),
        _service("guiche", None),
    ]

    assert stacks_of(services, "guiche") == ["guiche"]


def test_whether_it_is_the_last_one() -> None:
    mine = {"guiche.instance": "guiche"}

    assert other_instances([mine, None, {"unrelated": "1"}], "guiche") == set()
    assert other_instances([mine, {"guiche.instance": "gtest"}], "guiche") == {"gtest"}


class _Slow:
    """An engine that lets go of a thing at the second try, and refuses or misses in between."""

    def __init__(self, error: EngineRefused) -> None:
        self.left = ["thing"]
        self._error: EngineRefused | None = error

    def remove(self, thing: str) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        self.left.remove(thing)


@pytest.mark.parametrize(
    "error", [EngineRefused(409, "in use"), EngineRefused(403, "endpoints"), ObjectMissing(404, "")]
)
def test_removal_is_repeated_until_nothing_is_left(error: EngineRefused) -> None:
    slow = _Slow(error)

    _until_none("things", lambda: list(slow.left), slow.remove)

    assert slow.left == []


def test_a_real_refusal_is_told() -> None:
    slow = _Slow(EngineRefused(500, "disk failure"))

    with pytest.raises(EngineRefused, match="disk failure"):
        _until_none("things", lambda: list(slow.left), slow.remove)


class _Restless:
    """An engine on which a runner, told to end, makes a tenant's service when the stacks are gone already."""

    def __init__(self) -> None:
        self.made = [{"ID": "late", **_service("guiche", None)}]
        self.looks = 0

    def info(self) -> Json:
        return {"Swarm": {"ControlAvailable": True}}

    def services(self, **_filters: object) -> list[Json]:
        self.looks += 1
        return self.made if self.looks > 2 else []

    def remove_service(self, id_: str) -> None:
        self.made = [each for each in self.made if each["ID"] != id_]

    def containers(self, **_filters: object) -> list[Json]:
        return [{"Id": "task", "Labels": {"com.docker.swarm.task.id": "1"}}] if self.made else []


def test_what_a_runner_makes_in_its_last_moments_goes_too() -> None:
    engine = _Restless()
    removal = _Removal(cast(Any, engine), "guiche")

    removal.stacks()
    removal.containers()

    assert engine.made == []
