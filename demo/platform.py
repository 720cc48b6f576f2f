"""The platform's own Docker objects: network, volumes, secrets, and the stack of its four services."""

import grp
import hashlib
import secrets
from pathlib import Path

from control_plane.adapters import stack_file
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.names import platform_network
from control_plane.adapters.stack import Stacks
from control_plane.adapters.stack_state import ServiceState
from control_plane.redis_acl import redis_acl
from demo import own_settings
from demo.engine import docker, free_subnet, subnets
from demo.instance import BASE_DOMAIN, REPOSITORY, Instance
from demo.number import FILA_IA_URL
from demo.steps import Step

_DEPLOY_SECONDS = 120
_MAIL = {
    "MAIL_HOST": "sandbox",
    "MAIL_PORT": "1025",
    "MAIL_SECURITY": "none",  # within the tenant's own network
    "MAIL_USER": "guiche",
    "MAIL_FROM": "atendimento@guiche.example",
}
"""The sandbox's mail server, as a tenant's worker reaches it."""
META_APP_ID = "100000000000001"
"""The platform's own app at the sandbox, which takes its secret at the first exchange of a code."""
_TENANT_IMAGES = ("appliance", "mysql", "mariadb", "redis", "backup-mysql", "backup-mariadb")


def ensure_objects(engine: Engine, instance: Instance, tenant_pool: str) -> None:
    """Makes what is missing of network, volumes and secrets; what exists is left as it is."""
    name = instance.name
    networks = engine.networks(filters={})
    if platform_network(name) not in {network["Name"] for network in networks}:
        subnet = free_subnet([tenant_pool, *subnets(networks)])
        flags = ["--driver=overlay", "--attachable", f"--subnet={subnet}", f"--label=guiche.instance={name}"]
        docker("network", "create", *flags, platform_network(name))
    for volume in ("platform-db", "edge-hosts", "sandbox"):
        engine.create_volume(f"{name}-{volume}", driver="local", labels=instance.labels)
    _ensure_secrets(engine, instance)


def _ensure_secrets(engine: Engine, instance: Instance) -> None:
    """Generated once and kept by Swarm alone, which never tells them again."""
    present = {secret["Spec"]["Name"]: secret["ID"] for secret in engine.secrets(filters={})}
    redis_password = secrets.token_urlsafe(24)
    # What has to agree is made together, so that a first try cut short leaves nothing that does not fit.
    for group in (
        {"platform_key": secrets.token_hex(32)},
        {"panel_session_key": secrets.token_hex(32)},
        {"mail_password": secrets.token_urlsafe(24)},  # the sandbox's mail server believes any
        {"offsite_password": secrets.token_urlsafe(24)},  # for whoever sets OFFSITE_REPOSITORY
        {"meta_app_secret": secrets.token_hex(16)},  # of META_APP_ID
        {"redis_password": redis_password, "redis_acl": redis_acl(redis_password)},
    ):
        wanted = {f"{instance.name}-{key}": value for key, value in group.items()}
        if wanted.keys() <= present.keys():
            continue
        for name in wanted.keys() & present.keys():
            engine.remove_secret(present[name])
        for name, value in wanted.items():
            engine.create_secret(name, value.encode(), labels=instance.labels)


def deploy(engine: Engine, instance: Instance, tenant_pool: str, step: Step) -> None:
    """Brings the platform's stack to what the file says. Raises StepFailed when it does not settle."""
    document = stack_file.load(REPOSITORY / "compose.platform.yml")
    rendered = stack_file.render(document, _values(engine, instance, tenant_pool))
    own = own_settings.kept(instance)
    own_settings.apply(rendered, own)

    def watch(states: list[ServiceState]) -> None:
        settled = sum(state.verdict == "settled" for state in states)
        waiting = ", ".join(state.name for state in states if state.verdict != "settled")
        step.note(f"waiting for {waiting}" if waiting else "", 100 * settled / len(states))

    Stacks(engine).deploy(instance.name, rendered, watch, timeout=_DEPLOY_SECONDS, prune=True)
    own_settings.forget_replaced(engine, instance, own)


def image_id(engine: Engine, reference: str) -> str:
    """What the tag means now: a service of an image rebuilt under the same tag would not change otherwise."""
    return str(engine.inspect_image(reference)["Id"])


def _values(engine: Engine, instance: Instance, tenant_pool: str) -> dict[str, stack_file.Value]:
    redis_conf = REPOSITORY / "templates" / "redis" / "platform.conf"
    tenant_images = {
        f"IMAGE_{name.upper().replace('-', '_')}": instance.image(name) for name in _TENANT_IMAGES
    }
    return {
        "INSTANCE": instance.name,
        "BASE_DOMAIN": BASE_DOMAIN,
        "PUBLIC_PORT": str(instance.port),
        "TENANT_POOL": tenant_pool,
        "NODE_ID": str(engine.info()["Swarm"]["NodeID"]),
        "DOCKER_GID": str(_docker_gid()),
        "OPERATOR_SECOND_FACTOR": "optional",  # whoever tries the demo signs in with a password alone
        "GRAPH_URL": "http://sandbox:8090/graph",
        "META_APP_ID": META_APP_ID,
        "META_SIGNUP_CONFIGURATION": "demo",
        "META_DIALOG_URL": instance.url("phone"),  # the sandbox's page, in the operator's browser
        "OFFSITE_REPOSITORY": "",
        "OFFSITE_USER": "",
        "PLATFORM_ADDRESSES": "",
        "EDGE_TLS_ADDRESS": "",
        "FILA_IA_URL": FILA_IA_URL,
        "IMAGE_PLATFORM": image_id(engine, instance.image("platform")),
        "IMAGE_REDIS_PINNED": image_id(engine, instance.image("redis")),
        "TEMPLATES_DIR": str(REPOSITORY / "templates"),
        "REDIS_CONF_DIGEST": hashlib.sha256(redis_conf.read_bytes()).hexdigest()[:8],
        **_MAIL,
        **tenant_images,
    }


def _docker_gid() -> int:
    """The group that may use the engine's socket."""
    try:
        return grp.getgrnam("docker").gr_gid
    except KeyError:
        return Path("/var/run/docker.sock").stat().st_gid
