"""Builds the images of Guichê, several at once, and skips those whose inputs have not changed."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from images import context, rootfs
from images.dockerfile import image_names, in_build_order, read_dockerfile

FIXED_TAGS = {"python": "3.11", "python-build": "3.11"}
LABEL = "guiche.image"
INPUTS = "guiche.inputs"
LOGS = context.REPOSITORY / ".demo" / "images"
TAIL = 25
PARALLEL = 3  # downloads and the engine keep two cores busy

Report = Callable[[str, str, float], None]
"""(image, "building" | "built" | "up to date", seconds)"""


class BuildError(Exception):
    """An image could not be built; the text carries the end of the log and says where all of it is."""


def registry_answers() -> bool:
    """Whether official images can be pulled; GUICHE_IMAGES=registry|debian decides without asking."""
    chosen = os.environ.get("GUICHE_IMAGES", "")
    if chosen in {"registry", "debian"}:
        return chosen == "registry"
    try:
        pull = subprocess.run(
            ["docker", "pull", "--quiet", "redis:7"], capture_output=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return pull.returncode == 0


def reference(name: str, tag: str) -> str:
    """The image's whole name: `mysql` is guiche/mysql:<tag>, `base:sid` is guiche/base:sid."""
    if name.startswith("base:"):
        return f"guiche/{name}"
    return f"guiche/{name}:{FIXED_TAGS.get(name, tag)}"


def present_inputs() -> dict[str, str]:
    """Digest of the inputs of every image of ours that the engine has, by reference."""
    listed = _output(["docker", "images", "--quiet", "--filter", f"label={LABEL}"]).split()
    if not listed:
        return {}
    found: dict[str, str] = {}
    # One that goes away meanwhile makes the command fail, and the others are told all the same.
    for image in json.loads(_output(["docker", "image", "inspect", *sorted(set(listed))]) or "[]"):
        for tag in image["RepoTags"] or []:
            found[tag] = (image["Config"]["Labels"] or {}).get(INPUTS, "")
    return found


@dataclass(frozen=True)
class _Plan:
    """One image to have: its inputs, and the context if Docker builds it."""

    name: str
    parents: tuple[str, ...]
    digest: str
    context: bytes


def build_images(*, tag: str, only: tuple[str, ...] = (), fresh: bool = False, report: Report) -> None:
    """Brings `only` (default: all) and what they build on up to date.

    `fresh` builds even what did not change, to take in new packages of the distribution. Raises BuildError.
    """
    registry = registry_answers()
    plans = _plan(in_build_order(only or image_names(), registry=registry), registry=registry)
    present = {} if fresh else present_inputs()
    LOGS.mkdir(parents=True, exist_ok=True)
    order = TopologicalSorter({name: plan.parents for name, plan in plans.items()})
    order.prepare()
    ready: list[str] = []
    running: dict[Future[float], str] = {}
    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        while order.is_active():
            ready += order.get_ready()
            while ready and len(running) < PARALLEL:
                name = ready.pop(0)
                target = reference(name, tag)
                if present.get(target) == plans[name].digest:
                    report(name, "up to date", 0.0)
                    order.done(name)
                    continue
                report(name, "building", 0.0)
                running[pool.submit(_build, plans[name], target, tag=tag, fresh=fresh)] = name
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(ended)
                report(name, "built", ended.result())
                order.done(name)


def _plan(names: list[str], *, registry: bool) -> dict[str, _Plan]:
    plans: dict[str, _Plan] = {}
    for name in names:
        if name.startswith("base:"):
            plans[name] = _Plan(name, (), rootfs.digest(name.removeprefix("base:")), b"")
            continue
        dockerfile = read_dockerfile(name, registry=registry)
        packed = context.pack(dockerfile)
        digest = context.digest(packed, [plans[parent].digest for parent in dockerfile.parents])
        plans[name] = _Plan(name, dockerfile.parents, digest, packed)
    return plans


def _build(plan: _Plan, target: str, *, tag: str, fresh: bool) -> float:
    """Returns the seconds it took."""
    began = time.monotonic()
    if plan.name.startswith("base:"):
        _import_rootfs(plan.name.removeprefix("base:"), target, plan.digest)
    else:
        _docker_build(plan, target, tag=tag, fresh=fresh)
    return time.monotonic() - began


def _import_rootfs(suite: str, target: str, inputs: str) -> None:
    with tempfile.TemporaryDirectory(prefix="guiche-rootfs-") as folder:
        archive = Path(folder) / "rootfs.tar"
        log = LOGS / f"base-{suite}.log"
        _logged(rootfs.command(suite, archive), log)
        changes = [
            f"LABEL {LABEL}=1",
            f"LABEL {INPUTS}={inputs}",
            "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ]
        flags = [word for change in changes for word in ("--change", change)]
        _logged(["docker", "import", *flags, str(archive), target], log)


def _docker_build(plan: _Plan, target: str, *, tag: str, fresh: bool) -> None:
    command = ["docker", "build", "--force-rm", "--tag", target, "--label", f"{LABEL}=1"]
    command += ["--label", f"{INPUTS}={plan.digest}", "--build-arg", f"TAG={tag}"]
    _logged(
        [*command, *(["--no-cache"] if fresh else []), "-"], LOGS / f"{plan.name}.log", stdin=plan.context
    )


def _logged(command: list[str], log: Path, stdin: bytes = b"") -> None:
    # The classic builder: Debian's docker has no other.
    environment = {**os.environ, "DOCKER_BUILDKIT": "0"}
    with log.open("wb") as output:
        done = subprocess.run(
            command, input=stdin, stdout=output, stderr=subprocess.STDOUT, env=environment, check=False
        )
    if done.returncode != 0:
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
        raise BuildError("\n".join([f"{command[0]} {command[1]} failed; whole log: {log}", *tail]))


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout
