"""The desk that every test here uses, on both makes of database."""

import secrets
from collections.abc import Iterator

import docker
import pytest

from tests.integration.backups.desk import LABELS, Desk, schema


@pytest.fixture(scope="module", params=["mysql", "mariadb"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server `mysql` with an appliance-like schema, some awkward rows, and the dump user."""
    tmp_path = tmp_path_factory.mktemp("secrets")
    client = docker.from_env()
    name = f"gtest-backups-{secrets.token_hex(3)}"
    passwords = {
        key: secrets.token_hex(12) + "'\"\\"
        for key in ("database_root_password", "database_dump_password", "backup_password")
    }
    tmp_path.chmod(0o755)
    for key, value in passwords.items():
        (tmp_path / key).write_text(value, encoding="utf-8")
        (tmp_path / key).chmod(0o444)
    desk = Desk(
        engine=request.param,
        client=client,
        network=client.networks.create(name, labels=LABELS),
        directory=tmp_path,
        volume=name,
        passwords=passwords,
    )
    try:
        for volume in (name, f"{name}-media"):
            client.volumes.create(volume, labels=LABELS)
        desk.start_database("mysql")
        desk.sql("mysql", schema(passwords["database_dump_password"]))
        yield desk
    finally:
        for container in desk.containers:
            container.remove(force=True, v=True)
        desk.network.remove()
        for volume in (name, f"{name}-media"):
            client.volumes.get(volume).remove(force=True)
        client.close()


@pytest.fixture
def desk(server: Desk) -> Desk:
    """The server, with a repository nobody used yet."""
    server.repository = f"/backups/{secrets.token_hex(4)}"
    return server
