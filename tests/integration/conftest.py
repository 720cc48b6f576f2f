"""A real database and a real Redis: one container of each per test session, from the platform's own images.

GUICHE_TEST_DATABASE=mariadb runs the same tests on MariaDB; GUICHE_TAG chooses the images' tag.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import docker
import pymysql
import pytest
import redis
from docker.errors import DockerException

from bench.throwaway import PASSWORD, database_container, redis_container, wait

DATABASE = os.environ.get("GUICHE_TEST_DATABASE", "mysql")


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
    """The tenant's database, its data in memory."""
    with database_container(docker_client, DATABASE) as (_container, port):
        server = Server("127.0.0.1", port, PASSWORD)
        wait(lambda: _connect(server).close(), pymysql.err.OperationalError)
        yield server


@pytest.fixture(scope="session")
def redis_server(docker_client: docker.DockerClient) -> Iterator[Server]:
    with redis_container(docker_client) as (_container, port):
        server = Server("127.0.0.1", port, PASSWORD)
        with redis.Redis(host=server.host, port=server.port, password=PASSWORD) as client:
            wait(client.ping, redis.ConnectionError)
        yield server


@pytest.fixture(scope="module")
def empty_database(database_server: Server) -> Iterator[str]:
    """The name of a database made for one test module."""
    name = new_database(database_server)
    yield name
    _execute(database_server, f"DROP DATABASE {name}")


def new_database(server: Server) -> str:
    """The name of one more, empty; it goes with the server."""
    name = f"test_{uuid4().hex[:12]}"
    _execute(server, f"CREATE DATABASE {name}")
    return name


def _execute(server: Server, statement: str) -> None:
    with _connect(server) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def _connect(server: Server) -> Any:
    return pymysql.connect(
        host=server.host, port=server.port, user="root", password=server.password, autocommit=True
    )
