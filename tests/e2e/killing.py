"""The runner killed with SIGKILL right after a step of a creation was done."""

import re
import secrets
import time
from collections.abc import Iterable
from typing import Any

import docker

from tests.e2e.clients import new_number, request_for
from tests.e2e.platform import INSTANCE, Platform, containers

STATE_PATTERNS = ((r"-[0-9a-f]{8}$", "-*"),)


def kill_runner(engine: docker.DockerClient) -> None:
    """SIGKILL to the running runner; Swarm starts another."""
    for container in containers(engine, f"{INSTANCE}_runner"):
        container.kill("SIGKILL")


def create_under_fire(
    platform: Platform, engine: docker.DockerClient, kill_after: Iterable[str]
) -> tuple[str, dict[str, Any]]:
    """(slug, operation): a tenant made while the runner was killed after each step of `kill_after`."""
    targets = set(kill_after)
    slug = f"alvo-{secrets.token_hex(3)}"
    answer = platform.api("POST", "/tenants", json=request_for(new_number(platform), slug))
    assert answer.status_code == 202, answer.text
    operation: dict[str, Any] = answer.json()["operation"]
    end = time.monotonic() + 900
    while operation["state"] not in ("succeeded", "failed"):
        assert time.monotonic() < end, operation
        over = {each["name"] for each in operation["steps"] if each["state"] in ("done", "skipped")}
        if targets & over:
            kill_runner(engine)
            targets -= over
        time.sleep(0.05)
        operation = platform.api("GET", f"/operations/{operation['id']}").json()
    return slug, operation


def end_state(engine: docker.DockerClient, slug: str) -> list[str]:
    """Every Docker object of a tenant, by kind and name, with the tenant's own parts left out."""
    api: Any = engine.api
    filters = {"label": f"guiche.slug={slug}"}
    names = [
        *(f"network {each['Name']}" for each in api.networks(filters=filters)),
        *(f"volume {each['Name']}" for each in api.volumes(filters=filters)["Volumes"] or []),
        *(f"secret {each['Spec']['Name']}" for each in api.secrets(filters=filters)),
        *(f"service {each['Spec']['Name']}" for each in api.services(filters=filters)),
        *(
            f"container {each['Labels']['com.docker.swarm.service.name']}"
            for each in api.containers(filters=filters)
        ),
    ]
    for pattern, instead in STATE_PATTERNS:
        names = [re.sub(pattern, instead, name) for name in names]
    return sorted(name.replace(slug, "<slug>") for name in names)
