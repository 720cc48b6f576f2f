"""The two standalone containers, edge and sandbox: tenants' networks come and go on them."""

import hashlib
from dataclasses import dataclass, field

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.names import ALIAS, ATTACH, platform_aliases, platform_network
from demo.engine import docker
from demo.instance import BASE_DOMAIN, Instance
from demo.platform import image_id

_HARDENED = (
    "--read-only",
    "--tmpfs=/tmp",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--user=10001:10001",
    "--cpus=1",
    "--pids-limit=128",
    "--log-driver=json-file",
    "--log-opt=max-size=10m",
    "--log-opt=max-file=3",
    "--restart=unless-stopped",
)


@dataclass(frozen=True)
class Standalone:
    """What one container is run as."""

    name: str
    image: str
    labels: dict[str, str]
    options: list[str] = field(default_factory=list)


def edge(instance: Instance, tenant_pool: str) -> Standalone:
    """The only door: one published port, on loopback."""
    return Standalone(
        name=f"{instance.name}-edge",
        image=instance.image("edge"),
        labels=_attached("edge"),
        options=[
            f"--publish=127.0.0.1:{instance.port}:8080",
            *_in_platform(instance, "edge"),
            f"--volume={instance.name}-edge-hosts:/hosts:ro",
            f"--env=BASE_DOMAIN={BASE_DOMAIN}",
            f"--env=TENANT_POOL={tenant_pool}",
            "--memory=128m",
        ],
    )


def sandbox(instance: Instance) -> Standalone:
    """Stands for Meta and FILA-IA; its calls to *.localhost go to the edge, as a browser's do."""
    return Standalone(
        name=f"{instance.name}-sandbox",
        image=instance.image("sandbox"),
        labels=_attached("sandbox"),
        options=[
            *_in_platform(instance, "sandbox"),
            f"--volume={instance.name}-sandbox:/data",
            "--env=LOOPBACK_ADDRESS=edge.platform:8080",
            "--memory=192m",
        ],
    )


def _attached(alias: str) -> dict[str, str]:
    """The labels by which the runner finds what it keeps in the networks."""
    return {ATTACH: "tenants", ALIAS: alias}


def _in_platform(instance: Instance, alias: str) -> list[str]:
    """The first network, as the runner repairs it."""
    aliases = [f"--network-alias={each}" for each in platform_aliases(alias)]
    return [f"--network={platform_network(instance.name)}", *aliases]


def ensure(engine: Engine, instance: Instance, wanted: Standalone) -> bool:
    """Runs the container unless it runs already exactly so; whether it was (re)created."""
    image = image_id(engine, wanted.image)
    digest = hashlib.sha256("\0".join([image, *_HARDENED, *wanted.options]).encode()).hexdigest()
    try:
        found = engine.inspect_container(wanted.name)
    except ObjectMissing:
        found = None
    if found is not None and found["Config"]["Labels"].get("guiche.options") == digest:
        if not found["State"]["Running"]:
            engine.start(wanted.name)
        return False
    if found is not None:
        docker("rm", "--force", wanted.name)
    labels = {**instance.labels, **wanted.labels, "guiche.options": digest}
    flags = [f"--label={key}={value}" for key, value in labels.items()]
    docker("run", "--detach", f"--name={wanted.name}", *flags, *_HARDENED, *wanted.options, image)
    return True
