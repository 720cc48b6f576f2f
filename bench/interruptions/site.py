"""Where the battery takes place: an engine, disks and ways of its own, and a small platform on them."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import docker

from bench.faults.proxy import Proxy
from bench.interruptions.battery import Battery
from bench.interruptions.disks import Disk
from bench.interruptions.faults import Fault, engine_faults, network_faults, platform_disk_fault, volume_fault
from bench.interruptions.kinds import World
from bench.interruptions.own_engine import OwnEngine
from tests.integration.control_plane.small_platform import TAG, make_small_platform

_IMAGES = tuple(
    f"guiche/{name}:{TAG}" for name in ("appliance", "mariadb", "redis", "backup-mariadb", "edge", "sandbox")
)
_PLATFORM, _BACKUPS, _FILES = 64, 96, 512
"""Megabytes. A tenant keeps 256 of its files' disk free (appliance/media/files.py)."""
_APPLIANCE = 10001
"""The user that a tenant's programs and backups run as."""


@dataclass(frozen=True)
class Site:
    battery: Battery
    faults: Mapping[str, tuple[Fault, ...]]
    """By what they hit: network, disk, engine."""


@contextmanager
def own_site(folder: Path, logs: Path | None) -> Iterator[Site]:
    """All of it is gone at the end. `logs`: where the runners' stay."""
    with ExitStack() as stack:
        logs = logs or Path(tempfile.mkdtemp(dir=folder))
        logs.mkdir(parents=True, exist_ok=True)
        engine = OwnEngine(folder, _IMAGES, logs)
        stack.callback(engine.close)
        disks = [
            Disk(folder / "platform", _PLATFORM),
            Disk(folder / "backups", _BACKUPS, _APPLIANCE),
            Disk(folder / "files", _FILES, _APPLIANCE),
        ]
        for disk in disks:
            stack.callback(disk.unmount)
        client = docker.from_env()
        stack.callback(client.close)
        platform = make_small_platform(disks[0].path, client)
        platform.start()
        stack.callback(platform.stop)
        to_engine, to_edge = Proxy(engine.socket, folder / "way.sock"), Proxy(platform.edge_port)
        for way in (to_engine, to_edge):
            way.start()
            stack.callback(way.stop)
        world = World(platform, backups=disks[1], files=disks[2])
        ways = {"DOCKER_HOST": f"unix://{to_engine.path}", "EDGE_ADDRESS": f"127.0.0.1:{to_edge.port}"}
        yield Site(
            Battery(world, logs, ways),
            {
                "network": network_faults(to_engine, to_edge),
                "disk": (
                    platform_disk_fault(disks[0], platform.folder / "platform.sqlite3"),
                    volume_fault("backups' disk full", disks[1], "backup"),
                    volume_fault("files' disk full", disks[2], "brand"),
                ),
                "engine": engine_faults(engine),
            },
        )
