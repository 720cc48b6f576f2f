"""What a hardened container looks like from outside: the engine's word, then the kernel's.

`violations` reads a running container and says, in words, all that is missing. An empty list is a pass.
The specification is not asked: `docker stack deploy` drops what it does not know without a word.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker

_LONGEST_LOG_MB = 20
_SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|KEY|CREDENTIAL")


@dataclass(frozen=True)
class Allowed:
    """What one service may have beyond the rule."""

    capabilities: int = 0
    writable: frozenset[str] = field(default_factory=frozenset)
    """Mount points that are neither tmpfs nor read-only: its volumes."""
    docker_socket: bool = False


def task_containers(client: docker.APIClient, stack: str) -> dict[str, str]:
    """Container id of each running task of a stack, by service name without the stack's."""
    found = client.containers(filters={"label": f"com.docker.stack.namespace={stack}", "status": "running"})
    return {
        each["Labels"]["com.docker.swarm.service.name"].removeprefix(f"{stack}_"): each["Id"]
        for each in found
    }


def unreserved(client: docker.APIClient, stack: str) -> list[str]:
    """Running tasks for which the scheduler keeps no memory free."""
    filters = {"label": f"com.docker.stack.namespace={stack}", "desired-state": "running"}
    found = []
    for task in client.tasks(filters=filters):
        resources = task["Spec"].get("Resources") or {}
        if not (resources.get("Reservations") or {}).get("MemoryBytes"):
            found.append(task["ID"])
    return found


def violations(client: docker.APIClient, container_id: str, allowed: Allowed) -> list[str]:
    """Every way in which the running container is softer than `allowed` permits."""
    seen = client.inspect_container(container_id)
    process = Path(f"/proc/{seen['State']['Pid']}")
    return [
        *_by_the_engine(seen),
        *_by_the_kernel(_status(process), allowed),
        *_mounts(process, allowed),
    ]


def _by_the_engine(seen: dict[str, Any]) -> list[str]:
    host, config = seen["HostConfig"], seen["Config"]
    log = host["LogConfig"]
    capped = log["Type"] == "json-file" and log["Config"].get("max-size") and log["Config"].get("max-file")
    checks = {
        "runs as root": config["User"].split(":")[0] not in {"", "0", "root"},
        "root file system is writable": host["ReadonlyRootfs"],
        "capabilities are not dropped": host["CapDrop"] == ["ALL"] and not host["CapAdd"],
        "is privileged": not host["Privileged"],
        "has no memory limit": host["Memory"] > 0,
        "has no CPU limit": host["NanoCpus"] > 0,
        "has no pids limit": (host["PidsLimit"] or 0) > 0,
        "its log may grow for ever": capped,
        "publishes a port": not host["PortBindings"],
        "shares a namespace of the host": host["PidMode"] == "" and host["NetworkMode"] != "host",
        "has no health check": bool((config.get("Healthcheck") or {}).get("Test")),
        "is not healthy": (seen["State"].get("Health") or {}).get("Status") == "healthy",
    }
    return [what for what, holds in checks.items() if not holds] + _secrets_in_environment(
        config["Env"] or []
    )


def _secrets_in_environment(environment: list[str]) -> list[str]:
    pairs = [entry.partition("=") for entry in environment]
    return [
        f"environment carries a secret: {name}"
        for name, _, value in pairs
        if _SECRET_NAME.search(name) and value and not name.endswith("_FILE")
    ]


def _by_the_kernel(status: dict[str, str], allowed: Allowed) -> list[str]:
    found = []
    if "0" in status["Uid"].split() or "0" in status["Gid"].split():
        found.append(f"kernel: uid {status['Uid']}, gid {status['Gid']}")
    if status["NoNewPrivs"] != "1":
        found.append("kernel: may gain privileges (NoNewPrivs is 0)")
    if status["Seccomp"] != "2":
        found.append("kernel: no seccomp filter")
    return found + [
        f"kernel: {name} has {extra:#x}"
        for name in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")
        if (extra := int(status[name], 16) & ~allowed.capabilities)
    ]


def _mounts(process: Path, allowed: Allowed) -> list[str]:
    found = []
    kernel_own = re.compile(r"^/(proc|sys|dev)(/|$)|^/etc/(hosts|hostname|resolv\.conf)$")
    for line in (process / "mountinfo").read_text(encoding="utf-8").splitlines():
        words = line.split()
        target, options, kind = words[4], words[5].split(","), words[words.index("-") + 1]
        if target in {"/var/run/docker.sock", "/run/docker.sock"}:
            if not allowed.docker_socket:
                found.append("mount: has the Docker socket")
        elif kind == "tmpfs" and not kernel_own.match(target) and "ro" not in options:
            if missing := {"nosuid", "nodev", "noexec"}.difference(options):
                found.append(f"mount: tmpfs {target} is not {', '.join(sorted(missing))}")
        elif "ro" not in options and not kernel_own.match(target) and target not in allowed.writable:
            found.append(f"mount: {target} is writable")
    return found


def _status(process: Path) -> dict[str, str]:
    lines = (process / "status").read_text(encoding="utf-8").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
