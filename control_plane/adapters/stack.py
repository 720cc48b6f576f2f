"""A tenant's stack: deployed by Docker's own client, then watched until it is what was asked."""

import os
import time
from collections.abc import Callable

from control_plane.adapters import command, stack_file
from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.ended_tasks import EndedTasks
from control_plane.adapters.engine_api import Engine, Json
from control_plane.adapters.names import GENERATION
from control_plane.adapters.stack_expectation import differences, expected_services
from control_plane.adapters.stack_state import ServiceState, judge
from control_plane.errors import RetryLater, StepFailed

DEPLOY_SECONDS = 60
REMOVAL_SECONDS = 120
_POLL_SECONDS = 0.4
_NAMESPACE = "com.docker.stack.namespace"
_AWAY = (
    "Cannot connect to the Docker daemon",
    "error during connect",
    "does not have a leader",
    "connection reset by peer",
    "unexpected EOF",
    "context deadline exceeded",
)
"""In the words of Docker's client, when the engine is away or on its way back."""

Watch = Callable[[list[ServiceState]], None]
"""Told where each service stands at every look; may raise to stop the waiting."""


def deploy_arguments(stack: str, *, prune: bool) -> list[str]:
    """Images are pinned already, so the client asks no registry. `prune`: what left the file is removed."""
    options = ["--resolve-image=never", "--compose-file=-", *(["--prune"] if prune else [])]
    return ["docker", "stack", "deploy", *options, stack]


def remove_arguments(stack: str) -> list[str]:
    return ["docker", "stack", "rm", stack]


class Stacks:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def deploy(self, stack: str, document: Json, watch: Watch, *, timeout: float, prune: bool) -> None:
        """Applies a rendered stack and returns once every service of it is settled and is what was asked.

        Raises StepFailed saying which service is broken, or which did not settle within `timeout` seconds.
        """
        ended = EndedTasks(self._tasks(stack))
        finished = command.run(
            deploy_arguments(stack, prune=prune),
            timeout=DEPLOY_SECONDS,
            environment=_environment(),
            stdin=stack_file.to_yaml(document),
        )
        if finished.exit_code != 0:
            raise _ended_badly("stack_refused", "Docker refused the stack", finished.output)
        self._wait(stack, document, watch, ended, timeout)

    def _wait(self, stack: str, document: Json, watch: Watch, ended: EndedTasks, timeout: float) -> None:
        limit = time.monotonic() + timeout
        while True:
            states = self.states(stack, document, ended)
            watch(states)
            broken = [f"{state.name}: {state.reason}" for state in states if state.verdict == "broken"]
            if broken:
                raise StepFailed("service_broken", "; ".join(broken))
            if all(state.verdict == "settled" for state in states):
                break
            if time.monotonic() > limit:
                waiting = [f"{each.name}: {each.reason}" for each in states if each.verdict != "settled"]
                raise StepFailed("stack_timeout", f"Not ready after {timeout:.0f} s: " + "; ".join(waiting))
            time.sleep(_POLL_SECONDS)
        wrong = self.differences(stack, document)
        if wrong:
            raise StepFailed("stack_differs", "What runs is not what was asked: " + "; ".join(wrong))

    def states(self, stack: str, document: Json, ended: EndedTasks | None = None) -> list[ServiceState]:
        """Where each service of the document stands; one that does not exist yet is moving.

        `ended`: what has ended since somebody waits; without it, what the engine still lists.
        """
        found = {each["Spec"]["Name"].removeprefix(f"{stack}_"): each for each in self._services(stack)}
        ended = ended or EndedTasks([])
        tasks = ended.look(self._tasks(stack))
        network_names = self._network_names()
        states = []
        for name, expected in sorted(expected_services(document).items()):
            service = found.get(name)
            if service is None:
                states.append(ServiceState(name, "moving", "does not exist"))
                continue
            own_tasks = [task for task in tasks if task["ServiceID"] == service["ID"]]
            unlike = differences(expected, service["Spec"]["TaskTemplate"], network_names)
            state = judge(service, own_tasks, unlike, ended.of(service))
            states.append(ServiceState(name, state.verdict, state.reason))
        return states

    def mounted_secrets(self, stack: str, generation: int) -> dict[str, str]:
        """File name → name in the engine, of what services mount that stand on volumes of `generation`."""
        found: dict[str, str] = {}
        for service in self._services(stack):
            specification = service["Spec"]
            if specification["Labels"].get(GENERATION) == str(generation):
                uses = specification["TaskTemplate"]["ContainerSpec"].get("Secrets") or []
                found.update({use["File"]["Name"]: use["SecretName"] for use in uses})
        return found

    def running_tasks(self, stack: str) -> list[str]:
        """Ids of the tasks that run now: another start, another id."""
        return sorted(
            task["ID"]
            for task in self._tasks(stack)
            if task["DesiredState"] == task["Status"]["State"] == "running"
        )

    def is_as_asked(self, stack: str, document: Json) -> bool:
        """Whether the whole stack is settled and equal to the rendered document."""
        states = self.states(stack, document)
        return all(state.verdict == "settled" for state in states) and not self.differences(stack, document)

    def differences(self, stack: str, document: Json) -> list[str]:
        """Every way in which running tasks differ from the rendered document, in words."""
        services = {each["ID"]: each["Spec"]["Name"] for each in self._services(stack)}
        network_names = self._network_names()
        expected = expected_services(document)
        found = []
        for task in self._tasks(stack):
            name = services.get(task["ServiceID"], "").removeprefix(f"{stack}_")
            is_running = task["DesiredState"] == task["Status"]["State"] == "running"
            if not is_running or name not in expected:
                continue
            found += [f"{name}: {what}" for what in differences(expected[name], task["Spec"], network_names)]
            found += [f"{name}: image of its container" for _ in self._other_image(task)]
        return found

    def _other_image(self, task: Json) -> list[str]:
        """Empty when the container, seen on this node, runs the very image of the specification."""
        container_id = (task["Status"].get("ContainerStatus") or {}).get("ContainerID", "")
        try:
            container = self._engine.inspect_container(container_id)
        except ObjectMissing:
            return []  # on another node
        image = self._engine.inspect_image(task["Spec"]["ContainerSpec"]["Image"])
        return [] if container["Image"] == image["Id"] else [container["Image"]]

    def remove(self, stack: str, tick: Callable[[], None]) -> None:
        """Takes the stack down and returns when its services, tasks and containers are gone."""
        if self._services(stack):
            finished = command.run(
                remove_arguments(stack), timeout=DEPLOY_SECONDS, environment=_environment()
            )
            if finished.exit_code != 0:
                raise _ended_badly("stack_removal", "Docker refused", finished.output)
        limit = time.monotonic() + REMOVAL_SECONDS
        while not self.is_gone(stack):
            tick()
            if time.monotonic() > limit:
                raise StepFailed("stack_removal", f"The stack {stack} was still not gone after removal.")
            time.sleep(_POLL_SECONDS)

    def force_update(self, stack: str, service: str) -> None:
        """Starts the service's tasks anew, by its own rules of updating; returns once that was ordered.

        Raises StepFailed, RetryLater.
        """
        order = ["docker", "service", "update", "--force", "--detach", "--quiet", f"{stack}_{service}"]
        finished = command.run(order, timeout=DEPLOY_SECONDS, environment=_environment())
        if finished.exit_code != 0:
            raise _ended_badly("stack_refused", "Docker refused", finished.output)

    def is_gone(self, stack: str) -> bool:
        """Whether nothing of it is left but networks, volumes and secrets."""
        return not (self._services(stack) or self._tasks(stack) or self._containers(stack))

    def service_names(self, stack: str) -> set[str]:
        """Those there are, as the stack file calls them."""
        return {each["Spec"]["Name"].removeprefix(f"{stack}_") for each in self._services(stack)}

    def _network_names(self) -> dict[str, str]:
        return {each["Id"]: str(each["Name"]) for each in self._engine.networks(filters={"scope": "swarm"})}

    def _services(self, stack: str) -> list[Json]:
        return self._engine.services(filters={"label": f"{_NAMESPACE}={stack}"})

    def _tasks(self, stack: str) -> list[Json]:
        return self._engine.tasks(filters={"label": f"{_NAMESPACE}={stack}"})

    def _containers(self, stack: str) -> list[Json]:
        return self._engine.containers(all=True, filters={"label": f"{_NAMESPACE}={stack}"})


def _ended_badly(code: str, what: str, output: str) -> StepFailed:
    """What Docker's own client ended with: the engine's answer, or that there was none."""
    said = output.strip()[-500:]
    if any(words in said for words in _AWAY):
        return RetryLater("engine_unreachable", f"The Docker engine does not answer: {said}")
    return StepFailed(code, f"{what}: {said}")


def _environment() -> dict[str, str]:
    """Docker's client needs no more: it finds the engine, and writes no configuration."""
    wanted = ("PATH", "DOCKER_HOST")
    return {name: os.environ[name] for name in wanted if name in os.environ} | {"HOME": "/tmp"}  # noqa: S108
