from typing import Any

import pytest

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.usage import Usages

NAMESPACE = {"com.docker.stack.namespace": "t-acme"}


def service(name: str = "web", replicas: int = 1, **labels: str) -> dict[str, Any]:
    return {
        "ID": f"s-{name}",
        "Version": {"Index": 7},
        "Spec": {
            "Name": f"t-acme_{name}",
            "Labels": {"guiche.tenant": "t1", **NAMESPACE, **labels},
            "TaskTemplate": {"ContainerSpec": {"Image": "guiche/appliance:dev@sha256:ab"}},
            "Mode": {"Replicated": {"Replicas": replicas}},
        },
    }


def task(
    state: str, desired: str = "running", at: str = "1", name: str = "web", **status: Any
) -> dict[str, Any]:
    return {
        "ID": f"task-{at}",
        "ServiceID": f"s-{name}",
        "DesiredState": desired,
        "CreatedAt": at,
        "Status": {
            "State": state,
            "Timestamp": f"at-{at}",
            "ContainerStatus": {"ContainerID": "c1"},
            **status,
        },
    }


class FakeEngine:
    def __init__(self, services: list[dict[str, Any]], tasks: list[dict[str, Any]]) -> None:
        self._services, self._tasks, self.questions = services, tasks, 0

    def services(self, *, filters: Any) -> list[dict[str, Any]]:
        assert filters == {"label": ["guiche.instance=guiche", "guiche.tenant"]}
        self.questions += 1
        return self._services

    def tasks(self, *, filters: Any) -> list[dict[str, Any]]:
        assert filters == {"label": "guiche.instance=guiche"}
        self.questions += 1
        return self._tasks

    def stats(self, container: str, *, stream: bool, one_shot: bool) -> dict[str, Any]:
        assert (stream, one_shot) == (False, True)  # nothing that would wait for a second measurement
        if container == "gone":
            raise ObjectMissing(404, "no such container")
        if container == "ended":
            return {"memory_stats": {}, "cpu_stats": {}}
        pages = {"total_inactive_file": 30} if container == "v1" else {"inactive_file": 40}
        return {
            "memory_stats": {"usage": 100, "limit": 500, "stats": pages},
            "cpu_stats": {"cpu_usage": {"total_usage": 9}},
        }


def usages(*tasks: dict[str, Any], services: list[dict[str, Any]] | None = None) -> Usages:
    return Usages(FakeEngine(services or [service()], list(tasks)), "guiche")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tasks", "state"),
    [
        ([task("running")], "running"),
        ([task("running"), task("failed", "shutdown", at="2")], "running"),
        ([task("starting")], "starting"),
        ([], "starting"),
        ([task("failed", "shutdown", Err="exit 1")], "failing"),
        ([task("new", Err="no space left")], "failing"),
    ],
)
def test_where_a_service_stands(tasks: list[dict[str, Any]], state: str) -> None:
    found = usages(*tasks).services()["t1"][0]
    assert (found.name, found.state) == ("web", state)
    assert found.container == ("c1" if state == "running" else "")


def test_a_service_of_no_replicas_is_stopped() -> None:
    assert usages(services=[service(replicas=0)]).services()["t1"][0].state == "stopped"


def test_jobs_are_no_services_of_the_help_desk() -> None:
    found = usages(task("running"), services=[service(), service("job-backup", **{"guiche.job": "x"})])
    assert [each.name for each in found.services()["t1"]] == ["web"]


def test_the_engine_is_asked_twice_however_many_there_are() -> None:
    engine = FakeEngine([service(str(number)) for number in range(50)], [])
    assert len(Usages(engine, "guiche").services()["t1"]) == 50  # type: ignore[arg-type]
    assert engine.questions == 2


@pytest.mark.parametrize(("container", "memory"), [("v1", 70), ("v2", 60)])
def test_pages_that_nobody_needs_are_not_counted(container: str, memory: int) -> None:
    found = usages().of(container)
    assert found is not None
    assert (found.memory_bytes, found.memory_limit, found.cpu_nanoseconds) == (memory, 500, 9)


@pytest.mark.parametrize("container", ["gone", "ended"])
def test_what_runs_no_more_takes_nothing(container: str) -> None:
    assert usages().of(container) is None
