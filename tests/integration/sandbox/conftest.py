from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.integration.sandbox.process import SandboxProcess, running_sandbox
from tests.integration.sandbox.tenant import CALLBACK, Tenant


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(threaded=True) as running:
        yield running


@pytest.fixture
def tenant(server: HTTPServer) -> Tenant:
    return Tenant(server)


@pytest.fixture
def unconnected(server: HTTPServer, tmp_path: Path) -> Iterator[SandboxProcess]:
    """A sandbox with a registered number and nothing else."""
    with running_sandbox(tmp_path, server.port) as sandbox:
        sandbox.register()
        yield sandbox


@pytest.fixture
def sandbox(unconnected: SandboxProcess, tenant: Tenant) -> SandboxProcess:
    """A sandbox whose number delivers to the tenant."""
    unconnected.connect(CALLBACK).raise_for_status()
    return unconnected
