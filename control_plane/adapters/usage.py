"""What runs of every tenant and what it takes: the engine asked once for all, not once for each."""

from collections import defaultdict
from dataclasses import dataclass

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.engine_api import Engine, Json
from control_plane.adapters.names import INSTANCE, JOB, TENANT

RUNNING, STARTING, FAILING, STOPPED = "running", "starting", "failing", "stopped"
_ENDED_BADLY = ("failed", "rejected")


@dataclass(frozen=True)
class RunningService:
    """One service of a tenant."""

    name: str
    """As the stack file calls it."""
    version: int
    """Of its specification: what starts anew under the same one has fallen over."""
    image: str
    state: str
    """running, starting, failing, stopped."""
    since: str
    """When its state was last reported, ISO 8601; empty when there is no task."""
    message: str
    """What the engine says of a task that does not run."""
    task: str
    """Id of the newest task; empty if there is none."""
    container: str
    """Of the task that runs; empty if none does."""


@dataclass(frozen=True)
class Usage:
    """Of one container, at this moment."""

    memory_bytes: int
    memory_limit: int
    cpu_nanoseconds: int
    """Since its start."""


class Usages:
    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine = engine
        self._instance = instance

    def services(self) -> dict[str, list[RunningService]]:
        """Tenant's id → its services by name; two questions to the engine, however many tenants."""
        label = f"{INSTANCE}={self._instance}"
        found = self._engine.services(filters={"label": [label, TENANT]})
        tasks = defaultdict(list)
        for task in self._engine.tasks(filters={"label": label}):
            tasks[task["ServiceID"]].append(task)
        by_tenant = defaultdict(list)
        for service in found:
            labels = service["Spec"]["Labels"]
            if JOB not in labels:
                by_tenant[labels[TENANT]].append(_running(service, tasks[service["ID"]]))
        return {tenant: sorted(each, key=lambda one: one.name) for tenant, each in by_tenant.items()}

    def of(self, container: str) -> Usage | None:
        """None when the container has ended, or is another node's."""
        try:
            stats = self._engine.stats(container, stream=False, one_shot=True)
        except ObjectMissing:
            return None
        memory = stats.get("memory_stats") or {}
        if "usage" not in memory:
            return None
        details = memory.get("stats") or {}
        # as `docker stats` counts: file pages that nobody uses are given back when somebody else needs them
        reclaimable = details.get("total_inactive_file", details.get("inactive_file", 0))
        return Usage(
            memory_bytes=max(0, memory["usage"] - reclaimable),
            memory_limit=memory.get("limit", 0),
            cpu_nanoseconds=stats["cpu_stats"]["cpu_usage"]["total_usage"],
        )


def _running(service: Json, tasks: list[Json]) -> RunningService:
    specification = service["Spec"]
    template = specification["TaskTemplate"]["ContainerSpec"]
    stack = specification["Labels"].get("com.docker.stack.namespace", "")
    wanted = ((specification["Mode"].get("Replicated")) or {}).get("Replicas", 1)
    task = max(tasks, key=lambda each: (_is_up(each), str(each["CreatedAt"])), default=None)
    status = task["Status"] if task else {}
    return RunningService(
        name=specification["Name"].removeprefix(f"{stack}_"),
        version=service["Version"]["Index"],
        image=template["Image"],
        state=_state(task, wanted),
        since=str(status.get("Timestamp", "")),
        message=str(status.get("Err", "") or ""),
        task=task["ID"] if task else "",
        container=(status.get("ContainerStatus") or {}).get("ContainerID", "")
        if task and _is_up(task)
        else "",
    )


def _state(task: Json | None, wanted: int) -> str:
    if wanted == 0:
        return STOPPED
    if task is None:
        return STARTING
    if _is_up(task):
        return RUNNING
    return FAILING if task["Status"]["State"] in _ENDED_BADLY or task["Status"].get("Err") else STARTING


def _is_up(task: Json) -> bool:
    return bool(task["DesiredState"] == task["Status"]["State"] == "running")
