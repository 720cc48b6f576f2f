"""Builds the images of Guichê, several at once, and skips those whose inputs have not changed."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from images import context, rootfs
from images.dockerfile import image_names, in_build_order, read_dockerfile

FIXED_TAGS = {"python": "3.11", "python-build": "3.11"}
LABEL = "guiche.image"
INPUTS = "guiche.inputs"
LOGS = context.REPOSITORY / ".demo" / "images"
TAIL = 25

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
    for image in json.loads(_output(["docker", "image", "inspect", *sorted(set(listed))])):
        for tag in image["RepoTags"] or []:
            found[tag] = (image["Config"]["Labels"] or {}).get(INPUTS, "")
    return found


def build_images(*, tag: str, only: tuple[str, ...] = (), fresh: bool = False, report: Report) -> None:
    """Brings `only` (default: all) and what they build on up to date.

    `fresh` builds even what did not change, to take in new packages of the distribution. Raises BuildError.
    """
    registry = registry_answers()
    names = in_build_order(only or image_names(), registry=registry)
    present = {} if fresh else present_inputs()
    digests: dict[str, str] = {}
    contexts: dict[str, bytes] = {}
    for name in names:
        if name.startswith("base:"):
            digests[name] = rootfs.digest(name.removeprefix("base:"))
            continue
        dockerfile = read_dockerfile(name, registry=registry)
        contexts[name] = context.pack(dockerfile)
        digests[name] = context.digest(contexts[name], [digests[parent] for parent in dockerfile.parents])

    LOGS.mkdir(parents=True, exist_ok=True)
    running: dict[str, Future[None]] = {}

    def build(name: str) -> None:
        for parent in [] if name.startswith("base:") else read_dockerfile(name, registry=registry).parents:
            running[parent].result()
        target = reference(name, tag)
        if present.get(target) == digests[name]:
            report(name, "up to date", 0.0)
            return
        report(name, "building", 0.0)
        began = time.monotonic()
        if name.startswith("base:"):
            _import_rootfs(name.removeprefix("base:"), target, digests[name])
        else:
            _docker_build(name, target, digests[name], contexts[name], tag=tag, fresh=fresh)
        report(name, "built", time.monotonic() - began)

    # In build order and first come first served: whoever waits for a parent waits for one that already runs.
    with ThreadPoolExecutor(max_workers=3) as pool:
        for name in names:
            running[name] = pool.submit(build, name)
    for future in running.values():
        future.result()


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


def _docker_build(name: str, target: str, inputs: str, packed: bytes, *, tag: str, fresh: bool) -> None:
    command = ["docker", "build", "--force-rm", "--tag", target, "--label", f"{LABEL}=1"]
    command += ["--label", f"{INPUTS}={inputs}", "--build-arg", f"TAG={tag}"]
    _logged([*command, *(["--no-cache"] if fresh else []), "-"], LOGS / f"{name}.log", stdin=packed)


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
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
