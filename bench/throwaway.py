"""A tenant's database and Redis for a while: containers from the platform's own images and configuration."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import docker
import pymysql
import redis

from appliance.context import Context, make_context
from appliance.database import make_engine
from appliance.migrations.commands import migrate
from appliance.settings import (
    AiSettings,
    DatabaseSettings,
    RedisSettings,
    Settings,
    TenantSettings,
    WhatsAppSettings,
)
from bench.bare_stack import REPOSITORY, TAG
from bench.payload_files import PHONE_NUMBER_ID, WABA_ID

PASSWORD = "only-for-a-while"  # noqa: S105 - of a container that lives for minutes
DATABASE = "tenant"
START_SECONDS = 90


REDIS_COMMAND = (
    *("redis-server", "--save", "", "--requirepass", PASSWORD),
    *("--appendonly", "yes", "--appendfsync", "everysec"),
    *("--maxmemory", "64mb", "--maxmemory-policy", "noeviction"),
)
"""As templates/redis/redis.conf has it, with a password of its own."""


@dataclass(frozen=True)
class Servers:
    """Two containers, and the settings of a tenant that uses them."""

    database: Any
    redis: Any
    settings: Settings


@contextmanager
def throwaway_tenant(database: str = "mysql", data: str | None = None) -> Iterator[Context]:
    """A tenant that nobody knows, with today's schema. Its AI and its Graph answer nothing."""
    with throwaway_servers(database, data) as servers, connected(servers.settings) as context:
        yield context


@contextmanager
def throwaway_servers(database: str = "mysql", data: str | None = None) -> Iterator[Servers]:
    """A migrated database and a Redis. They keep their ports when they are killed and started again.

    `data`: None keeps the database in memory; `volume` puts it on this machine's disk; a folder is used.
    """
    engine = docker.from_env()
    with (
        database_container(engine, database, data) as (database_server, database_port),
        redis_container(engine) as (redis_server, redis_port),
    ):
        settings = _settings(database_port, redis_port)
        wait(lambda: _create_database(settings.database), pymysql.err.OperationalError)
        migrations = make_engine(settings.database)
        migrate(migrations)
        migrations.dispose()
        yield Servers(database_server, redis_server, settings)
    engine.close()


@contextmanager
def connected(settings: Settings) -> Iterator[Context]:
    """Connections to both, closed at the end."""
    context = make_context(settings)
    wait(context.redis.ping, redis.ConnectionError)
    try:
        yield context
    finally:
        context.sessions.kw["bind"].dispose()
        context.redis.close()


def database_container(
    engine: docker.DockerClient, kind: str, data: str | None = None
) -> AbstractContextManager[tuple[Any, int]]:
    """It, and its port on this host: the tenant's database as it is deployed, but root may connect."""
    configuration = Path(REPOSITORY) / f"templates/database/{kind}.cnf"
    target = "/etc/guiche/database.cnf"
    mounts = [docker.types.Mount(target, str(configuration), type="bind", read_only=True)]
    in_memory = {"/run/mysqld": "uid=999,gid=999,mode=750"}
    if data is None:
        in_memory["/var/lib/mysql"] = in_memory["/run/mysqld"]
    elif data == "volume":
        mounts.append(docker.types.Mount("/var/lib/mysql", None, type="volume"))
    else:
        mounts.append(docker.types.Mount("/var/lib/mysql", data, type="bind"))
    options = {
        "command": [f"--defaults-file={target}"],
        "environment": {"MYSQL_ROOT_PASSWORD": PASSWORD},
        "mounts": mounts,
        "tmpfs": in_memory,
    }
    return _container(engine, f"guiche/{kind}:{TAG}", 3306, options)


def redis_container(engine: docker.DockerClient) -> AbstractContextManager[tuple[Any, int]]:
    """It, and its port on this host."""
    return _container(engine, f"guiche/redis:{TAG}", 6379, {"command": list(REDIS_COMMAND)})


def free_port() -> int:
    """One that nobody listened on a moment ago."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _container(
    engine: docker.DockerClient, image: str, port: int, options: dict[str, Any]
) -> Iterator[tuple[Any, int]]:
    containers: Any = engine.containers  # its types know no options given as a dict
    host_port = free_port()
    container = containers.run(
        image,
        **options,
        name=f"guiche-throwaway-{uuid4().hex[:8]}",
        detach=True,
        ports={port: ("127.0.0.1", host_port)},
        labels={"guiche.test": "throwaway"},
    )
    container.reload()
    try:
        yield container, host_port
    finally:
        container.remove(force=True, v=True)


def _create_database(settings: DatabaseSettings) -> None:
    connection = pymysql.connect(
        host=settings.host, port=settings.port, user=settings.user, password=settings.password
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")


def _settings(database_port: int, redis_port: int) -> Settings:
    nowhere = "http://127.0.0.1:9"
    return Settings(
        tenant=TenantSettings(
            id="throwaway",
            slug="throwaway",
            name="Throwaway",
            locale="pt-BR",
            timezone="America/Sao_Paulo",
            public_url="http://throwaway.localhost",
            smoke_wa_id="",
        ),
        database=DatabaseSettings("127.0.0.1", database_port, DATABASE, "root", PASSWORD),
        redis=RedisSettings("127.0.0.1", redis_port, "default", PASSWORD),
        whatsapp=WhatsAppSettings(
            nowhere, "v25.0", PHONE_NUMBER_ID, WABA_ID, "token", "app-secret", "verify"
        ),
        ai=AiSettings(nowhere, 45, "key"),
        session_key="k" * 64,
    )


def wait(probe: Callable[[], object], not_yet: type[Exception]) -> None:
    """Until `probe` no longer raises `not_yet`; raises it when that takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            probe()
        except not_yet:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
