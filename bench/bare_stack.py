"""The stack without a control plane: what `docker stack deploy` and a database's first start cost."""

import os
import secrets
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError

from control_plane.adapters import stack_file
from control_plane.operations.steps.stack_document import DATABASES
from control_plane.redis_acl import redis_acl

REPOSITORY = Path(__file__).parent.parent
SECRETS = (
    "database_root_password",
    "database_app_password",
    "redis_password",
    "redis_acl",
    "session_key",
    "whatsapp_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
    "fila_ia_key",
    "mail_password",
)
SERVICES = ("web", "worker", "mysql", "redis")
LIMIT_SECONDS = 300
TAG = os.environ.get("GUICHE_TAG", "dev")


def deploy_bare(database: str) -> float:
    """Seconds until all four services are healthy on a database with its user and tables."""
    stack = f"bare-{secrets.token_hex(3)}"
    engine = docker.from_env()
    start = time.perf_counter()
    try:
        passwords = _objects(engine, stack)
        document = stack_file.render(
            stack_file.load(REPOSITORY / "compose.tenant.yml"), _values(engine, stack, database)
        )
        _docker(
            "stack",
            "deploy",
            "--resolve-image=never",
            "--compose-file=-",
            stack,
            given=stack_file.to_yaml(document),
        )
        _initialise(engine, stack, database, passwords)
        _wait(engine, stack, SERVICES)
        return time.perf_counter() - start
    finally:
        _remove(engine, stack)
        engine.close()


def _objects(engine: docker.DockerClient, stack: str) -> dict[str, str]:
    values = {name: secrets.token_hex(24) for name in SECRETS}
    values["redis_acl"] = redis_acl(values["redis_password"])
    engine.networks.create(f"{stack}-private", driver="overlay", internal=True)
    engine.networks.create(f"{stack}-edge", driver="overlay", attachable=True)
    for volume in ("database", "redis", "media"):
        engine.volumes.create(f"{stack}-{volume}-g1")
    for name, value in values.items():
        engine.secrets.create(name=f"{stack}-{name}", data=value.encode())
    return values


def _values(engine: docker.DockerClient, stack: str, database: str) -> dict[str, stack_file.Value]:
    kind = DATABASES[database]
    return {
        "INSTANCE": "bare",
        "STACK": stack,
        "GENERATION": "1",
        "NODE_ID": engine.info()["Swarm"]["NodeID"],
        "EDGE_ALIASES": [f"{stack}.localhost.guiche"],
        "IMAGE_APPLIANCE": f"guiche/appliance:{TAG}",
        "IMAGE_DATABASE": f"guiche/{database}:{TAG}",
        "IMAGE_REDIS": f"guiche/redis:{TAG}",
        "DATABASE_ADMIN": kind.admin,
        "DATABASE_MEMORY_LIMIT": kind.memory_limit,
        "DATABASE_MEMORY_RESERVATION": kind.memory_reservation,
        "TEMPLATES_DIR": str(REPOSITORY / "templates"),
        "DATABASE_CNF": kind.configuration,
        "DATABASE_CNF_DIGEST": "bare",
        "REDIS_CONF_DIGEST": "bare",
        "TENANT_ID": stack,
        "TENANT_SLUG": stack,
        "TENANT_NAME": stack,
        "TENANT_LOCALE": "pt-BR",
        "TENANT_TIMEZONE": "America/Sao_Paulo",
        "PUBLIC_URL": f"http://{stack}.localhost",
        "WHATSAPP_GRAPH_URL": "http://nowhere",
        "WHATSAPP_GRAPH_VERSION": "v25.0",
        "WHATSAPP_PHONE_NUMBER_ID": "1",
        "WHATSAPP_WABA_ID": "2",
        "FILA_IA_URL": "http://nowhere",
        "AI_DEADLINE_SECONDS": "45",
        "SMOKE_WA_ID": "5500900000001",
        "MAIL_HOST": "",
        "MAIL_PORT": "587",
        "MAIL_SECURITY": "starttls",
        "MAIL_USER": "",
        "MAIL_FROM": "",
        **{f"SECRET_{name.upper()}": f"{stack}-{name}" for name in SECRETS},
    }


def _initialise(engine: docker.DockerClient, stack: str, database: str, passwords: dict[str, str]) -> None:
    """One user with every right, and the tables: the least that lets web and worker work."""
    _wait(engine, stack, ("mysql", "web"))
    statement = (
        f"CREATE USER 'app'@'%' IDENTIFIED BY '{passwords['database_app_password']}';"
        "GRANT ALL ON appliance.* TO 'app'@'%';"
    )
    client = "mariadb" if database == "mariadb" else "mysql"
    script = (
        'umask 077; printf "[client]\\nuser=root\\npassword=%s\\nhost=127.0.0.1\\nprotocol=tcp\\n" '
        '"$(cat /run/secrets/database_root_password)" >/tmp/root.cnf; '
        f"exec {client} --defaults-file=/tmp/root.cnf"
    )
    _docker("exec", "-i", _container(engine, stack, "mysql").id, "sh", "-c", script, given=statement)
    _docker("exec", _container(engine, stack, "web").id, "python", "-m", "appliance", "migrate")


def _wait(engine: docker.DockerClient, stack: str, services: tuple[str, ...]) -> None:
    end = time.monotonic() + LIMIT_SECONDS
    while not all(_is_healthy(engine, stack, service) for service in services):
        if time.monotonic() > end:
            raise SystemExit(f"{stack} was not healthy after {LIMIT_SECONDS} s")
        time.sleep(0.3)


def _is_healthy(engine: docker.DockerClient, stack: str, service: str) -> bool:
    container = _container(engine, stack, service)
    return container is not None and container.attrs["State"].get("Health", {}).get("Status") == "healthy"


def _container(engine: docker.DockerClient, stack: str, service: str) -> Any:
    label = f"com.docker.swarm.service.name={stack}_{service}"
    return next(iter(engine.containers.list(ignore_removed=True, filters={"label": label})), None)


def _remove(engine: docker.DockerClient, stack: str) -> None:
    _docker("stack", "rm", stack)
    label = f"com.docker.stack.namespace={stack}"
    named = {"name": f"{stack}-"}
    _until_none(
        lambda: engine.containers.list(all=True, ignore_removed=True, filters={"label": label}), remove=False
    )
    _until_none(lambda: engine.secrets.list(filters=named))
    _until_none(lambda: engine.volumes.list(filters=named))
    whole = [f"{stack}-private", f"{stack}-edge"]  # a part of the name does not find the swarm's
    _until_none(lambda: engine.networks.list(names=whole))


def _until_none(remaining: Callable[[], list[Any]], *, remove: bool = True) -> None:
    """Containers end by themselves; of the rest the engine lets go some moments after it says so."""
    end = time.monotonic() + LIMIT_SECONDS
    while left := remaining():
        if time.monotonic() > end:
            raise SystemExit(f"still there after {LIMIT_SECONDS} s: {left}")
        for each in left if remove else []:
            with suppress(APIError):
                each.remove()
        time.sleep(0.3)


def _docker(*arguments: str, given: str = "") -> None:
    done = subprocess.run(["docker", *arguments], input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"docker {arguments[0]}: {done.stderr.strip()}")
