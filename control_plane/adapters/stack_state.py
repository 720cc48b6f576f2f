"""Where a service stands, decided from what the engine reports: settled, on its way, or broken."""

from collections.abc import Sequence
from dataclasses import dataclass

from control_plane.adapters.engine_api import Json

TASK_FAILURES_ALLOWED = 3
"""Of one specification: a first start may race its network; a third one does not recover by itself."""
_ENDED_BADLY = ("failed", "rejected")
_ENDED = (*_ENDED_BADLY, "complete")
"""By itself: `shutdown` was told to."""
_ROLLED_BACK = ("rollback_started", "rollback_paused", "rollback_completed")
_HOPELESS = (
    ("insufficient resources", "not enough free memory or CPU on the node for its reservation"),
    ("scheduling constraints not satisfied", "no node satisfies its placement constraint"),
    ("No such image", "its image is not on the node"),
    ("no such image", "its image is not on the node"),
    ("could not find an available IP", "its network has no address left"),
    ("address already in use", "its address is already in use"),
    ("invalid mount config", "a volume it mounts does not exist"),
    ("executable file not found", "its command does not exist in the image"),
)


@dataclass(frozen=True)
class ServiceState:
    name: str
    verdict: str
    """settled, moving, broken."""
    reason: str
    """In words; empty when settled."""


def judge(service: Json, tasks: list[Json], unlike: list[str], ended: Sequence[Json] = ()) -> ServiceState:
    """`tasks`: those of this service that the engine lists. Only its present specification's count.

    `unlike`: where the engine's specification differs from what was asked (a rollback puts the old back).
    `ended`: those of the present specification that have ended since somebody waits (ended_tasks.py).
    """
    name = service["Spec"]["Name"]
    update = service.get("UpdateStatus") or {}
    state = update.get("State", "")
    if state == "paused" or (unlike and state in _ROLLED_BACK):
        return ServiceState(name, "broken", f"its update ended as {state}{_cause(tasks)}")
    if unlike:
        return ServiceState(name, "broken", f"the engine keeps another {', '.join(unlike)} than was asked")
    current = [task for task in tasks if is_of_present(task, service)]
    broken = _broken(current, ended)
    if broken:
        return ServiceState(name, "broken", broken)
    wanted = ((service["Spec"]["Mode"].get("Replicated")) or {}).get("Replicas", 1)
    running = [task for task in current if _is_up(task)]
    leftover = [task for task in tasks if task not in current and _is_up(task)]
    if state in ("updating", "rollback_started") or leftover:
        return ServiceState(name, "moving", "the update goes on")
    if len(running) != wanted:
        return ServiceState(name, "moving", _progress(current))
    return ServiceState(name, "settled", "")


def _cause(tasks: list[Json]) -> str:
    failed = [task for task in tasks if task["Status"]["State"] in _ENDED_BADLY]
    message = _message(max(failed, key=lambda task: str(task["CreatedAt"]))) if failed else ""
    return f": {message}" if message else ""


def _broken(tasks: list[Json], ended: Sequence[Json]) -> str:
    if any(map(_is_up, tasks)):
        return ""  # a failure counts no more once the orchestrator has replaced the task by one that runs
    for task in tasks:
        message = _message(task)
        for words, meaning in _HOPELESS:
            if words in message and task["DesiredState"] != "remove":
                return f"{meaning} ({message})"
    if len(ended) >= TASK_FAILURES_ALLOWED:
        latest = max(ended, key=lambda task: (bool(_message(task)), str(task["Status"].get("Timestamp", ""))))
        reason = _message(latest) or "no reason given"
        return f"it was started {len(ended)} times and ended each time ({reason})"
    return ""


def _progress(tasks: list[Json]) -> str:
    alive = [task for task in tasks if task["DesiredState"] == "running"]
    if not alive:
        return "waiting for the engine to make its task"
    latest = max(alive, key=lambda task: str(task["CreatedAt"]))
    state = latest["Status"]["State"]
    if state == "new":
        return "waiting for a network address"
    if state == "starting":
        return "started, not yet healthy"
    message = _message(latest)
    return f"{state} ({message})" if message else str(state)


def _is_up(task: Json) -> bool:
    return bool(task["DesiredState"] == "running" and task["Status"]["State"] == "running")


def _message(task: Json) -> str:
    return str(task["Status"].get("Err", "") or "")


def has_ended(task: Json) -> bool:
    """By itself, well or badly."""
    return task["Status"]["State"] in _ENDED


def is_of_present(task: Json, service: Json) -> bool:
    """Whether the task was made from what the service's specification says now."""
    return _comparable(task["Spec"]) == _comparable(service["Spec"]["TaskTemplate"])


def _comparable(template: Json) -> object:
    container = template.get("ContainerSpec") or {}
    return (container, template.get("Resources"), template.get("ForceUpdate", 0))
