"""How often each service's tasks have ended while somebody waits for it.

The engine keeps only some ended tasks (`docker swarm init --task-history-limit`), with a limit of 0 none at
all. So they are counted as they are seen, look by look; one that was meant to run, and is gone at the next
look, has ended as well: nothing else makes the engine drop it.
"""

from control_plane.adapters.engine_api import Json
from control_plane.adapters.stack_state import has_ended, is_of_present

_MEANT_TO_RUN = ("ready", "running")


class EndedTasks:
    """Of one stack, from one moment on: what had ended before does not count."""

    def __init__(self, tasks: list[Json]) -> None:
        """`tasks`: those there are at that moment."""
        self._forgotten = {task["ID"] for task in tasks if has_ended(task)}
        self._seen: dict[str, Json] = {}
        self._gone: set[str] = set()

    def look(self, tasks: list[Json]) -> list[Json]:
        """Takes in what the engine lists now; returns it without what had ended before."""
        recent = {task["ID"]: task for task in tasks if task["ID"] not in self._forgotten}
        self._seen.update(recent)
        self._gone = {
            task_id
            for task_id, task in self._seen.items()
            if task_id not in recent and task["DesiredState"] in _MEANT_TO_RUN
        }
        return list(recent.values())

    def of(self, service: Json) -> list[Json]:
        """The ended tasks of the service's present specification, as they were last seen."""
        return [
            task
            for task_id, task in self._seen.items()
            if task["ServiceID"] == service["ID"]
            and is_of_present(task, service)
            and (has_ended(task) or task_id in self._gone)
        ]
