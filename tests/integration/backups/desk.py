"""A tenant's database and its backup job, as containers of the real images on a network of their own."""

import json
import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker
from docker.models.containers import Container
from docker.models.networks import Network

TAG = os.environ.get("GUICHE_TAG", "dev")
LABELS = {"guiche.test": "backups"}
OPTIONS = Path(__file__).parents[3] / "templates" / "database"
STARTUP_SECONDS = 120


@dataclass
class Desk:
    """One database server with data, and jobs that back it up and fill another."""

    engine: str
    client: docker.DockerClient
    network: Network
    directory: Path
    volume: str
    passwords: dict[str, str]
    containers: list[Container] = field(default_factory=list)
    repository: str = "/backups/repository"
    """Each test has its own."""

    def start_database(self, name: str) -> None:
        """A new, empty server, called `name` here."""
        container = self.client.containers.run(
            f"guiche/{self.engine}:{TAG}",
            ["--defaults-file=/etc/guiche/database.cnf"],
            name=f"{self.network.name}-{name}",
            detach=True,
            network=self.network.name,
            labels=LABELS,
            environment={
                "MYSQL_ROOT_PASSWORD_FILE": "/run/secrets/database_root_password",
                "MYSQL_DATABASE": "appliance",
            },
            volumes={
                str(self.directory): {"bind": "/run/secrets", "mode": "ro"},
                str(OPTIONS / f"{self.engine}.cnf"): {"bind": "/etc/guiche/database.cnf", "mode": "ro"},
            },
            tmpfs={"/tmp": "", "/run/mysqld": "mode=1777"},
        )
        self.containers.append(container)
        end = time.monotonic() + STARTUP_SECONDS
        while self.sql(name, "SELECT 1", check=False).returncode != 0:
            container.reload()
            is_alive = container.status == "running" and time.monotonic() < end
            assert is_alive, container.logs(tail=20).decode()
            time.sleep(0.5)

    def sql(self, name: str, statement: str, *, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Runs `statement` as root on the server `name`; rows come as tab separated lines."""
        program = "mariadb" if self.engine == "mariadb" else "mysql"
        done = subprocess.run(
            [
                "docker",
                "exec",
                "-i",
                f"{self.network.name}-{name}",
                "sh",
                "-c",
                f'export MYSQL_PWD="$(cat /run/secrets/database_root_password)"; '
                f"{program} -h 127.0.0.1 -uroot -N appliance",
            ],
            input=statement,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def job(
        self, command: str, *, database: str = "mysql", **environment: str
    ) -> tuple[int, dict[str, Any], str]:
        """Exit status, last line and whole output of one job, hardened as the runner hardens it."""
        container = self.client.containers.run(
            f"guiche/backup-{self.engine}:{TAG}",
            ["python3", "-m", "backups", command],
            detach=True,
            network=self.network.name,
            labels=LABELS,
            user="10001:10001",
            read_only=True,
            cap_drop=["ALL"],
            tmpfs={"/tmp": "mode=1777"},
            environment={
                "TENANT_ID": "tenant-a",
                "BACKUP_REPOSITORY": self.repository,
                "DATABASE_HOST": f"{self.network.name}-{database}",
                "DATABASE_USER": "dump",
                "DATABASE_PASSWORD_FILE": "/run/secrets/database_dump_password",
                **environment,
            },
            volumes={
                str(self.directory): {"bind": "/run/secrets", "mode": "ro"},
                self.volume: {"bind": "/backups", "mode": "rw"},
                f"{self.volume}-media": {"bind": "/media", "mode": "rw"},
            },
        )
        try:
            status = int(container.wait(timeout=300)["StatusCode"])
            output = container.logs().decode()
        finally:
            container.remove(force=True)
        lines = output.splitlines()
        return status, json.loads(lines[-1]) if lines else {}, output


def schema(dump_password: str) -> str:
    """Tables, awkward rows, a view, a trigger, and a dump user with nothing but reading rights."""
    quoted = dump_password.replace("\\", "\\\\").replace("'", "''")
    return rf"""
        CREATE TABLE alembic_version (version_num varchar(32));
        INSERT INTO alembic_version VALUES ('0001');
        CREATE TABLE messages (id bigint PRIMARY KEY AUTO_INCREMENT, body text, extra json, raw longblob);
        INSERT INTO messages (body, extra, raw) VALUES
            ('it''s ),( one\\ row\n', '{{"a": "b),(c"}}', x'00ff27'),
            ('ação 👍', NULL, NULL),
            (NULL, NULL, '');
        INSERT INTO messages (body) SELECT m.body FROM messages m, messages n, messages o;
        CREATE TABLE vazia (id int);
        CREATE VIEW bodies AS SELECT body FROM messages;
        CREATE TRIGGER stamp BEFORE INSERT ON vazia FOR EACH ROW SET NEW.id = 1;
        CREATE USER 'dump'@'%' IDENTIFIED BY '{quoted}';
        GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON appliance.* TO 'dump'@'%';
    """  # noqa: S608 - the password is ours and quoted
