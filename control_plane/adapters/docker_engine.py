"""The connection to the Docker engine, its errors in our words, and what the engine says of itself."""

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import docker
import requests

from control_plane.adapters.engine_api import Engine, Json
from control_plane.errors import RetryLater, StepFailed

TIMEOUT_SECONDS = 30
BRIDGE_PORTS = 1023
"""Of one Linux bridge (BR_MAX_PORTS, net/bridge/br_private.h)."""
PUBLISHED_PORTS = range(30000, 32768)
"""That Swarm chooses from: https://docs.docker.com/engine/swarm/ingress/"""


class EngineRefused(StepFailed):
    """The engine answered with an error; `http_status` is its own."""

    def __init__(self, http_status: int, message: str) -> None:
        self.http_status = http_status
        super().__init__("engine_refused", f"The Docker engine refused: {message}", http_status=http_status)


class ObjectMissing(EngineRefused):
    """The engine has no such object."""


_BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
"""No connection, no answer in time, or an answer that breaks off."""


class _Client(docker.APIClient):
    """docker-py with every answer and every broken connection translated in one place."""

    _url: Any
    _get: Any
    _multiplexed_buffer_helper: Any

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            response = super().send(request, *args, **kwargs)
        except _BROKEN as error:
            raise RetryLater(
                "engine_unreachable", f"The Docker engine does not answer ({type(error).__name__})."
            ) from error
        if response.status_code < 400:
            return response
        message = _message(response)
        if response.status_code == 404:
            raise ObjectMissing(404, message)
        if response.status_code == 503 or "does not have a leader" in message:
            raise RetryLater("engine_not_ready", f"The Docker engine is not ready: {message}")
        raise EngineRefused(response.status_code, message)

    def service_logs(  # type: ignore[override]
        self,
        service: str,
        *,
        stdout: bool,
        stderr: bool,
        tail: int,
        is_tty: bool,
        since: int = 0,
        timestamps: bool = False,
    ) -> Iterable[bytes]:
        """All of it as one answer: docker-py waits for each piece of a stream without any limit."""
        params = {"stdout": stdout, "stderr": stderr, "tail": tail, "follow": False}
        params |= {"since": since, "timestamps": timestamps}
        answer = self._get(self._url("/services/{0}/logs", service), params=params)
        return [answer.content] if is_tty else list(self._multiplexed_buffer_helper(answer))


def _message(response: requests.Response) -> str:
    try:
        return str(response.json()["message"])
    except (ValueError, KeyError, TypeError):
        return response.text[:500]


def connect() -> Engine:
    """The engine at DOCKER_HOST or the usual socket. Raises RetryLater when it does not answer."""
    address = os.environ.get("DOCKER_HOST")
    try:
        return cast(Engine, _Client(base_url=address, version="auto", timeout=TIMEOUT_SECONDS))
    except docker.errors.DockerException as error:
        raise RetryLater("engine_unreachable", f"The Docker engine does not answer: {error}") from error


@dataclass(frozen=True)
class EngineFacts:
    """What capacity decisions need to know of the engine and its node."""

    version: str
    node_id: str
    is_manager: bool
    cpus: int
    memory_bytes: int
    reserved_memory_bytes: int
    """By services of any origin: what the scheduler counts, not what is in use."""
    subnets_total: int
    subnets_used: int
    bridge_ports_used: int | None = None
    """Of docker_gwbridge, where every task in a network with a way out has one; None where there is none."""
    published_ports_used: int = 0
    """Of those that the engine gives to services by itself."""
    reserved_cpus: float = 0
    """Counted as the memory is."""


def read_facts(engine: Engine, tenant_pool: str) -> EngineFacts:
    """Asks the engine. `tenant_pool` is the CIDR that tenants' networks are cut from."""
    info = engine.info()
    version = engine.version()
    swarm = info.get("Swarm") or {}
    is_manager = bool(swarm.get("ControlAvailable"))
    mask = int(((swarm.get("Cluster") or {}).get("SubnetSize")) or 24)
    pool = ipaddress.ip_network(tenant_pool)
    services = engine.services(filters={}) if is_manager else []
    return EngineFacts(
        version=version["Version"],
        node_id=str(swarm.get("NodeID") or ""),
        is_manager=is_manager,
        cpus=info["NCPU"],
        memory_bytes=info["MemTotal"],
        reserved_memory_bytes=_reserved(services, "MemoryBytes"),
        subnets_total=max(0, 2 ** (mask - pool.prefixlen)) if mask >= pool.prefixlen else 0,
        subnets_used=_subnets_in(engine, tenant_pool),
        bridge_ports_used=_bridge_ports(engine),
        published_ports_used=_published_ports(services),
        reserved_cpus=_reserved(services, "NanoCPUs") / 10**9,
    )


def _bridge_ports(engine: Engine) -> int | None:
    try:
        return len(engine.inspect_network("docker_gwbridge").get("Containers") or {})
    except ObjectMissing:
        return None


def _published_ports(services: Iterable[Json]) -> int:
    return sum(
        port.get("PublishedPort", 0) in PUBLISHED_PORTS
        for service in services
        for port in (service.get("Endpoint") or {}).get("Ports") or []
    )


def _reserved(services: Iterable[Json], what: str) -> int:
    """`what`: as the engine calls it among a service's reservations."""
    total = 0
    for service in services:
        resources = service["Spec"]["TaskTemplate"].get("Resources") or {}
        each = (resources.get("Reservations") or {}).get(what, 0)
        replicas = (service["Spec"]["Mode"].get("Replicated") or {}).get("Replicas", 1)
        total += each * replicas
    return total


def _subnets_in(engine: Engine, tenant_pool: str) -> int:
    pool = ipaddress.ip_network(tenant_pool)
    return sum(
        1
        for network in engine.networks(filters={"scope": "swarm"})
        for part in (network.get("IPAM") or {}).get("Config") or []
        if part.get("Subnet") and _is_inside(ipaddress.ip_network(part["Subnet"]), pool)
    )


def _is_inside(
    subnet: ipaddress.IPv4Network | ipaddress.IPv6Network,
    pool: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> bool:
    return (
        isinstance(subnet, ipaddress.IPv4Network)
        and isinstance(pool, ipaddress.IPv4Network)
        and (subnet.subnet_of(pool))
    )
