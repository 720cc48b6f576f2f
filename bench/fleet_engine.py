"""An engine with so many tenants that only answers: in JSON, read anew each time as docker-py does."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from control_plane.adapters.engine_api import Filters, Json
from control_plane.adapters.names import (
    ALIAS,
    ATTACH,
    INSTANCE,
    SLUG,
    TENANT,
    platform_aliases,
    platform_network,
)

SERVICES = ("mysql", "redis", "web", "worker")
_ENVIRONMENT = [f"SETTING_NUMBER_{number}=a value of ordinary length" for number in range(25)]
_MEMORY = 64 * 2**20


class SimulatedEngine:
    """The part of `Engine` that a look needs; whatever would change something is not there."""

    def __init__(self, tenants: Iterable[tuple[str, str]], secrets: Callable[[str], Iterable[str]]) -> None:
        """`tenants`: (id, slug); `secrets`: the names of a tenant's, by its id."""
        found: dict[str, list[Json]] = {
            kind: [] for kind in ("networks", "volumes", "secrets", "services", "tasks")
        }
        for tenant_id, slug in tenants:
            for kind, rows in _of_tenant(tenant_id, slug, secrets(tenant_id)).items():
                found[kind] += rows
        platform = _network(platform_network("guiche"), {INSTANCE: "guiche"})
        found["all networks"] = [*found["networks"], platform]
        self.calls = 0
        self._answers = {kind: json.dumps(rows) for kind, rows in found.items()}
        self._networks = {row["Name"]: json.dumps([row]) for row in found["networks"]}
        attached = {
            row["Name"]: {"NetworkID": row["Id"], "Aliases": platform_aliases("edge")}
            for row in found["all networks"]
            if "-private" not in row["Name"]
        }
        edge = {
            "Id": "edge",
            "Names": ["/guiche-edge"],
            "Labels": {ATTACH: "tenants", INSTANCE: "guiche", ALIAS: "edge"},
            "State": "running",
            "NetworkSettings": {"Networks": attached},
        }
        self._answers["containers"] = json.dumps([edge])
        self._edge = json.dumps(edge)
        self._stats = json.dumps(
            {
                "memory_stats": {"usage": _MEMORY, "limit": 4 * _MEMORY, "stats": {"inactive_file": 9}},
                "cpu_stats": {"cpu_usage": {"total_usage": 10**9, "percpu_usage": [0] * 2}},
                "networks": {f"eth{number}": dict.fromkeys("abcdefgh", 0) for number in range(3)},
            }
        )

    def networks(self, *, filters: Filters) -> list[Json]:
        name = filters.get("name")
        if name is not None:
            return list(self._read(self._networks.get(str(name), "[]")))
        return list(
            self._read(self._answers["networks" if TENANT in filters.get("label", ()) else "all networks"])
        )

    def inspect_network(self, net_id: str) -> Json:  # noqa: ARG002
        return {"Containers": {}}

    def volumes(self, *, filters: Filters) -> Json:  # noqa: ARG002
        return {"Volumes": self._read(self._answers["volumes"])}

    def secrets(self, *, filters: Filters) -> list[Json]:  # noqa: ARG002
        return list(self._read(self._answers["secrets"]))

    def services(self, *, filters: Filters) -> list[Json]:
        is_jobs = "guiche.job" in str(filters)
        return [] if is_jobs else list(self._read(self._answers["services"]))

    def tasks(self, *, filters: Filters) -> list[Json]:  # noqa: ARG002
        return list(self._read(self._answers["tasks"]))

    def containers(self, *, all: bool, filters: Filters) -> list[Json]:  # noqa: ARG002
        return list(self._read(self._answers["containers"]))

    def inspect_container(self, container: str) -> Json:  # noqa: ARG002
        return dict(self._read(self._edge))

    def stats(self, container: str, *, stream: bool, one_shot: bool) -> Json:  # noqa: ARG002
        return dict(self._read(self._stats))

    def info(self) -> Json:
        swarm = {"ControlAvailable": True, "NodeID": "n1", "Cluster": {"SubnetSize": 28}}
        return {"NCPU": 64, "MemTotal": 2**40, "Swarm": swarm}

    def version(self) -> Json:
        return {"Version": "20.10.24"}

    def _read(self, answer: str) -> Any:
        self.calls += 1
        return json.loads(answer)


def _of_tenant(tenant_id: str, slug: str, secrets: Iterable[str]) -> dict[str, list[Json]]:
    stack = f"t-{slug}"
    labels = {INSTANCE: "guiche", TENANT: tenant_id, SLUG: slug, "com.docker.stack.namespace": stack}
    services = [_service(stack, name, labels) for name in SERVICES]
    return {
        "networks": [
            _network(f"{stack}-{kind}", labels, internal=kind == "private") for kind in ("private", "edge")
        ],
        "volumes": [
            {"Name": f"{stack}-{name}", "Labels": labels, "Driver": "local"}
            for name in ("database-g1", "redis-g1", "media-g1", "backups")
        ],
        "secrets": [{"ID": _id(name), "Spec": {"Name": name, "Labels": labels}} for name in secrets],
        "services": services,
        "tasks": [_task(each) for each in services],
    }


def _network(name: str, labels: dict[str, str], *, internal: bool = False) -> Json:
    return {
        "Id": _id(name),
        "Name": name,
        "Labels": labels,
        "Internal": internal,
        "Attachable": True,
        "IPAM": {"Config": [{"Subnet": "10.201.0.0/28"}]},
    }


def _service(stack: str, name: str, labels: dict[str, str]) -> Json:
    specification = {
        "Name": f"{stack}_{name}",
        "Labels": labels,
        "TaskTemplate": {
            "ContainerSpec": {
                "Image": f"guiche/{name}:dev@sha256:{'ab' * 32}",
                "Env": _ENVIRONMENT,
                "Labels": labels,
                "Secrets": [{"SecretName": f"{stack}-{n}", "File": {"Name": str(n)}} for n in range(12)],
            },
            "Resources": {"Reservations": {"MemoryBytes": _MEMORY}},
            "Networks": [{"Target": _id(f"{stack}-edge")}],
        },
        "Mode": {"Replicated": {"Replicas": 1}},
    }
    service_id = _id(f"{stack}_{name}")
    return {"ID": service_id, "Version": {"Index": 9}, "Spec": specification, "PreviousSpec": specification}


def _task(service: Json) -> Json:
    return {
        "ID": _id("task" + service["ID"]),
        "ServiceID": service["ID"],
        "Spec": service["Spec"]["TaskTemplate"],
        "DesiredState": "running",
        "CreatedAt": "2026-01-01T00:00:00Z",
        "Status": {
            "State": "running",
            "Timestamp": "2026-01-01T00:00:00Z",
            "ContainerStatus": {"ContainerID": _id("container" + service["ID"])},
        },
    }


def _id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
