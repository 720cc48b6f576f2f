"""A Docker engine with a one-node swarm: started and initialised only if there is none."""

import ipaddress
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from control_plane.adapters import docker_engine
from control_plane.adapters.engine_api import Engine, Json
from control_plane.errors import RetryLater
from demo.errors import DemoError
from demo.instance import MACHINE_FOLDER, read_json, write_json

TENANT_POOL = "10.201.0.0/16"
"""Each tenant takes two /27 of it: 1024 tenants on one swarm."""
MASK = 27
PLATFORM_POOLS = ("10.200.0.0/16", "172.30.0.0/16", "192.168.192.0/20")
OLDEST_API = (1, 41)
"""Docker 20.10: the first with jobs as a service mode."""
_START_SECONDS = 40
_OPTIONS = {"no-new-privileges": "true", "shutdown-timeout": "120"}
"""Twenty tenants take about 20 seconds to stop. What an engine leaves behind that gives up after 15, its
default, keeps networks from coming up again: "error creating vxlan interface: file exists"."""
_RECORD = MACHINE_FOLDER / "machine.json"


def ensure_engine() -> Engine:
    """The running engine; starts one if none answers. Raises DemoError when it cannot or is too old."""
    engine = _connect()
    if engine is None:
        _start()
        engine = _wait()
    api = tuple(int(part) for part in str(engine.version()["ApiVersion"]).split("."))
    if api < OLDEST_API:
        raise DemoError(
            f"Docker {engine.version()['Version']} is too old: upgrade the engine to 20.10 or newer."
        )
    return engine


def ensure_swarm(engine: Engine) -> str:
    """The address pool of the swarm's networks. Initialises a swarm on this node alone if there is none.

    It listens on loopback: a developer's machine changes its address, and offers the network no manager port.
    """
    swarm = engine.info()["Swarm"]
    if swarm["LocalNodeState"] == "inactive":
        loopback = ["--advertise-addr=127.0.0.1", "--listen-addr=127.0.0.1:2377"]
        pool = [f"--default-addr-pool={TENANT_POOL}", f"--default-addr-pool-mask-length={MASK}"]
        docker("swarm", "init", *loopback, *pool)  # keeps five ended tasks: a crash loop shows by three
        remember(initialised_swarm=True)
        swarm = engine.info()["Swarm"]
    if not swarm.get("ControlAvailable"):
        raise DemoError("This node is a worker of a swarm: run the demo on a manager, or leave that swarm.")
    pools: list[str] = swarm["Cluster"].get("DefaultAddrPool") or ["10.0.0.0/8"]
    return pools[0]


def check_privileges(image: str) -> None:
    """Raises DemoError if containers may gain privileges by default: `stack deploy` cannot ask otherwise."""
    status = docker("run", "--rm", "--network=none", "--entrypoint=cat", image, "/proc/self/status")
    if "NoNewPrivs:\t1" not in status:
        raise DemoError(
            'The engine lets containers gain privileges: put {"no-new-privileges": true} into'
            " /etc/docker/daemon.json, restart Docker, and run this again."
        )


def free_subnet(taken: Iterable[str]) -> str:
    """A /24 for a platform's network that overlaps nothing in `taken` (CIDR). Raises DemoError if all do."""
    used = [ipaddress.ip_network(each) for each in taken]
    for pool in PLATFORM_POOLS:
        for subnet in ipaddress.ip_network(pool).subnets(new_prefix=24):
            if not any(subnet.version == each.version and subnet.overlaps(each) for each in used):
                return str(subnet)
    raise DemoError(
        "No free address range is left for the platform's network: remove unused Docker networks."
    )


def subnets(networks: Iterable[Json]) -> list[str]:
    """Every address range that Docker networks use."""
    return [
        part["Subnet"]
        for network in networks
        for part in (network.get("IPAM") or {}).get("Config") or []
        if part.get("Subnet")
    ]


def docker(*arguments: str, stdin: str = "") -> str:
    """Runs Docker's client; returns what it prints. Raises DemoError with its words when it fails."""
    ran = subprocess.run(["docker", *arguments], input=stdin, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise DemoError(f"docker {' '.join(arguments[:2])}: {ran.stderr.strip() or ran.stdout.strip()}")
    return ran.stdout.strip()


def remember(**facts: bool | int) -> None:
    """Notes what we did to the machine, so that `down` undoes that and no more."""
    write_json(_RECORD, read_json(_RECORD) | facts)


def leave_swarm() -> bool:
    """Leaves a swarm that we initialised; the caller has seen that nothing is in it."""
    if not read_json(_RECORD).get("initialised_swarm"):
        return False
    docker("swarm", "leave", "--force")
    remember(initialised_swarm=False)
    return True


def stop_engine() -> bool:
    """Stops an engine that we started in the background, and waits until it is gone."""
    pid = int(read_json(_RECORD).get("engine_pid", 0))
    if not _is_dockerd(pid):
        return False
    os.kill(pid, signal.SIGTERM)
    while _is_dockerd(pid):
        time.sleep(0.2)
    remember(engine_pid=0)
    return True


def _connect() -> Engine | None:
    try:
        return docker_engine.connect()
    except RetryLater:
        return None


def _start() -> None:
    if Path("/run/systemd/system").is_dir():
        subprocess.run(["systemctl", "start", "docker"], check=False)
        return
    if os.geteuid() != 0:
        raise DemoError("No Docker engine answers, and only root can start one: run this with sudo.")
    log = MACHINE_FOLDER / "dockerd.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    configured = read_json(Path("/etc/docker/daemon.json"))  # an option may stand in one place only
    options = [f"--{name}={value}" for name, value in _OPTIONS.items() if name not in configured]
    with log.open("ab") as output:
        engine = subprocess.Popen(
            ["dockerd", "--log-level=warn", *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    remember(engine_pid=engine.pid)


def _wait() -> Engine:
    limit = time.monotonic() + _START_SECONDS
    while (engine := _connect()) is None:
        if time.monotonic() > limit:
            raise DemoError(f"The Docker engine did not start: see {MACHINE_FOLDER / 'dockerd.log'}.")
        time.sleep(0.3)
    return engine


def _is_dockerd(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return Path(words[0].decode()).name == "dockerd"
