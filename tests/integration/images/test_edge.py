"""The edge: known hosts reach their own web, everything else gets nothing, and a swap is bridged."""

import http.client
import json
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import docker
import pytest
import websocket

from tests.integration.images.webs import HARDENED, in_hosts, start_web

pytestmark = pytest.mark.integration


@dataclass
class Edge:
    client: docker.DockerClient
    name: str
    port: int
    network: Any

    def start_web(self, host: str) -> Any:
        """A web that answers to `host`'s alias, as a tenant's does."""
        return start_web(self.client, self.name, self.network, host)

    def ask(self, host: str, headers: dict[str, str] | None = None, path: str = "/") -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.putrequest("GET", path, skip_host=True)
            for name, value in {"Host": host, **(headers or {})}.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            return response.status, response.read().decode()

    def wait_until_listening(self) -> None:
        """Docker's own proxy takes the connection before Caddy does; pytest's limit ends a vain wait."""
        while True:
            try:
                self.ask("nobody.localhost")
            except OSError:
                time.sleep(0.1)
            else:
                return

    def allow(self, host: str) -> None:
        self._in_hosts(f"touch /hosts/{host}")

    def close(self, host: str, page: str) -> None:
        self._in_hosts(f"mkdir -p /hosts/.closed && printf '%s' '{page}' > /hosts/.closed/{host}")

    def reopen(self, host: str) -> None:
        self._in_hosts(f"rm /hosts/.closed/{host}")

    def _in_hosts(self, script: str) -> None:
        in_hosts(self.client, self.name, script)


@pytest.fixture(scope="module")
def edge() -> Iterator[Edge]:
    client = docker.from_env()
    name = f"gtest-edge-{secrets.token_hex(3)}"
    labels = {"guiche.instance": name}
    network = client.networks.create(name, labels=labels)
    client.volumes.create(f"{name}-hosts", labels=labels)
    container = client.containers.run(
        "guiche/edge:dev",
        name=name,
        labels=labels,
        detach=True,
        network=name,
        ports={"8080/tcp": ("127.0.0.1", None)},
        volumes={f"{name}-hosts": {"bind": "/hosts", "mode": "ro"}},
        tmpfs={"/config": "", "/data": ""},
        user="10001:10001",
        dns=["192.0.2.1"],  # nobody answers there: a name that the engine does not know is asked in vain
        **HARDENED,
    )
    try:
        container.reload()
        port = int(container.ports["8080/tcp"][0]["HostPort"])
        edge = Edge(client, name, port, network)
        edge.wait_until_listening()
        yield edge
    finally:
        for each in client.containers.list(
            all=True, ignore_removed=True, filters={"label": f"guiche.instance={name}"}
        ):
            each.remove(force=True)
        network.remove()
        client.volumes.get(f"{name}-hosts").remove()
        client.close()


def test_an_unknown_host_is_told_so(edge: Edge) -> None:
    status, body = edge.ask("nobody.localhost:8080")

    assert status == 404
    assert "Endereço desconhecido" in body


@pytest.mark.parametrize("host", ["*", "..", ".", "*.localhost", "acme.localhost/..", "", "edge"])
def test_a_host_that_is_no_host_name_reaches_nothing(edge: Edge, host: str) -> None:
    edge.allow("some.localhost")

    assert edge.ask(host)[0] in {400, 404}


def test_a_known_host_reaches_its_own_web(edge: Edge) -> None:
    acme, other = edge.start_web("acme.localhost"), edge.start_web("other.localhost")
    edge.allow("acme.localhost")
    edge.allow("other.localhost")

    assert json.loads(edge.ask("acme.localhost:8080")[1])["name"] == acme.name
    assert json.loads(edge.ask("other.localhost")[1])["name"] == other.name


def test_a_running_web_that_is_not_allowed_is_unreachable(edge: Edge) -> None:
    edge.start_web("hidden.localhost")

    assert edge.ask("hidden.localhost")[0] == 404


@pytest.mark.parametrize(
    "path", ["/metrics", "/Metrics", "/metrics/", "//metrics", "/./metrics", "/%6detrics"]
)
def test_figures_stay_inside_the_tenants_network(edge: Edge, path: str) -> None:
    edge.start_web("figures.localhost")
    edge.allow("figures.localhost")

    assert edge.ask("figures.localhost", path="/readyz")[0] == 200
    assert edge.ask("figures.localhost", path=path) == (404, "")


def test_a_closed_tenant_is_a_page_for_people_and_later_for_programs(edge: Edge) -> None:
    edge.start_web("closed.localhost")
    edge.allow("closed.localhost")
    edge.close("closed.localhost", "<h1>Suspenso</h1>")

    for path in ("/", "/inbox?x=1", "/closed.localhost", "/../x"):
        assert edge.ask("closed.localhost:8080", path=path) == (503, "<h1>Suspenso</h1>")
    for path in ("/webhooks/whatsapp", "/api/v1/auth/login", "/socket.io/?EIO=4"):
        assert edge.ask("closed.localhost", path=path) == (503, "")
    edge.reopen("closed.localhost")
    assert edge.ask("closed.localhost")[0] == 200


def test_nobody_asks_for_the_pages_by_their_folder(edge: Edge) -> None:
    edge.close("kept.localhost", "<h1>Arquivado</h1>")
    for host in (".closed", "kept.localhost/..", "*"):
        assert edge.ask(host)[0] in {400, 404}


def test_what_a_client_says_about_itself_is_not_believed(edge: Edge) -> None:
    edge.start_web("headers.localhost")
    edge.allow("headers.localhost")
    lies = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "1.2.3.4",
        "Forwarded": "for=1.2.3.4",
    }

    seen = json.loads(edge.ask("headers.localhost", lies)[1])["headers"]

    assert "1.2.3.4" not in json.dumps(seen)
    assert seen["X-Forwarded-Proto"] == "http"
    assert seen["X-Forwarded-Host"] == "headers.localhost"
    assert seen["Host"] == "headers.localhost"


def test_a_websocket_passes(edge: Edge) -> None:
    edge.start_web("socket.localhost")
    edge.allow("socket.localhost")

    socket = websocket.create_connection(
        f"ws://127.0.0.1:{edge.port}/socket.io/", host="socket.localhost", timeout=30
    )
    socket.send("olá")

    assert socket.recv() == "olá"
    socket.close()


def test_a_request_waits_for_the_next_web(edge: Edge) -> None:
    old = edge.start_web("swap.localhost")
    edge.allow("swap.localhost")
    assert edge.ask("swap.localhost")[0] == 200
    old.remove(force=True)

    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(edge.ask, "swap.localhost")
        new = edge.start_web("swap.localhost")

        assert json.loads(waiting.result()[1])["name"] == new.name


def test_a_web_that_is_gone_gets_a_page(edge: Edge) -> None:
    edge.allow("gone.localhost")

    status, body = edge.ask("gone.localhost")

    assert status in {502, 503}
    assert "Voltamos já" in body


def test_a_web_that_is_gone_holds_up_nobody_else(edge: Edge) -> None:
    edge.start_web("quick.localhost")
    edge.allow("quick.localhost")
    edge.allow("away.localhost")

    with ThreadPoolExecutor() as pool:
        vain = [pool.submit(edge.ask, "away.localhost") for _ in range(5)]
        for _ in range(3):
            time.sleep(1.1)  # whatever was remembered of names is old by then
            assert edge.ask("quick.localhost")[0] == 200
        assert not any(each.done() for each in vain)


def test_a_tenant_is_refused(edge: Edge) -> None:
    edge.network.reload()
    pool = edge.network.attrs["IPAM"]["Config"][0]["Subnet"]
    refusing = edge.client.containers.run(
        "guiche/edge:dev",
        name=f"{edge.name}-refusing",
        labels={"guiche.instance": edge.name},
        detach=True,
        network=edge.network.name,
        environment={"TENANT_POOL": pool},
        tmpfs={"/config": "", "/data": ""},
        **HARDENED,
    )
    asked = "import urllib.request as r; r.urlopen('http://" + refusing.name + ":8080/')"

    ran = edge.start_web("inside.localhost").exec_run(["python3", "-c", asked])

    assert b"403" in ran.output
