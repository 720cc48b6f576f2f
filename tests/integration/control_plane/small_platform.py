"""A platform small enough for a test: its own instance, platform database, edge and sandbox."""

import os
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import docker
import requests
from sqlalchemy import delete, select, update

from control_plane.actor import Actor
from control_plane.adapters.all import Adapters, make_adapters
from control_plane.adapters.names import platform_aliases, platform_network
from control_plane.database import Sessions, make_engine, make_sessions, transaction, utc_now
from control_plane.migrations.commands import migrate
from control_plane.models import Backup, Credential, Hostname, Operation, Tenant
from control_plane.notices import Notices
from control_plane.offsite_settings import OffsiteSettings
from control_plane.operations.catalog import KINDS
from control_plane.operations.engine.journal import Journal
from control_plane.operations.engine.lease import Lease, claim
from control_plane.operations.engine.walk import Walk
from control_plane.operations.states import LIVE
from control_plane.operations.step import StepContext, UndoableStep
from control_plane.operations.steps.all import STEPS
from control_plane.reconciler import Reconciler
from control_plane.services.container import Services, make_services
from control_plane.services.preflight import Person, TenantRequest, WhatsApp
from control_plane.settings import Settings, read_settings

ROOT = Path(__file__).parents[3]
TAG = os.environ.get("GUICHE_TAG", "dev")
ADMIN = "ana@example.com"
_REMOVED = "undone"


@dataclass
class SmallPlatform:
    instance: str
    folder: Path
    environ: dict[str, str]
    """What a process of this platform is started with."""
    settings: Settings
    sessions: Sessions
    services: Services
    adapters: Adapters
    docker_client: docker.DockerClient
    edge: Any = None
    sandbox: Any = None
    edge_port: int = 0

    def sandbox_call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A POST to the sandbox, from the host, through the edge."""
        url = f"http://127.0.0.1:{self.edge_port}{path}"
        response = requests.post(url, json=body, headers={"Host": "phone.localhost"}, timeout=10)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def request(
        self,
        slug: str,
        database: str = "mariadb",
        smoke_phone: str = "5511988887777",
        from_backup: str = "",
    ) -> TenantRequest:
        """A tenant that the sandbox knows."""
        number = str(random.randint(10**14, 10**15 - 1))
        whatsapp = WhatsApp(
            phone_number_id=number,
            waba_id=number[::-1].replace("0", "7"),
            token=secrets.token_urlsafe(24),
            app_secret=secrets.token_hex(16),
            display_phone_number="5511400000000",
        )
        key = secrets.token_urlsafe(24)
        self.sandbox_call(
            "/sandbox/numbers",
            {
                "phone_number_id": whatsapp.phone_number_id,
                "waba_id": whatsapp.waba_id,
                "display_phone_number": whatsapp.display_phone_number,
                "token": whatsapp.token,
                "app_secret": whatsapp.app_secret,
                "name": slug,
            },
        )
        self.sandbox_call("/sandbox/keys", {"key": key})
        return TenantRequest(
            slug=slug,
            name=f"{slug.upper()} $Ltda",
            database=database,
            locale="pt-BR",
            timezone="America/Sao_Paulo",
            hostnames=(),
            admin=Person("Ana", ADMIN),
            attendants=(Person("Beto", "beto@example.com"),),
            whatsapp=whatsapp,
            fila_ia_url=self.settings.fila_ia_url,
            fila_ia_key=key,
            smoke_phone=smoke_phone,
            from_backup=from_backup,
        )

    def request_number(self, slug: str) -> dict[str, Any]:
        """What the sandbox, in Meta's place, says of where the tenant's webhooks go."""
        with transaction(self.sessions) as session:
            tenant = session.query(Tenant).filter_by(slug=slug).one()
            token = self.services.vault.get(session, tenant.id, "whatsapp_token")
        number = tenant.configuration["whatsapp"]["phone_number_id"]
        url = f"http://127.0.0.1:{self.edge_port}/graph/{self.settings.graph_version}/{number}"
        headers = {"Host": "phone.localhost", "Authorization": f"Bearer {token}"}
        response = requests.get(url, {"fields": "webhook_configuration"}, headers=headers, timeout=10)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def until(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        """Waits for what comes by itself."""
        limit = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < limit, "it did not come"
            time.sleep(0.3)

    def copy_to(self, offsite: OffsiteSettings) -> None:
        """From here on backups are copied there."""
        self.settings = replace(self.settings, offsite=offsite, platform_volume=str(self.folder))
        self.services = make_services(self.settings, self.sessions, Notices(None, self.instance))

    def copy_to_folder(self) -> None:
        """The same, to a folder beside the platform's files; its processes, once started anew, do so too."""
        folder = self.folder / "elsewhere"
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)  # jobs write there as a user of their own
        self.environ["OFFSITE_REPOSITORY"] = str(folder)
        self.copy_to(OffsiteSettings(str(folder)))

    def reconciler(self) -> Reconciler:
        """Not started: its looks are the test's to ask for."""
        return Reconciler(self.settings, self.sessions, self.adapters)

    def submit(self, request: TenantRequest) -> str:
        """Queues `create_tenant`; returns the operation's id.

        The sandbox answers containers, not this process: credentials are tried where a step needs them.
        """
        operation, _, _ = self.services.tenants.submit_create(request, Actor("tester"), even_untried=True)
        return str(operation["id"])

    def claim(self) -> Lease:
        """The next due operation, taken by a runner of its own."""
        lease = claim(self.sessions, f"tester-{secrets.token_hex(4)}")
        assert lease is not None
        return lease

    def expire_lease(self, operation_id: str) -> None:
        """As if the runner that holds it had been dead for a while, but not the tenth in a row."""
        with transaction(self.sessions) as session:
            operation = session.get_one(Operation, operation_id)
            operation.lease_until = utc_now() - timedelta(seconds=1)
            operation.attempts = 0

    def work(self) -> dict[str, Any]:
        """Walks the next due operation in this thread; returns how it stands afterwards."""
        lease = self.claim()
        self.walk(lease).run()
        return self.services.operations.show(lease.operation_id)

    def step_context(self, request: TenantRequest) -> StepContext:
        """For single steps of a tenant; no runner is to take its operation up."""
        operation_id = self.submit(request)
        with transaction(self.sessions) as session:
            session.get_one(Operation, operation_id).state = "failed"
        return self.context_of(operation_id)

    def context_of(self, operation_id: str) -> StepContext:
        """What a step of this operation would be given now."""
        with transaction(self.sessions) as session:
            operation = session.get_one(Operation, operation_id)
        results = dict(operation.results)
        return StepContext(
            operation_id=operation.id,
            tenant_id=operation.tenant_id,
            inputs=operation.inputs,
            settings=self.settings,
            sessions=self.sessions,
            adapters=self.adapters,
            progress=lambda _message, _percent=None: None,
            remember=results.__setitem__,
            recall=results.get,
        )

    def walk(self, lease: Lease) -> Walk:
        return Walk(
            Journal(self.sessions, self.services.notices, self.services.vault, lease),
            STEPS,
            settings=self.settings,
            sessions=self.sessions,
            adapters=self.adapters,
            stop=Event(),
        )

    def start(self) -> None:
        network = platform_network(self.instance)
        subnet = f"10.200.{random.randint(100, 250)}.0/24"
        self.docker_client.networks.create(
            network,
            driver="overlay",
            attachable=True,
            labels={"guiche.instance": self.instance},
            ipam=docker.types.IPAMConfig(pool_configs=[docker.types.IPAMPool(subnet=subnet)]),
        )
        self.make_edge()
        self.sandbox = self._standalone("sandbox", environment={"LOOPBACK_ADDRESS": "edge:8080"})
        self.docker_client.networks.get(network).connect(self.sandbox, aliases=platform_aliases("sandbox"))
        self.sandbox.start()
        self._wait_sandbox()

    def make_edge(self) -> None:
        """As whoever starts the platform does: in the platform's network, and in no tenant's."""
        self.edge = self._standalone(
            "edge",
            volumes={
                str(self.settings.edge_hosts_dir): {"bind": "/hosts", "mode": "ro"},
                **(
                    {os.environ["CADDYFILE"]: {"bind": "/etc/caddy/Caddyfile", "mode": "ro"}}
                    if "CADDYFILE" in os.environ
                    else {}
                ),
            },
            ports={"8080/tcp": ("127.0.0.1", self.edge_port)},
        )
        platform = self.docker_client.networks.get(platform_network(self.instance))
        platform.connect(self.edge, aliases=platform_aliases("edge"))
        self.edge.start()

    def _standalone(self, name: str, **options: Any) -> Any:
        return self.docker_client.containers.create(
            f"guiche/{name}:{TAG}",
            name=f"{self.instance}-{name}",
            labels={"guiche.instance": self.instance, "guiche.attach": "tenants", "guiche.alias": name},
            **options,
        )

    def _wait_sandbox(self) -> None:
        limit = time.monotonic() + 60
        while True:
            try:
                self.sandbox_call("/sandbox/keys", {"key": "awake"})
            except requests.RequestException:
                assert time.monotonic() < limit, "the sandbox does not answer through the edge"
                time.sleep(0.3)
            else:
                return

    def remove_tenants(self) -> None:
        """All that are left, as `remove` does."""
        with transaction(self.sessions) as session:
            slugs = session.scalars(select(Tenant.slug).where(Tenant.lifecycle != _REMOVED)).all()
        for slug in slugs:
            self.remove(slug)

    def remove(self, slug: str) -> None:
        """All of a tenant that nothing works on any more, by the steps that take a creation back."""
        with transaction(self.sessions) as session:
            tenant = session.query(Tenant).filter_by(slug=slug).one()
            operations = session.query(Operation).filter_by(tenant_id=tenant.id).all()
        if any(each.state in LIVE for each in operations):
            raise RuntimeError(f"{slug} is still worked on")
        context = self.context_of(operations[0].id)
        for name in reversed(KINDS["create_tenant"].steps):
            step = STEPS[name]
            if isinstance(step, UndoableStep) and name != "connect_whatsapp":  # the sandbox goes too
                step.undo(context)
        for volume in self.docker_client.volumes.list(filters={"label": f"guiche.tenant={tenant.id}"}):
            volume.remove()
        with transaction(self.sessions) as session:
            for table in (Hostname, Credential, Backup):
                session.execute(delete(table).where(table.tenant_id == tenant.id))
            # a row can be used again; under its old name it would find the proofs of the tenant that has gone
            gone = {"lifecycle": _REMOVED, "slug": f"gone-{secrets.token_hex(4)}"}
            session.execute(update(Tenant).where(Tenant.id == tenant.id).values(gone))

    def stop(self) -> None:
        """Removes everything of this instance, by label."""
        label: dict[str, Any] = {"label": f"guiche.instance={self.instance}"}
        services: Any = self.docker_client.services.list(filters=label)
        for service in services:
            service.remove()
        for container in (self.edge, self.sandbox):
            if container is not None:
                container.remove(force=True)
        limit = time.monotonic() + 90
        while self.docker_client.containers.list(all=True, ignore_removed=True, filters=label):
            assert time.monotonic() < limit, "containers stay"
            time.sleep(0.3)
        for config in self.docker_client.configs.list(filters=label):
            config.remove()
        for secret in self.docker_client.secrets.list(filters=label):
            secret.remove()
        self._remove_patiently("networks", label)
        self._remove_patiently("volumes", label)

    def _remove_patiently(self, kind: str, label: dict[str, str]) -> None:
        limit = time.monotonic() + 60
        while remaining := getattr(self.docker_client, kind).list(filters=label):
            for each in remaining:
                try:
                    each.remove()
                except docker.errors.APIError:
                    assert time.monotonic() < limit, f"{kind} stay: {remaining}"
            time.sleep(0.3)


def make_small_platform(folder: Path, client: docker.DockerClient) -> SmallPlatform:
    """Not started yet."""
    instance = f"git{secrets.token_hex(3)}"
    hosts = folder / "hosts"
    hosts.mkdir(mode=0o755)
    folder.chmod(0o755)
    port = random.randint(20000, 29999)
    environ = _environ(instance, folder, port)
    settings = read_settings(environ)
    engine = make_engine(settings.database_url)
    migrate(engine)
    sessions = make_sessions(engine)
    services = make_services(settings, sessions, Notices(None, instance))
    adapters = make_adapters(settings)
    return SmallPlatform(
        instance, folder, environ, settings, sessions, services, adapters, client, edge_port=port
    )


def _quickly_watched(folder: Path) -> Path:
    """The tenant's stack as it is, but each update is watched for 5 s, not for 30."""
    text = (ROOT / "compose.tenant.yml").read_text()
    assert "monitor: 30s" in text
    path = folder / "compose.tenant.yml"
    path.write_text(text.replace("monitor: 30s", "monitor: 5s"))
    return path


def _environ(instance: str, folder: Path, port: int) -> dict[str, str]:
    secrets_by_name = {
        "REDIS_PASSWORD": "x" * 32,
        "PLATFORM_KEY": secrets.token_hex(32),
        "SESSION_KEY": secrets.token_hex(32),
    }
    for name, value in secrets_by_name.items():
        (folder / name).write_text(value)
    return {
        "INSTANCE": instance,
        "PUBLIC_PORT": str(port),
        "PLATFORM_DATABASE_URL": f"sqlite:///{folder}/platform.sqlite3",
        "REDIS_HOST": "127.0.0.1",
        "ROTATION_OVERLAP_MINUTES": "0",
        "REDIS_PORT": "1",  # nobody there: notices are hints, and nothing waits for them
        "EDGE_ADDRESS": f"127.0.0.1:{port}",
        "EDGE_HOSTS_DIR": str(folder / "hosts"),
        "GRAPH_URL": "http://sandbox:8090/graph",
        "FILA_IA_URL": "http://sandbox:8090/fila-ia",
        "COMPOSE_FILE": str(_quickly_watched(folder)),
        "TEMPLATES_DIR": str(ROOT / "templates"),
        **{
            f"IMAGE_{name.upper().replace('-', '_')}": f"guiche/{name}:{TAG}"
            for name in ("appliance", "mysql", "mariadb", "redis", "backup-mysql", "backup-mariadb")
        },
        **{f"{name}_FILE": str(folder / name) for name in secrets_by_name},
    }
