"""A real database and a real Redis: one container of each per test session, from the platform's own images.

GUICHE_TEST_DATABASE=mariadb runs the same tests on MariaDB; GUICHE_TAG chooses the images' tag.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import docker
import pymysql
import pytest
import redis
from docker.errors import DockerException

ROOT = Path(__file__).parents[2]
TAG = os.environ.get("GUICHE_TAG", "dev")
DATABASE = os.environ.get("GUICHE_TEST_DATABASE", "mysql")
PASSWORD = "only-for-tests"


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    password: str


@pytest.fixture(scope="session")
def docker_client() -> Iterator[docker.DockerClient]:
    try:
        client = docker.from_env()
    except DockerException as error:
        pytest.fail(f"no Docker engine (`make images` starts one): {error}")
    yield client
    client.close()


@pytest.fixture(scope="session")
def database_server(docker_client: docker.DockerClient) -> Iterator[Server]:
    """The tenant's database as it is deployed, its data in memory; root may connect."""
    container = docker_client.containers.run(
        f"guiche/{DATABASE}:{TAG}",
        ["--defaults-file=/etc/guiche/database.cnf"],
        environment={"MYSQL_ROOT_PASSWORD": PASSWORD},
        mounts=[_read_only(ROOT / f"templates/database/{DATABASE}.cnf", "/etc/guiche/database.cnf")],
        tmpfs={path: "uid=999,gid=999,mode=750" for path in ("/var/lib/mysql", "/run/mysqld")},
        **_throwaway("database", 3306),
    )
    try:
        server = Server("127.0.0.1", _port(container, 3306), PASSWORD)
        _wait(lambda: _connect(server).close(), pymysql.err.OperationalError)
        yield server
    finally:
        container.remove(force=True)


@pytest.fixture(scope="session")
def redis_server(docker_client: docker.DockerClient) -> Iterator[Server]:
    container = docker_client.containers.run(
        f"guiche/redis:{TAG}",
        ["redis-server", "--save", "", "--requirepass", PASSWORD],
        **_throwaway("redis", 6379),
    )
    try:
        server = Server("127.0.0.1", _port(container, 6379), PASSWORD)
        client = redis.Redis(host=server.host, port=server.port, password=PASSWORD)
        _wait(client.ping, redis.ConnectionError)
        client.close()
        yield server
    finally:
        container.remove(force=True)


@pytest.fixture(scope="module")
def empty_database(database_server: Server) -> Iterator[str]:
    """The name of a database made for one test module."""
    name = f"test_{uuid4().hex[:12]}"
    connection = _connect(database_server)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield name
        cursor.execute(f"DROP DATABASE {name}")
    connection.close()


def _throwaway(kind: str, port: int) -> dict[str, Any]:
    return {
        "name": f"guiche-test-{kind}-{uuid4().hex[:8]}",
        "detach": True,
        "ports": {port: ("127.0.0.1", None)},
        "labels": {"guiche.test": kind},
    }


def _read_only(source: Path, target: str) -> docker.types.Mount:
    return docker.types.Mount(target, str(source), type="bind", read_only=True)


def _port(container: Any, port: int) -> int:
    container.reload()
    return int(container.ports[f"{port}/tcp"][0]["HostPort"])


def _connect(server: Server) -> Any:
    return pymysql.connect(
        host=server.host, port=server.port, user="root", password=server.password, autocommit=True
    )


def _wait(probe: Any, not_yet: type[Exception], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            probe()
        except not_yet:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
