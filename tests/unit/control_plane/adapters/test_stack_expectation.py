from copy import deepcopy
from typing import Any

import pytest

from control_plane.adapters.stack_expectation import differences, expected_services

DOCUMENT: dict[str, Any] = {
    "services": {
        "web": {
            "image": "sha256:1",
            "command": ["run", "$$it"],
            "environment": {"NAME": "a$$b", "PORT": "1"},
            "secrets": [{"source": "key", "target": "session_key"}],
            "configs": [{"source": "conf", "target": "/etc/x"}],
            "networks": {"private": {}, "edge": {"aliases": ["acme.localhost.guiche"]}},
            "deploy": {
                "resources": {
                    "limits": {"memory": "256M", "pids": 128, "cpus": "1.0"},
                    "reservations": {"memory": "96M", "cpus": "0.01"},
                }
            },
        },
        "redis": {"image": "sha256:2", "networks": ["private"]},
    },
    "secrets": {"key": {"name": "t-acme-session_key-11111111"}},
    "configs": {"conf": {"name": "t-acme-conf-22222222"}},
    "networks": {"private": {"name": "t-acme-private"}, "edge": {"name": "t-acme-edge"}},
}
NETWORKS = {"id1": "t-acme-private", "id2": "t-acme-edge"}
LIMITS = {"MemoryBytes": 256 * 2**20, "Pids": 128, "NanoCPUs": 10**9}
RUNNING: dict[str, Any] = {
    "ContainerSpec": {
        "Image": "sha256:1",
        "Args": ["run", "$it"],
        "Env": ["PORT=1", "NAME=a$b"],
        "Secrets": [{"SecretName": "t-acme-session_key-11111111", "File": {"Name": "session_key"}}],
        "Configs": [{"ConfigName": "t-acme-conf-22222222", "File": {"Name": "/etc/x"}}],
    },
    "Resources": {"Limits": LIMITS, "Reservations": {"MemoryBytes": 96 * 2**20, "NanoCPUs": 10**7}},
    "Networks": [
        {"Target": "id1", "Aliases": ["web"]},
        {"Target": "id2", "Aliases": ["acme.localhost.guiche", "web"]},
    ],
}


def test_what_runs_as_asked_differs_in_nothing() -> None:
    assert differences(expected_services(DOCUMENT)["web"], RUNNING, NETWORKS) == []


def test_a_service_that_asks_for_little() -> None:
    running = {"ContainerSpec": {"Image": "sha256:2"}, "Networks": [{"Target": "id1", "Aliases": ["redis"]}]}
    assert differences(expected_services(DOCUMENT)["redis"], running, NETWORKS) == []


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        (("ContainerSpec", "Image"), "sha256:9", "image"),
        (("ContainerSpec", "Args"), ["run"], "command"),
        (("ContainerSpec", "Env"), ["PORT=1", "NAME=old"], "environment"),
        (("ContainerSpec", "Secrets"), [], "secrets"),
        (
            ("ContainerSpec", "Secrets"),
            [{"SecretName": "t-acme-session_key-00000000", "File": {"Name": "session_key"}}],
            "secrets",
        ),
        (("ContainerSpec", "Configs"), None, "configs"),
        (("Resources", "Limits", "MemoryBytes"), 1, "memory limit"),
        (("Resources", "Limits", "Pids"), None, "pids limit"),
        (("Resources", "Limits", "NanoCPUs"), 10**9 // 2, "CPU limit"),
        (("Resources", "Reservations", "MemoryBytes"), 95 * 2**20, "memory reservation"),
        (("Resources", "Reservations", "NanoCPUs"), None, "CPU reservation"),
        (("Networks",), [{"Target": "id1", "Aliases": ["web"]}], "networks"),
        (
            ("Networks",),
            [{"Target": "id1", "Aliases": ["web"]}, {"Target": "id2", "Aliases": ["web"]}],
            "networks",
        ),
    ],
)
def test_each_difference_is_named(path: tuple[str, ...], value: Any, word: str) -> None:
    running = deepcopy(RUNNING)
    part = running
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    assert differences(expected_services(DOCUMENT)["web"], running, NETWORKS) == [word]


@pytest.mark.parametrize(
    ("size", "count"),
    [
        ("256M", 2**28),
        ("256m", 2**28),
        ("1G", 2**30),
        ("512kb", 2**19),
        ("100b", 100),
        ("100", 100),
        (64, 64),
    ],
)
def test_sizes_as_compose_writes_them(size: str | int, count: int) -> None:
    document = {"services": {"a": {"image": "i", "deploy": {"resources": {"limits": {"memory": size}}}}}}
    assert expected_services(document)["a"].memory_limit == count
