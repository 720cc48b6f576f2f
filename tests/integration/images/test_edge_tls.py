"""The edge with TLS: certificates for known hosts and nobody else, no way around the name one asked for."""

import http.client
import secrets
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import pytest

pytestmark = pytest.mark.integration
UPSTREAM = Path(__file__).with_name("upstream.py")
HARDENED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges"]}


@dataclass
class TlsEdge:
    client: docker.DockerClient
    name: str
    network: Any
    ports: dict[str, int]

    def start_web(self, host: str) -> str:
        name = f"{self.name}-{secrets.token_hex(3)}"
        web = self.client.containers.create(
            "guiche/python:3.11",
            ["python3", "/upstream.py"],
            name=name,
            environment={"NAME": name},
            volumes={str(UPSTREAM): {"bind": "/upstream.py", "mode": "ro"}},
            labels={"guiche.instance": self.name},
            tmpfs={"/tmp": ""},
            user="10001:10001",
            **HARDENED,
        )
        self.network.connect(web, aliases=[f"{host}.guiche"])
        web.start()
        return name

    def allow(self, path: str) -> None:
        self.client.containers.run(
            "guiche/python:3.11",
            ["sh", "-c", f"mkdir -p /hosts/.closed /hosts/.certificates && echo closed > /hosts/{path}"],
            user="10001:10001",
            volumes={f"{self.name}-hosts": {"bind": "/hosts", "mode": "rw"}},
            remove=True,
        )

    def connect(self, host: str) -> ssl.SSLSocket:
        """A handshake for `host`; raises OSError when there is no certificate for it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # whose certificate it is, is looked at by whoever asks
        raw = socket.create_connection(("127.0.0.1", self.ports["443"]), timeout=30)
        try:
            return context.wrap_socket(raw, server_hostname=host)
        except OSError:
            raw.close()
            raise

    def ask(self, sni: str, request: str) -> str:
        """What is answered to raw bytes inside a connection made to `sni`."""
        with self.connect(sni) as connection:
            connection.sendall(request.encode())
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        return answer.decode(errors="replace")

    def get(self, host: str, path: str = "/") -> str:
        return self.ask(host, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")

    def plain(self, host: str, path: str = "/") -> tuple[int, str | None]:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["80"], timeout=30)
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.getheader("Location")


@pytest.fixture(scope="module")
def edge() -> Iterator[TlsEdge]:
    client = docker.from_env()
    name = f"gtest-tls-{secrets.token_hex(3)}"
    labels = {"guiche.instance": name}
    network = client.networks.create(name, labels=labels)
    client.volumes.create(f"{name}-hosts", labels=labels)
    container = client.containers.run(
        "guiche/edge:dev",
        ["caddy", "run", "--config", "/etc/caddy/Caddyfile.tls", "--adapter", "caddyfile"],
        name=name,
        labels=labels,
        detach=True,
        network=name,
        environment={"TLS_ISSUER": "internal", "ACME_EMAIL": "ops@example.com"},
        ports={f"{port}/tcp": ("127.0.0.1", None) for port in (80, 443)},
        volumes={f"{name}-hosts": {"bind": "/hosts", "mode": "ro"}},
        tmpfs={"/tmp": "uid=10001"},
        user="10001:10001",
        **HARDENED,
    )
    try:
        container.reload()
        ports = {port: int(container.ports[f"{port}/tcp"][0]["HostPort"]) for port in ("80", "443")}
        edge = TlsEdge(client, name, network, ports)
        _wait(edge)
        yield edge
    finally:
        for each in client.containers.list(
            all=True, ignore_removed=True, filters={"label": f"guiche.instance={name}"}
        ):
            each.remove(force=True)
        network.remove()
        client.volumes.get(f"{name}-hosts").remove()
        client.close()


def _wait(edge: TlsEdge) -> None:
    """Docker's own proxy takes the connection before Caddy does; pytest's limit ends a vain wait."""
    while True:
        try:
            edge.plain("nobody.localhost")
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="module")
def acme(edge: TlsEdge) -> str:
    """A host with a web behind it; the web's name."""
    edge.allow("acme.example.com")
    edge.allow(".certificates/acme.example.com")
    return edge.start_web("acme.example.com")


def test_a_known_host_has_a_certificate_of_its_own_and_reaches_its_web(edge: TlsEdge, acme: str) -> None:
    answer = edge.get("acme.example.com")
    assert " 200 OK" in answer.splitlines()[0]
    assert acme in answer
    assert "Strict-Transport-Security: max-age=31536000" in answer
    assert '"X-Forwarded-Proto": "https"' in answer
    with edge.connect("acme.example.com") as connection:
        certificate = connection.getpeercert(binary_form=True)
    assert certificate is not None
    assert b"acme.example.com" in certificate


@pytest.mark.parametrize("host", ["nobody.example.com", "sub.acme.example.com", "closed", "localhost"])
def test_no_certificate_is_made_for_what_nobody_knows(edge: TlsEdge, acme: str, host: str) -> None:
    with pytest.raises(OSError), edge.connect(host):
        pass


def test_none_is_made_for_a_known_host_before_its_name_leads_here(edge: TlsEdge) -> None:
    edge.allow("early.example.com")
    with pytest.raises(OSError), edge.connect("early.example.com"):
        pass


def test_a_closed_tenant_and_the_panel_keep_theirs(edge: TlsEdge, acme: str) -> None:
    edge.allow(".closed/shut.example.com")
    edge.allow(".certificates/shut.example.com")
    assert " 503 " in edge.get("shut.example.com").splitlines()[0]
    with edge.connect("panel.localhost") as connection:
        assert connection.getpeercert(binary_form=True)


def test_plain_http_leads_known_hosts_to_https_and_nobody_else_anywhere(edge: TlsEdge, acme: str) -> None:
    assert edge.plain("acme.example.com", "/inbox?x=1") == (308, "https://acme.example.com/inbox?x=1")
    assert edge.plain("acme.example.com:80", "/") == (308, "https://acme.example.com/")
    assert edge.plain("nobody.example.com") == (404, None)
    assert edge.plain("evil.example.com/..@acme.example.com")[0] in {400, 404}


def test_a_request_for_one_host_inside_a_connection_to_another_is_refused(edge: TlsEdge, acme: str) -> None:
    edge.allow("other.example.com")
    edge.allow(".certificates/other.example.com")
    edge.start_web("other.example.com")
    answer = edge.ask(
        "acme.example.com", "GET / HTTP/1.1\r\nHost: other.example.com\r\nConnection: close\r\n\r\n"
    )
    assert " 421 " in answer.splitlines()[0]


@pytest.mark.parametrize(
    "request_line",
    [
        "GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nHost: 169.254.169.254",
        "GET http://acme.example.com.guiche:8000/metrics HTTP/1.1\r\nHost: acme.example.com.guiche",
        "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443",
        "GET / HTTP/1.1\r\nHost: mysql",
        "GET / HTTP/1.1\r\nHost: acme.example.com\r\nHost: mysql",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:8081",
    ],
)
def test_it_is_nobodys_proxy(edge: TlsEdge, acme: str, request_line: str) -> None:
    answer = edge.ask("acme.example.com", f"{request_line}\r\nConnection: close\r\n\r\n")
    status = int(answer.split(" ", 2)[1])
    assert status in {400, 403, 404, 405, 421}, answer[:300]
    assert acme not in answer
