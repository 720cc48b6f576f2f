"""A second tenant, by the CLI, on MariaDB; then neither can reach anything of the other."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.e2e.clients import new_number
from tests.e2e.platform import INSTANCE, REPOSITORY, Platform, containers

pytestmark = pytest.mark.e2e

SLUG = f"padaria-{secrets.token_hex(3)}"
POOLS = ("10.200.0.0/16", "10.201.0.0/16")
TRY = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 3).close()
except OSError:
    sys.exit(1)
"""


def guiche(platform: Platform, tmp_path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    config = tmp_path / "config.json"
    config.write_text(
        json.dumps({"url": platform.panel_url, "token": platform.demo["panel"]["token"]}), encoding="utf-8"
    )
    config.chmod(0o600)
    return subprocess.run(
        [sys.executable, "-c", "from control_plane.cli.main import main; main()", *arguments],
        cwd=REPOSITORY,
        env={"PATH": "/usr/bin:/bin", "GUICHE_CONFIG": str(config), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def second(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The second tenant, made by `guiche tenant create`."""
    directory = tmp_path_factory.mktemp("cli")
    number = new_number(platform)
    whatsapp = {key: value for key, value in number.items() if key != "fila_ia_key"}
    credentials = directory / "credentials.json"
    credentials.write_text(json.dumps({"whatsapp": whatsapp, "fila_ia": {"key": number["fila_ia_key"]}}))
    credentials.chmod(0o600)
    done = guiche(
        platform, directory, "tenant", "create", SLUG,
        "--name", "Padaria do Zé & Filhos — Pães Artesanais",
        "--admin", "José <ze@padaria.example>",
        "--credentials", str(credentials), "--database", "mariadb",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return number


@pytest.fixture
def _nothing_leaves() -> Iterator[None]:
    """Addresses of our networks that this machine has no route to end here.

    Without it they would go out by the default route, and some networks answer for everybody. A route that
    Docker made by mistake would be narrower than these, and win.
    """
    for pool in POOLS:
        subprocess.run(["ip", "route", "add", "unreachable", pool], check=True)
    yield
    for pool in POOLS:
        subprocess.run(["ip", "route", "del", "unreachable", pool], check=True)


def test_the_cli_made_a_tenant_that_answers(
    platform: Platform, second: dict[str, Any], tmp_path: Path
) -> None:
    shown = json.loads(guiche(platform, tmp_path, "tenant", "show", SLUG, "--json").stdout)
    assert shown["lifecycle"] == "active"
    assert shown["last_backup_at"]
    listed = json.loads(guiche(platform, tmp_path, "tenant", "list", "--json").stdout)
    assert {"acme", SLUG} <= {each["slug"] for each in listed["data"]}


def test_the_cli_refuses_what_is_taken_in_one_line(
    platform: Platform, second: dict[str, Any], tmp_path: Path
) -> None:
    credentials = tmp_path / "credentials.json"
    whatsapp = {key: value for key, value in second.items() if key != "fila_ia_key"}
    credentials.write_text(json.dumps({"whatsapp": whatsapp, "fila_ia": {"key": "k" * 32}}))
    done = guiche(
        platform, tmp_path, "tenant", "create", SLUG, "--name", "X",
        "--admin", "A <a@b.example>", "--credentials", str(credentials),
    )  # fmt: skip
    assert done.returncode == 2
    assert "taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_inventory_has_nothing_left_over_or_missing(platform: Platform, second: dict[str, Any]) -> None:
    assert platform.inventory() == {"missing": [], "orphaned": [], "unexpected": []}


@pytest.mark.usefixtures("_nothing_leaves")
@pytest.mark.parametrize(("inside", "other"), [("acme", SLUG), (SLUG, "acme")])
@pytest.mark.parametrize("service", ["web", "worker"])
def test_nothing_of_the_other_tenant_or_the_platform_can_be_reached(
    platform: Platform,
    engine: docker.DockerClient,
    second: dict[str, Any],
    inside: str,
    other: str,
    service: str,
) -> None:
    (container,) = containers(engine, f"{INSTANCE}-t-{inside}_{service}")

    def reaches(host: str, port: int) -> bool:
        answer = container.exec_run(["python", "-c", TRY, host, str(port)])
        return int(answer.exit_code) == 0

    assert reaches("mysql", 3306)  # the try itself works: its own database answers
    targets = [
        *addresses(engine, f"{INSTANCE}-t-{other}_mysql", 3306),
        *addresses(engine, f"{INSTANCE}-t-{other}_redis", 6379),
        *addresses(engine, f"{INSTANCE}-t-{other}_web", 8000),
        *addresses(engine, f"{INSTANCE}_panel", 8000),
        *addresses(engine, f"{INSTANCE}_redis", 6379),
        (f"{INSTANCE}-t-{other}_mysql", 3306),
        (f"{INSTANCE}-t-{other}_web", 8000),
        (f"{INSTANCE}_panel", 8000),
        ("panel", 8000),
    ]
    assert [target for target in targets if reaches(*target)] == []
    assert container.exec_run(["ls", "/var/run/docker.sock"]).exit_code != 0
    refused = "import urllib.request as u; u.urlopen(u.Request('http://edge:8080/', headers={'Host': '%s'}))"
    for host in (f"panel.localhost:{platform.demo['edge']['http_port']}", f"{other}.localhost"):
        assert container.exec_run(["python", "-c", refused % host]).exit_code != 0


def addresses(engine: docker.DockerClient, service: str, port: int) -> list[tuple[str, int]]:
    """Every address of a service's containers."""
    (container,) = containers(engine, service)
    networks = container.attrs["NetworkSettings"]["Networks"].values()
    return [(network["IPAddress"], port) for network in networks if network["IPAddress"]]
