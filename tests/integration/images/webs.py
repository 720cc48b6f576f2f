"""A web behind an edge, as a tenant's stands behind it."""

import secrets
from pathlib import Path
from typing import Any

import docker

UPSTREAM = Path(__file__).with_name("upstream.py")
HARDENED: dict[str, Any] = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges"]}


def start_web(client: docker.DockerClient, instance: str, network: Any, host: str) -> Any:
    """Answers to `host`'s alias in the network, and says its own name."""
    name = f"{instance}-{secrets.token_hex(3)}"
    web = client.containers.create(
        "guiche/python:3.11",
        ["python3", "/upstream.py"],
        name=name,
        environment={"NAME": name},
        volumes={str(UPSTREAM): {"bind": "/upstream.py", "mode": "ro"}},
        labels={"guiche.instance": instance},
        tmpfs={"/tmp": ""},
        user="10001:10001",
        **HARDENED,
    )
    network.connect(web, aliases=[f"{host}.guiche"])
    web.start()
    return web


def in_hosts(client: docker.DockerClient, instance: str, script: str) -> None:
    """A shell in the volume that the edge reads, as the runner."""
    client.containers.run(
        "guiche/python:3.11",
        ["sh", "-c", script],
        user="10001:10001",
        volumes={f"{instance}-hosts": {"bind": "/hosts", "mode": "rw"}},
        remove=True,
    )
