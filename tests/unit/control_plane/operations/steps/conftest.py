"""A step's context over a temporary database, with adapters that remember what they were asked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from control_plane.actor import Actor
from control_plane.adapters.all import Adapters
from control_plane.adapters.jobs import Job, JobResult, RunningJob
from control_plane.adapters.names import TenantNames, secret_name
from control_plane.adapters.networks import Network
from control_plane.adapters.secrets import Secret
from control_plane.adapters.volumes import Volume
from control_plane.database import Sessions
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_networks import CreateNetworks
from control_plane.operations.steps.create_secrets import CreateSecrets
from control_plane.operations.steps.create_volumes import CreateVolumes
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.services.container import Services
from control_plane.services.preflight import TenantRequest
from control_plane.settings import Settings

ROOT = Path(__file__).parents[5]


class FakeImages:
    def pin(self, reference: str) -> str:
        return f"sha256:{reference}"


@dataclass
class FakeNetworks:
    made: dict[str, Network] = field(default_factory=dict)

    def find(self, name: str) -> Network | None:
        return self.made.get(name)

    def create(self, name: str, labels: dict[str, str], *, internal: bool) -> Network:
        self.made[name] = Network(f"id-{name}", name, internal, True, labels)
        return self.made[name]

    def remove(self, name: str, tick: Callable[[], None]) -> None:
        tick()
        self.made.pop(name, None)


@dataclass
class FakeVolumes:
    made: dict[str, Volume] = field(default_factory=dict)

    def find(self, name: str) -> Volume | None:
        return self.made.get(name)

    def all_of(self, tenant_id: str) -> list[str]:  # noqa: ARG002
        return sorted(self.made)

    def create(self, name: str, labels: dict[str, str]) -> Volume:
        return self.made.setdefault(name, Volume(name, "born", labels))

    def remove(self, name: str, tick: Callable[[], None]) -> None:
        tick()
        self.made.pop(name, None)


@dataclass
class FakeSecrets:
    key: str
    made: dict[str, Secret] = field(default_factory=dict)
    ever: list[str] = field(default_factory=list)

    def find(self, names: TenantNames, name: str, value: str) -> Secret | None:
        return self.made.get(secret_name(names.stack, name, value, self.key))

    def ensure(self, names: TenantNames, name: str, value: str) -> Secret:
        object_name = secret_name(names.stack, name, value, self.key)
        self.made[object_name] = Secret(f"id-{object_name}", object_name, name)
        self.ever.append(name)
        return self.made[object_name]

    def all_of(self, tenant_id: str) -> list[Secret]:  # noqa: ARG002
        return list(self.made.values())

    def remove(self, secrets: list[Secret]) -> None:
        for secret in secrets:
            self.made.pop(secret.object_name, None)


@dataclass
class FakeJobs:
    result: JobResult = field(default_factory=lambda: JobResult(0, '{"result": {}}'))
    ran: list[Job] = field(default_factory=list)
    left: list[RunningJob] = field(default_factory=list)

    def left_behind(self, label: str) -> list[RunningJob]:  # noqa: ARG002
        return list(self.left)

    def remove(self, service_id: str) -> None:
        self.left = [job for job in self.left if job.service_id != service_id]

    def run(self, job: Job, tick: Callable[[float], None]) -> JobResult:
        self.ran.append(job)
        tick(0.0)
        return self.result


@dataclass
class FakeStacks:
    """What is deployed runs at once, in tasks named after what they were made from."""

    running: dict[str, Any] = field(default_factory=dict)
    services: set[str] = field(default_factory=lambda: {"web", "worker", "mysql", "redis"})

    def service_names(self, stack: str) -> set[str]:  # noqa: ARG002
        return self.services

    def deploy(self, stack: str, document: Any, watch: Any, *, timeout: float, prune: bool) -> None:  # noqa: ARG002
        self.running = document

    def is_as_asked(self, stack: str, document: Any) -> bool:  # noqa: ARG002
        return bool(self.running == document)

    def mounted_secrets(self, stack: str, generation: int) -> dict[str, str]:  # noqa: ARG002
        """By file name, of what was deployed for volumes of this generation."""
        if not any(f"-g{generation}" in each["name"] for each in self.running.get("volumes", {}).values()):
            return {}
        named = {name: each["name"] for name, each in self.running["secrets"].items()}
        return {
            use["target"]: named[use["source"]]
            for service in self.running["services"].values()
            for use in service.get("secrets") or []
        }

    def running_tasks(self, stack: str) -> list[str]:  # noqa: ARG002
        return [str(self.running)]


@dataclass
class FakeAdapters:
    secrets: FakeSecrets
    images: FakeImages = field(default_factory=FakeImages)
    networks: FakeNetworks = field(default_factory=FakeNetworks)
    volumes: FakeVolumes = field(default_factory=FakeVolumes)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    stacks: FakeStacks = field(default_factory=FakeStacks)

    def node_id(self) -> str:
        return "node1"


@dataclass
class Scene:
    """One tenant on its way to be created."""

    context: StepContext
    adapters: FakeAdapters
    told: list[tuple[str, int | None]]
    results: dict[str, Any]


@pytest.fixture
def tenant_settings(settings: Settings) -> Settings:
    return replace(settings, compose_file=ROOT / "compose.tenant.yml", templates_dir=ROOT / "templates")


@pytest.fixture
def make_scene(
    tenant_settings: Settings,
    sessions: Sessions,
    services: Services,
    tenant_request: Callable[..., TenantRequest],
) -> Callable[..., Scene]:
    def make(**changes: Any) -> Scene:
        operation, tenant, _ = services.tenants.submit_create(tenant_request(**changes), Actor("ana"))
        adapters = FakeAdapters(FakeSecrets(tenant_settings.platform_key))
        told: list[tuple[str, int | None]] = []
        results: dict[str, Any] = {}

        def progress(message: str, percent: int | None = None) -> None:
            told.append((message, percent))

        context = StepContext(
            operation_id=operation["id"],
            tenant_id=tenant["id"],
            inputs={},
            settings=tenant_settings,
            sessions=sessions,
            adapters=cast(Adapters, adapters),
            progress=progress,
            remember=results.__setitem__,
            recall=results.get,
        )
        return Scene(context, adapters, told, results)

    return make


@pytest.fixture
def scene(make_scene: Callable[..., Scene]) -> Scene:
    return make_scene()


@pytest.fixture
def ready(scene: Scene) -> Scene:
    """Credentials, networks, volumes and secrets are there."""
    for step in (GenerateCredentials(), CreateNetworks(), CreateVolumes(), CreateSecrets()):
        step.apply(scene.context)
    return scene
