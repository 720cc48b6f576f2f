"""An edge with TLS, its volumes and network; for tests and the bench of its `ask`."""

import http.client
import secrets
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import docker

from tests.integration.images.webs import HARDENED, in_hosts, start_web

_VOLUMES = ("hosts", "certificates")


@dataclass
class TlsEdge:
    client: Any
    name: str
    network: Any
    ports: dict[str, int]

    def make(self) -> None:
        """Anew, if there was one: nothing is left of it but its volumes."""
        for old in self.client.containers.list(all=True, filters={"name": f"^/{self.name}$"}):
            old.remove(force=True)
        container = self.client.containers.run(
            "guiche/edge:dev",
            ["caddy", "run", "--config", "/etc/caddy/Caddyfile.tls", "--adapter", "caddyfile"],
            name=self.name,
            labels={"guiche.instance": self.name},
            detach=True,
            network=self.name,
            environment={"TLS_ISSUER": "internal", "ACME_EMAIL": "ops@example.com"},
            ports={f"{port}/tcp": ("127.0.0.1", None) for port in (80, 443)},
            volumes={
                f"{self.name}-hosts": {"bind": "/hosts", "mode": "ro"},
                f"{self.name}-certificates": {"bind": "/certificates", "mode": "rw"},
            },
            tmpfs={"/tmp": "uid=10001"},
            user="10001:10001",
            **HARDENED,
        )
        container.reload()
        self.ports = {port: int(container.ports[f"{port}/tcp"][0]["HostPort"]) for port in ("80", "443")}
        _wait(self)

    def inside(self, script: str) -> str:
        """What a Python script prints that stands where the edge does, and reaches what only it reaches."""
        printed: bytes = self.client.containers.run(
            "guiche/python:3.11",
            ["python3", "-c", script],
            network_mode=f"container:{self.name}",
            user="10001:10001",
            remove=True,
            **HARDENED,
        )
        return printed.decode()

    def start_web(self, host: str) -> str:
        """A web that answers to `host`'s alias; its name."""
        return str(start_web(self.client, self.name, self.network, host).name)

    def allow(self, *paths: str) -> None:
        """Files below /hosts, as the runner makes them."""
        made = "; ".join(f"echo closed > /hosts/{path}" for path in paths)
        in_hosts(self.client, self.name, f"mkdir -p /hosts/.closed /hosts/.certificates; {made}")

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


@contextmanager
def tls_edge() -> Iterator[TlsEdge]:
    """Running; nothing of it is left afterwards."""
    client = docker.from_env()
    name = f"gtest-tls-{secrets.token_hex(3)}"
    labels = {"guiche.instance": name}
    network = client.networks.create(name, labels=labels)
    for what in _VOLUMES:
        client.volumes.create(f"{name}-{what}", labels=labels)
    try:
        edge = TlsEdge(client, name, network, {})
        edge.make()
        yield edge
    finally:
        for each in client.containers.list(
            all=True, ignore_removed=True, filters={"label": f"guiche.instance={name}"}
        ):
            each.remove(force=True)
        network.remove()
        for what in _VOLUMES:
            client.volumes.get(f"{name}-{what}").remove()
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
