"""The stores of compose.tenant.yml, without web and worker, under a name of their own."""

import hashlib
import secrets
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker

from control_plane.adapters import stack_file
from control_plane.redis_acl import redis_acl
from tests.hardening import task_containers

REPOSITORY = Path(__file__).parents[3]
DATABASES = {
    "mysql": ("mysqladmin", "mysql.cnf", "512M", "160M"),
    "mariadb": ("mariadb-admin", "mariadb.cnf", "256M", "64M"),
}


@dataclass
class ThrowawayStack:
    client: docker.APIClient
    database: str
    name: str = field(default_factory=lambda: f"gtest-images-{secrets.token_hex(3)}")
    root_password: str = field(default_factory=lambda: secrets.token_hex(8) + "'\\\"`$x")
    redis_password: str = field(default_factory=lambda: secrets.token_hex(8))

    def deploy(self) -> None:
        labels = {"guiche.instance": self.name}
        for network in ("private", "edge"):
            self.client.create_network(
                f"{self.name}-{network}",
                driver="overlay",
                attachable=True,
                internal=network == "private",
                labels=labels,
            )
        for volume in ("database", "redis"):
            self.client.create_volume(f"{self.name}-{volume}-g1", labels=labels)
        values = {
            "database_root_password": self.root_password,
            "redis_password": self.redis_password,
            "redis_acl": redis_acl(self.redis_password),
        }
        for name, value in values.items():
            self.client.create_secret(f"{self.name}-{name}", value.encode(), labels=labels)
        document = stack_file.render(self._document(), self._values())
        subprocess.run(
            ["docker", "stack", "deploy", "--resolve-image=never", "--compose-file=-", self.name],
            input=stack_file.to_yaml(document),
            text=True,
            check=True,
            capture_output=True,
        )
        self._wait_until_running()

    def remove(self) -> None:
        """Takes away everything `deploy` made, waiting for what the engine does later."""
        subprocess.run(["docker", "stack", "rm", self.name], check=True, capture_output=True)
        mine = {"label": f"com.docker.stack.namespace={self.name}"}
        while self.client.containers(all=True, filters=mine) or self.client.tasks(filters=mine):
            time.sleep(0.3)
        own = {"label": f"guiche.instance={self.name}"}
        for secret in self.client.secrets(filters=own):
            self.client.remove_secret(secret["ID"])
        for network in self.client.networks(filters=own):
            self.client.remove_network(network["Id"])
        for volume in self.client.volumes(filters=own)["Volumes"] or []:
            self.client.remove_volume(volume["Name"])

    def replaced(self, service: str, container: str) -> str:
        """The healthy container that takes over from `container`; pytest's own limit ends a vain wait."""
        while True:
            new = task_containers(self.client, self.name).get(service)
            if new and new != container and self._is_healthy(new):
                return new
            time.sleep(0.3)

    def _is_healthy(self, container: str) -> bool:
        state: dict[str, Any] = self.client.inspect_container(container)["State"]
        return bool(state["Health"]["Status"] == "healthy")

    def execute(self, container: str, command: list[str], environment: dict[str, str]) -> str:
        """What `command` prints inside a container; raises AssertionError when it fails."""
        run = self.client.exec_create(container, command, environment=environment)
        output: bytes = self.client.exec_start(run["Id"])
        text = output.decode()
        assert self.client.exec_inspect(run["Id"])["ExitCode"] == 0, text
        return text.strip()

    def sql(self, container: str, statement: str) -> str:
        program = "mysql" if self.database == "mysql" else "mariadb"
        command = [
            program,
            "--no-defaults",
            "--host=127.0.0.1",
            "--user=root",
            "--batch",
            "--skip-column-names",
        ]
        return self.execute(container, [*command, "-e", statement], {"MYSQL_PWD": self.root_password})

    def _document(self) -> dict[str, Any]:
        document = stack_file.load(REPOSITORY / "compose.tenant.yml")
        for service in ("web", "worker"):
            del document["services"][service]
        used = {use["source"] for each in document["services"].values() for use in each["secrets"]}
        document["secrets"] = {name: each for name, each in document["secrets"].items() if name in used}
        document["volumes"].pop("media")
        return {key: value for key, value in document.items() if not key.startswith("x-")}

    def _values(self) -> dict[str, str]:
        admin, cnf, limit, reservation = DATABASES[self.database]
        templates = REPOSITORY / "templates"
        return {
            "INSTANCE": self.name,
            "STACK": self.name,
            "TENANT_ID": self.name,
            "TENANT_SLUG": "images",
            "GENERATION": "1",
            "NODE_ID": self.client.info()["Swarm"]["NodeID"],
            "IMAGE_DATABASE": f"guiche/{self.database}:dev",
            "IMAGE_REDIS": "guiche/redis:dev",
            "DATABASE_ADMIN": admin,
            "DATABASE_CNF": cnf,
            "DATABASE_MEMORY_LIMIT": limit,
            "DATABASE_MEMORY_RESERVATION": reservation,
            "TEMPLATES_DIR": str(templates),
            "DATABASE_CNF_DIGEST": _digest(templates / "database" / cnf),
            "REDIS_CONF_DIGEST": _digest(templates / "redis" / "redis.conf"),
            "SECRET_DATABASE_ROOT_PASSWORD": f"{self.name}-database_root_password",
            "SECRET_REDIS_PASSWORD": f"{self.name}-redis_password",
            "SECRET_REDIS_ACL": f"{self.name}-redis_acl",
        }

    def _wait_until_running(self) -> None:
        """A task with a health check runs once it is healthy; pytest's own limit ends a vain wait."""
        mine = {"label": f"com.docker.stack.namespace={self.name}", "desired-state": "running"}
        while True:
            tasks = self.client.tasks(filters=mine)
            if len(tasks) == 2 and all(task["Status"]["State"] == "running" for task in tasks):
                return
            time.sleep(0.3)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
