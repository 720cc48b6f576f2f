from dataclasses import replace
from typing import Any, cast

import pytest

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.jobs import Job, Jobs, Mount, task_template
from control_plane.adapters.secrets import Secret
from control_plane.errors import LeaseLost, StepFailed

JOB = Job(
    name="t-acme-job-migrate",
    image="sha256:1",
    command=["python", "-m", "appliance", "migrate"],
    user="10001:10002",
    networks=["t-acme-private"],
    labels={"guiche.tenant": "1"},
    environment={"B": "2", "A": "1"},
    secrets=[Secret("id1", "t-acme-pw-11111111", "pw")],
    mounts=[Mount("t-acme-media-g1", "/media", is_read_only=True)],
    memory_bytes=100,
    cpus=0.5,
    pids=7,
)
CONTAINER = task_template(JOB)["ContainerSpec"]


def test_the_command_replaces_the_images_entry_point() -> None:
    assert CONTAINER["Command"] == ["python", "-m", "appliance", "migrate"]
    assert "Args" not in CONTAINER


def test_it_is_hardened() -> None:
    assert CONTAINER["User"] == "10001:10002"
    assert CONTAINER["ReadOnly"] is True
    assert CONTAINER["CapabilityDrop"] == ["ALL"]
    assert "CapabilityAdd" not in CONTAINER
    assert "Privileges" not in CONTAINER


def test_it_is_limited() -> None:
    assert task_template(JOB)["Resources"]["Limits"] == {
        "MemoryBytes": 100,
        "NanoCPUs": 5 * 10**8,
        "Pids": 7,
    }


def test_it_never_restarts() -> None:
    assert task_template(JOB)["RestartPolicy"]["Condition"] == "none"


def test_secrets_are_files_of_its_user_alone() -> None:
    (secret,) = CONTAINER["Secrets"]
    assert secret["File"] == {"Name": "pw", "UID": "10001", "GID": "10002", "Mode": 0o400}
    assert (secret["SecretID"], secret["SecretName"]) == ("id1", "t-acme-pw-11111111")


def test_it_writes_to_a_tmpfs_and_to_what_it_mounts() -> None:
    tmpfs, media = CONTAINER["Mounts"]
    assert (tmpfs["Type"], tmpfs["Target"]) == ("tmpfs", "/tmp")
    assert media == {"Type": "volume", "Source": "t-acme-media-g1", "Target": "/media", "ReadOnly": True}


def test_environment_labels_and_networks_arrive() -> None:
    assert CONTAINER["Env"] == ["A=1", "B=2"]
    assert CONTAINER["Labels"] == {"guiche.tenant": "1", "guiche.job": "t-acme-job-migrate"}
    assert task_template(JOB)["Networks"] == [{"Target": "t-acme-private"}]


class Services:
    """As much of an engine as a job sees: services by name, each with one task that has not ended."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self.made = 0

    def create_service(self, _template: Any, *, name: str, **_: Any) -> dict[str, str]:
        self.made += 1
        self.by_name[name] = f"id{self.made}"
        return {"ID": self.by_name[name]}

    def remove_service(self, service: str) -> bool:
        for name, id_ in list(self.by_name.items()):
            if service in (name, id_):
                del self.by_name[name]
                return True
        raise ObjectMissing(404, "no such service")

    def tasks(self, **_: Any) -> list[Any]:
        return [{"Status": {"State": "running"}}]

    def containers(self, **_: Any) -> list[Any]:
        return []


def test_a_runner_that_lost_the_operation_leaves_its_successors_job_alone() -> None:
    engine = Services()

    def overtaken(seconds: float) -> None:
        if engine.made == 1 and seconds:
            engine.remove_service(JOB.name)
            engine.create_service({}, name=JOB.name)
            raise LeaseLost("lease_lost", "another runner has it")

    with pytest.raises(LeaseLost):
        Jobs(cast(Engine, engine)).run(JOB, overtaken)
    assert engine.by_name == {JOB.name: "id2"}


def test_nor_does_it_begin_one_in_its_place() -> None:
    engine = Services()
    engine.create_service({}, name=JOB.name)

    def lost(_seconds: float) -> None:
        raise LeaseLost("lease_lost", "another runner has it")

    with pytest.raises(LeaseLost):
        Jobs(cast(Engine, engine)).run(JOB, lost)
    assert engine.by_name == {JOB.name: "id1"}


def test_whatever_else_ends_it_takes_it_away() -> None:
    engine = Services()
    with pytest.raises(StepFailed, match="did not end"):
        Jobs(cast(Engine, engine)).run(replace(JOB, timeout_seconds=0), lambda _seconds: None)
    assert (engine.by_name, engine.made) == ({}, 1)
