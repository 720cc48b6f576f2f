"""Takes an instance away: whatever carries its label, and nothing else."""

import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from rich.console import Console

from control_plane.adapters import docker_engine
from control_plane.adapters.docker_engine import EngineRefused, ObjectMissing
from control_plane.adapters.engine_api import Engine, Filters, Json
from control_plane.errors import RetryLater
from demo import engine as machine
from demo import own_settings
from demo.errors import DemoError
from demo.instance import LABEL, MACHINE_FOLDER, Instance
from demo.steps import Steps
from images.build import LABEL as IMAGE_LABEL

_WAIT_SECONDS = 180
_STACK = "com.docker.stack.namespace"
_TASK = "com.docker.swarm.task.id"
Kind = TypeVar("Kind")


def stacks_of(services: Iterable[Json], instance: str) -> list[str]:
    """The instance's stacks, its platform first: its runner would make the others anew."""
    labels = [service["Spec"]["Labels"] for service in services]
    found = {each[_STACK] for each in labels if each.get(LABEL) == instance and _STACK in each}
    return sorted(found, key=lambda name: (name != instance, name))


def other_instances(labels: Iterable[dict[str, str] | None], instance: str) -> set[str]:
    """Names of the instances that are not this one, from the labels of whatever there is."""
    return {each[LABEL] for each in labels if each and LABEL in each} - {instance}


def down(instance: Instance, console: Console, *, keep_images: bool) -> None:
    """Raises DemoError when something of the instance is still there after minutes, or no engine answers."""
    try:
        docker = docker_engine.connect()
    except RetryLater as error:
        raise DemoError(
            "No Docker engine answers: start it, so that what it holds can be removed."
        ) from error
    with Steps(console) as steps:
        removal = _Removal(docker, instance.name)
        with steps.step("Stacks"):
            removal.stacks()
        with steps.step("Containers"):
            removal.containers()
        with steps.step("Networks and volumes"):
            removal.objects()
        _forget(instance)
        if other_instances(removal.everyones_labels(), instance.name):
            return
        if not keep_images:
            with steps.step("Images"):
                _remove_images()
        with steps.step("Swarm and engine"):
            removal.give_machine_back()
        shutil.rmtree(MACHINE_FOLDER, ignore_errors=True)


class _Removal:
    def __init__(self, docker: Engine, instance: str) -> None:
        self._docker = docker
        self._instance = instance
        self._own: Filters = {"label": f"{LABEL}={instance}"}
        self._is_manager = bool(docker.info()["Swarm"].get("ControlAvailable"))

    def stacks(self) -> None:
        if not self._is_manager:
            return
        for stack in stacks_of(self._services(), self._instance):
            machine.docker("stack", "rm", stack)
        _until_none("services", self._services, lambda each: self._docker.remove_service(each["ID"]))

    def containers(self) -> None:
        """Those of tasks end by themselves, with their grace period, unless a runner that had not ended when
        the stacks were removed has made their service since.
        """

        def remove(container: Json) -> None:
            if _TASK not in container["Labels"]:
                machine.docker("rm", "--force", "--volumes", container["Id"])

        def remaining() -> list[Json]:
            self.stacks()
            return self._docker.containers(all=True, filters=self._own)

        _until_none("containers", remaining, remove)

    def objects(self) -> None:
        docker, own = self._docker, self._own
        if self._is_manager:
            configs = ["config", "ls", "--quiet", f"--filter=label={LABEL}={self._instance}"]
            _until_none(
                "configs",
                lambda: machine.docker(*configs).split(),
                lambda each: machine.docker("config", "rm", each),
            )
            _until_none(
                "secrets", lambda: docker.secrets(filters=own), lambda each: docker.remove_secret(each["ID"])
            )
        _until_none(
            "networks", lambda: docker.networks(filters=own), lambda each: docker.remove_network(each["Id"])
        )
        _until_none(
            "volumes",
            lambda: docker.volumes(filters=own)["Volumes"] or [],
            lambda each: docker.remove_volume(each["Name"]),
        )

    def everyones_labels(self) -> list[dict[str, str] | None]:
        """Of every object on the engine that may belong to an instance."""
        docker = self._docker
        any_of: Filters = {"label": LABEL}
        found = [*docker.containers(all=True, filters=any_of), *docker.networks(filters=any_of)]
        found += docker.volumes(filters=any_of)["Volumes"] or []
        specs = (
            [*docker.services(filters=any_of), *docker.secrets(filters=any_of)] if self._is_manager else []
        )
        return [each["Labels"] for each in found] + [each["Spec"]["Labels"] for each in specs]

    def give_machine_back(self) -> None:
        """Undoes what we did to the machine, unless somebody uses it by now."""
        if self._is_manager and not self._docker.services(filters={}):
            machine.leave_swarm()
        if not self._docker.containers(all=False, filters={}):
            machine.stop_engine()

    def _services(self) -> list[Json]:
        return self._docker.services(filters=self._own)


def _until_none(what: str, remaining: Callable[[], list[Kind]], remove: Callable[[Kind], object]) -> None:
    """Removes until nothing remains: the engine lets go of things some moments after it says so."""
    limit = time.monotonic() + _WAIT_SECONDS
    while left := remaining():
        if time.monotonic() > limit:
            raise DemoError(f"{len(left)} {what} are still there after {_WAIT_SECONDS} s: run this again.")
        for each in left:
            try:
                remove(each)
            except ObjectMissing:
                continue
            except EngineRefused as error:
                if error.http_status not in {400, 403, 409}:  # still in use
                    raise
        time.sleep(0.3)


def _remove_images() -> None:
    """All that carry the mark, the builder's nameless ones too; what a container still uses stays.

    A parent goes only after its children, so the list is gone through until nothing more goes.
    """
    left: set[str] = set()
    while (listed := set(_own_images())) != left:
        left = listed
        for image in listed:
            with suppress(DemoError):
                machine.docker("image", "rm", "--force", image)


def _own_images() -> list[str]:
    return machine.docker("images", "--quiet", f"--filter=label={IMAGE_LABEL}").split()


def _forget(instance: Instance) -> None:
    """The machine's own record stays for as long as another instance may need it."""
    for name in ("demo.json", "number.json", own_settings.FILE):
        (instance.folder / name).unlink(missing_ok=True)
    if instance.folder != MACHINE_FOLDER:
        shutil.rmtree(instance.folder, ignore_errors=True)
