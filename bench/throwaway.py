"""A tenant's database and Redis for a while: containers from the platform's own images, data in memory."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

PASSWORD = "only-for-measurements"  # noqa: S105 - of a container that lives for minutes
DATABASE = "tenant"
START_SECONDS = 90


@contextmanager
def throwaway_tenant(database: str = "mysql") -> Iterator[Context]:
    """A tenant that nobody knows, with today's schema. Its AI and its Graph answer nothing."""
    engine = docker.from_env()
    with (
        _container(engine, *_of_database(database)) as database_port,
        _container(engine, *_of_redis()) as port,
    ):
        settings = _settings(database_port, port)
        _wait(lambda: _create_database(settings.database), pymysql.err.OperationalError)
        migrations = make_engine(settings.database)
        migrate(migrations)
        migrations.dispose()
        context = make_context(settings)
        _wait(context.redis.ping, redis.ConnectionError)
        try:
            yield context
        finally:
            context.sessions.kw["bind"].dispose()
            context.redis.close()
    engine.close()


def _of_database(kind: str) -> tuple[str, int, dict[str, Any]]:
    configuration = Path(REPOSITORY) / f"templates/database/{kind}.cnf"
    target = "/etc/guiche/database.cnf"
    return (
        f"guiche/{kind}:{TAG}",
        3306,
        {
            "command": [f"--defaults-file={target}"],
            "environment": {"MYSQL_ROOT_PASSWORD": PASSWORD},
            "mounts": [docker.types.Mount(target, str(configuration), type="bind", read_only=True)],
            "tmpfs": dict.fromkeys(("/var/lib/mysql", "/run/mysqld"), "uid=999,gid=999,mode=750"),
        },
    )


def _of_redis() -> tuple[str, int, dict[str, Any]]:
    command = ["redis-server", "--save", "", "--requirepass", PASSWORD]
    return f"guiche/redis:{TAG}", 6379, {"command": command}


@contextmanager
def _container(engine: docker.DockerClient, image: str, port: int, options: dict[str, Any]) -> Iterator[int]:
    """Its port on this host."""
    containers: Any = engine.containers  # its types know no options given as a dict
    container = containers.run(
        image,
        **options,
        name=f"guiche-bench-{uuid4().hex[:8]}",
        detach=True,
        ports={port: ("127.0.0.1", None)},
        labels={"guiche.bench": "throwaway"},
    )
    try:
        container.reload()
        yield int(container.ports[f"{port}/tcp"][0]["HostPort"])
    finally:
        container.remove(force=True)


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


def _wait(probe: Callable[[], object], not_yet: type[Exception]) -> None:
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
