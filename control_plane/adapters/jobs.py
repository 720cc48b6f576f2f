"""One-off jobs: hardened, waited for, read and always removed.

A job is a service of one replica that is never restarted. Swarm's own job mode leaves its tasks in the
cluster's state, and their containers on the node, after the service is gone (moby/moby#42789, #44312).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.engine_api import Engine, Json
from control_plane.adapters.names import JOB
from control_plane.adapters.secrets import Secret
from control_plane.errors import StepFailed

REMOVAL_SECONDS = 60
LOG_LINES = 200
_POLL_SECONDS = 0.3
_OVER = ("complete", "failed", "rejected", "orphaned")
_NEVER_STARTS = ("insufficient resources", "scheduling constraints not satisfied")


@dataclass(frozen=True)
class Mount:
    volume: str
    """Its name, or the path of a directory of the node."""
    path: str
    is_read_only: bool = False


@dataclass(frozen=True)
class Job:
    """What to run. `image` is pinned; every secret is readable by `user` alone."""

    name: str
    image: str
    command: Sequence[str]
    user: str
    """uid:gid."""
    networks: Sequence[str]
    labels: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[Secret] = ()
    mounts: Sequence[Mount] = ()
    tmpfs_bytes: int = 64 * 2**20
    memory_bytes: int = 256 * 2**20
    cpus: float = 1.0
    pids: int = 64
    timeout_seconds: float = 300
    stop_grace_seconds: int = 10


@dataclass(frozen=True)
class JobResult:
    exit_code: int
    output: str
    """The last lines of stdout and stderr, as they came: the journal masks what it stores."""


def task_template(job: Job) -> Json:
    """The specification for the engine: nothing of it is left to a default that could be weaker."""
    uid, gid = job.user.split(":")
    return {
        "ContainerSpec": {
            "Image": job.image,
            # Command replaces the image's entry point, which would do things meant for servers
            "Command": list(job.command),
            "Env": [f"{name}={value}" for name, value in sorted(job.environment.items())],
            "User": job.user,
            "ReadOnly": True,
            "CapabilityDrop": ["ALL"],
            "Init": True,
            "StopGracePeriod": job.stop_grace_seconds * 10**9,
            "Labels": dict(job.labels) | {JOB: job.name},
            "Mounts": [_tmpfs(job.tmpfs_bytes), *(_volume(mount) for mount in job.mounts)],
            "Secrets": [_secret(secret, uid, gid) for secret in job.secrets],
            "Healthcheck": {"Test": ["NONE"]},
        },
        "Resources": {
            "Limits": {
                "MemoryBytes": job.memory_bytes,
                "NanoCPUs": int(job.cpus * 10**9),
                "Pids": job.pids,
            }
        },
        "RestartPolicy": {"Condition": "none", "MaxAttempts": 0},
        "Networks": [{"Target": network} for network in job.networks],
        "LogDriver": {"Name": "json-file", "Options": {"max-size": "10m", "max-file": "1"}},
    }


def _tmpfs(size: int) -> Json:
    return {"Type": "tmpfs", "Target": "/tmp", "TmpfsOptions": {"SizeBytes": size, "Mode": 0o1777}}  # noqa: S108


def _volume(mount: Mount) -> Json:
    kind = "bind" if mount.volume.startswith("/") else "volume"
    return {"Type": kind, "Source": mount.volume, "Target": mount.path, "ReadOnly": mount.is_read_only}


def _secret(secret: Secret, uid: str, gid: str) -> Json:
    return {
        "SecretID": secret.id,
        "SecretName": secret.object_name,
        "File": {"Name": secret.name, "UID": uid, "GID": gid, "Mode": 0o400},
    }


@dataclass(frozen=True)
class RunningJob:
    service_id: str
    name: str
    labels: Mapping[str, str]


class Jobs:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, job: Job, tick: Callable[[float], None]) -> JobResult:
        """Runs it to its end and removes it, whatever happens. `tick` gets the seconds so far and may raise.

        What an earlier, dead runner left under this name is stopped and removed first: never two at once.
        Raises StepFailed when it cannot start or does not end in time; a bad exit code is a result.
        """
        tick(0.0)  # whoever has lost the operation removes nothing
        self.remove(job.name)
        self._wait_gone(job.name)
        service_id = self._engine.create_service(
            task_template(job),
            name=job.name,
            labels=dict(job.labels) | {JOB: job.name},
            mode={"Replicated": {"Replicas": 1}},
            endpoint_spec={"Mode": "dnsrr"},
        )["ID"]
        try:
            task = self._wait(job, service_id, tick)
            return JobResult(_exit_code(task), self._output(service_id, task))
        finally:
            self.remove(service_id)  # by id: under the name may be the job of whoever took the operation over

    def _wait(self, job: Job, service_id: str, tick: Callable[[float], None]) -> Json:
        start = time.monotonic()
        while True:
            elapsed = time.monotonic() - start
            tick(elapsed)
            tasks = self._engine.tasks(filters={"service": service_id})
            for task in tasks:
                if task["Status"]["State"] in _OVER:
                    return task
                error = str(task["Status"].get("Err", ""))
                if any(words in error for words in _NEVER_STARTS) and elapsed > 5:
                    raise StepFailed("job_not_placed", f"No room to run {job.name}: {error}")
            if elapsed > job.timeout_seconds:
                state = tasks[0]["Status"]["State"] if tasks else "new"
                raise StepFailed(
                    "job_timeout", f"{job.name} did not end within {job.timeout_seconds:.0f} s ({state})."
                )
            time.sleep(_POLL_SECONDS)

    def _output(self, service_id: str, task: Json) -> str:
        error = str(task["Status"].get("Err", ""))
        if task["Status"]["State"] == "rejected":
            return error
        chunks = self._engine.service_logs(service_id, stdout=True, stderr=True, tail=LOG_LINES, is_tty=False)
        text = b"".join(chunks).decode("utf-8", errors="replace")
        return text or error

    def remove(self, name: str) -> None:
        """By name or id. Its container is stopped and goes away soon after; an ended one holds nobody up."""
        with suppress(ObjectMissing):
            self._engine.remove_service(name)

    def _wait_gone(self, name: str) -> None:
        limit = time.monotonic() + REMOVAL_SECONDS
        while self._engine.containers(all=True, filters={"label": f"{JOB}={name}"}):
            if time.monotonic() > limit:
                raise StepFailed("job_removal", f"The containers of {name} were still not gone.")
            time.sleep(0.2)

    def left_behind(self, label: str) -> Iterator[RunningJob]:
        """Every job service with this label (`name=value`), whoever waits for it."""
        for service in self._engine.services(filters={"label": [label, JOB]}):
            specification = service["Spec"]
            yield RunningJob(service["ID"], specification["Name"], specification["Labels"])


def _exit_code(task: Json) -> int:
    status = task["Status"]
    if status["State"] == "complete":
        return 0
    code = (status.get("ContainerStatus") or {}).get("ExitCode", 0)
    return int(code) or 1  # rejected, or killed before it had a code
