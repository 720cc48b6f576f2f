import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from control_plane.adapters import docker_engine
from control_plane.adapters.docker_engine import (
    EngineRefused,
    ObjectMissing,
    connect,
    read_facts,
)
from control_plane.adapters.engine_api import Engine
from control_plane.errors import RetryLater

GIB = 2**30


@pytest.fixture
def fake_docker(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{httpserver.port}")
    httpserver.expect_request("/version").respond_with_json({"Version": "20.10.24", "ApiVersion": "1.41"})
    httpserver.expect_request("/v1.41/version").respond_with_json(
        {"Version": "20.10.24", "ApiVersion": "1.41"}
    )
    return httpserver


@pytest.fixture
def engine(fake_docker: HTTPServer) -> Iterator[Engine]:
    engine = connect()
    yield engine
    engine.close()  # type: ignore[attr-defined]


def test_an_error_keeps_the_engines_words(fake_docker: HTTPServer, engine: Engine) -> None:
    fake_docker.expect_request("/v1.41/info").respond_with_json({"message": "no room"}, status=409)
    with pytest.raises(EngineRefused, match="no room") as refused:
        engine.info()
    assert refused.value.http_status == 409


def test_what_is_missing_has_its_own_error(fake_docker: HTTPServer, engine: Engine) -> None:
    fake_docker.expect_request("/v1.41/volumes/x").respond_with_json(
        {"message": "no such volume"}, status=404
    )
    with pytest.raises(ObjectMissing):
        engine.inspect_volume("x")


@pytest.mark.parametrize(
    ("status", "message"), [(503, "starting"), (500, "rpc error: The swarm does not have a leader")]
)
def test_an_engine_that_is_not_ready_is_asked_later(
    fake_docker: HTTPServer, engine: Engine, status: int, message: str
) -> None:
    fake_docker.expect_request("/v1.41/info").respond_with_json({"message": message}, status=status)
    with pytest.raises(RetryLater):
        engine.info()


def test_an_error_that_is_no_json_is_shown_as_it_is(fake_docker: HTTPServer, engine: Engine) -> None:
    fake_docker.expect_request("/v1.41/info").respond_with_data("<h1>Bad Gateway</h1>", status=502)
    with pytest.raises(EngineRefused, match="Bad Gateway"):
        engine.info()


def test_nobody_there_is_asked_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    with pytest.raises(RetryLater, match="does not answer"):
        connect()


class FakeEngine:
    """Answers with what a node with one tenant says."""

    swarm: dict[str, Any] = {"NodeID": "n1", "ControlAvailable": True, "Cluster": {"SubnetSize": 27}}  # noqa: RUF012

    def info(self) -> dict[str, Any]:
        return {"NCPU": 2, "MemTotal": 4 * GIB, "Swarm": self.swarm}

    def version(self) -> dict[str, Any]:
        return {"Version": "20.10.24", "ApiVersion": "1.41"}

    def services(self, *, filters: Any) -> list[dict[str, Any]]:  # noqa: ARG002
        reserving = {"Resources": {"Reservations": {"MemoryBytes": GIB, "NanoCPUs": 250_000_000}}}
        return [
            {"Spec": {"TaskTemplate": reserving, "Mode": {"Replicated": {"Replicas": 2}}}},
            {
                "Spec": {"TaskTemplate": {}, "Mode": {"Global": {}}},
                "Endpoint": {"Ports": [{"PublishedPort": 80}, {"PublishedPort": 30000}, {}]},
            },
        ]

    def inspect_network(self, net_id: str) -> dict[str, Any]:
        assert net_id == "docker_gwbridge"
        return {"Containers": {"a": {}, "b": {}, "ingress-sbox": {}}}

    def networks(self, *, filters: Any) -> list[dict[str, Any]]:  # noqa: ARG002
        subnets = ["10.201.0.32/27", "10.201.0.64/27", "10.0.0.0/24", None]
        return [{"IPAM": {"Config": [{"Subnet": subnet}] if subnet else None}} for subnet in subnets]


def test_facts_for_capacity() -> None:
    facts = read_facts(FakeEngine(), "10.201.0.0/16")  # type: ignore[arg-type]
    assert (facts.version, facts.node_id, facts.is_manager) == ("20.10.24", "n1", True)
    assert (facts.reserved_memory_bytes, facts.reserved_cpus) == (2 * GIB, 0.5)
    assert (facts.subnets_total, facts.subnets_used) == (2048, 2)
    assert (facts.bridge_ports_used, facts.published_ports_used) == (3, 1)


def test_a_missing_swarm_shows() -> None:
    class Alone(FakeEngine):
        swarm: dict[str, Any] = {"NodeID": "", "ControlAvailable": False}  # noqa: RUF012

        def inspect_network(self, net_id: str) -> dict[str, Any]:
            raise ObjectMissing(404, f"network {net_id} not found")

    facts = read_facts(Alone(), "10.201.0.0/16")  # type: ignore[arg-type]
    assert not facts.is_manager
    assert facts.reserved_memory_bytes == 0
    assert facts.bridge_ports_used is None


Answer = Callable[[socket.socket], None]
VERSION = b'{"Version": "20.10.24", "ApiVersion": "1.41"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def engine_that(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], Engine]]:
    """An engine that says its version, and answers everything else as told."""
    server = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.getsockname()[1]}")
    made: list[Any] = []

    def make(answer: Answer) -> Engine:
        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    if b"/version" in connection.recv(65536):
                        size = f"Content-Length: {len(VERSION)}\r\nConnection: close\r\n\r\n".encode()
                        connection.sendall(b"HTTP/1.1 200 OK\r\n" + size + VERSION)
                    else:
                        answer(connection)

        threading.Thread(target=serve, daemon=True).start()
        made.append(connect())
        return made[0]  # type: ignore[no-any-return]

    yield make
    server.close()
    for engine in made:
        engine.close()


ASKED: list[Callable[[Engine], object]] = [
    lambda engine: engine.info(),
    lambda engine: list(engine.service_logs("s", stdout=True, stderr=True, tail=9, is_tty=False)),
]


@pytest.mark.parametrize("ask", ASKED, ids=["information", "logs"])
def test_an_answer_that_breaks_off_is_asked_for_later(
    engine_that: Callable[[Answer], Engine], ask: Callable[[Engine], object]
) -> None:
    engine = engine_that(lambda connection: connection.sendall(HEAD + b"20\r\nhalf"))
    with pytest.raises(RetryLater, match="does not answer"):
        ask(engine)


@pytest.mark.parametrize("ask", ASKED, ids=["information", "logs"])
def test_an_engine_that_falls_silent_is_not_waited_for_for_ever(
    engine_that: Callable[[Answer], Engine],
    ask: Callable[[Engine], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(docker_engine, "TIMEOUT_SECONDS", 0.3)
    silent = threading.Event()

    def fall_silent(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"20\r\nhalf")
        silent.wait(10)

    engine = engine_that(fall_silent)
    with pytest.raises(RetryLater, match="does not answer"):
        ask(engine)
    silent.set()


def test_logs_come_without_their_frames(fake_docker: HTTPServer, engine: Engine) -> None:
    frames = b"\x01\0\0\0\0\0\0\x04one\n" + b"\x02\0\0\0\0\0\0\x04two\n"
    fake_docker.expect_request("/v1.41/services/s/logs").respond_with_data(frames)
    logs = engine.service_logs("s", stdout=True, stderr=True, tail=9, is_tty=False)
    assert b"".join(logs) == b"one\ntwo\n"
