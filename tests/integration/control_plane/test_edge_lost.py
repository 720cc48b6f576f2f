"""The edge is killed and made anew, as a bad day does it, while people use every tenant: all come back by
themselves."""

import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from control_plane.adapters.names import TenantNames
from control_plane.database import transaction
from control_plane.models import Hostname, Tenant
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = pytest.mark.integration
UPSTREAM = Path(__file__).parents[1] / "images/upstream.py"
TENANTS = 6
PROMISED_SECONDS = 10.0
"""From the new edge on."""


@pytest.fixture
def hosts(platform: SmallPlatform) -> Iterator[list[str]]:
    """Tenants as rows, each with an edge network and a web of its own in it."""
    made: list[tuple[Any, Any]] = []
    names = []
    with transaction(platform.sessions) as session:
        for _ in range(TENANTS):
            slug = f"lost{secrets.token_hex(3)}"
            tenant = Tenant(id=slug, slug=slug, name=slug, lifecycle="active", configuration={"users": []})
            tenant.hostnames = [Hostname(name=f"{slug}.localhost", is_attached=True)]
            session.add(tenant)
            names.append(slug)
    for slug in names:
        stack = platform.settings.stack_prefix + slug
        identity = TenantNames(platform.instance, stack, slug, slug, 1)
        network = platform.adapters.networks.create(
            identity.edge_network, identity.labels("network"), internal=False
        )
        web = platform.docker_client.containers.create(
            "guiche/python:3.11",
            ["python3", "/upstream.py"],
            name=f"{stack}-web",
            environment={"NAME": slug},
            volumes={str(UPSTREAM): {"bind": "/upstream.py", "mode": "ro"}},
            labels={"guiche.instance": platform.instance},
            user="10001:10001",
        )
        platform.docker_client.networks.get(network.id).connect(web, aliases=[f"{slug}.localhost.guiche"])
        web.start()
        made.append((web, network))
    yield [f"{slug}.localhost" for slug in names]
    for web, network in made:
        web.remove(force=True)
        platform.adapters.attachments.detach(network)
        platform.adapters.networks.remove(network.name, lambda: None)
    with transaction(platform.sessions) as session:
        for slug in names:
            tenant = session.get_one(Tenant, slug)
            session.delete(tenant.hostnames[0])
            session.flush()
            session.delete(tenant)


def answers(platform: SmallPlatform, host: str) -> bool:
    try:
        url = f"http://127.0.0.1:{platform.edge_port}/healthz"
        return requests.get(url, headers={"Host": host}, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def test_all_tenants_are_back_after_the_edge_was_killed_under_load(
    platform: SmallPlatform, hosts: list[str]
) -> None:
    reconciler = platform.reconciler()
    reconciler.start()
    ended = threading.Event()

    def use(host: str) -> None:
        while not ended.is_set():
            answers(platform, host)
            time.sleep(0.05)

    with ThreadPoolExecutor(2 * TENANTS) as people:
        try:
            platform.until(lambda: all(answers(platform, host) for host in hosts))
            for host in hosts:
                people.submit(use, host)
            platform.edge.kill()
            platform.edge.remove(force=True)
            platform.make_edge()
            platform.until(lambda: all(answers(platform, host) for host in hosts), PROMISED_SECONDS)
        finally:
            ended.set()
            reconciler.stop()
