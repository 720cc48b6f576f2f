"""The runner killed with SIGKILL once in each creation, after another step each time.

    .venv/bin/python -m bench.kill_runner [--json]

Needs root and an engine (`make images`), and no demo: it brings the test platform up under its own names and
port, beside a demo if one runs, and removes it at the end, after Ctrl-C too. Not beside the end-to-end tests,
whose platform it is. About a minute per row.

A row per step: did the creation succeed, did it leave the same objects as one that nobody disturbed, and is
nothing of it missing or left over in the inventory. The last step is left out: once it is written down the
operation is over. A runner that dies before it can write that is in tests/integration/control_plane/steps.
"""

from typing import Any

import docker

from bench.platform import make_room, own_platform
from bench.report import arguments, note, show
from control_plane.operations.catalog import KINDS
from tests.e2e.killing import create_under_fire, end_state
from tests.e2e.platform import Platform

STEPS = KINDS["create_tenant"].steps[:-1]


def is_clean(platform: Platform, slug: str) -> bool:
    """Whether the inventory has nothing to say about this tenant; those before it were stopped."""
    found = platform.inventory()
    return not any(thing["tenant"] == slug for things in found.values() for thing in things)


def row(
    platform: Platform, engine: docker.DockerClient, step: str, expected: list[str] | None
) -> tuple[dict[str, Any], list[str]]:
    """One creation, disturbed after `step` unless that is empty; also what it left."""
    slug, operation = create_under_fire(platform, engine, kill_after=[step] if step else ())
    left = end_state(engine, slug)
    judged = {
        "killed after": step or "(never)",
        "state": operation["state"],
        "same objects": expected is None or left == expected,
        "inventory clean": is_clean(platform, slug),
    }
    make_room(slug)
    return judged, left


def main() -> None:
    """Prints the rows; those there are, when it was stopped half-way."""
    arguments(__doc__).parse_args()
    rows: list[dict[str, Any]] = []
    engine = docker.from_env()
    try:
        note("bringing the test platform up")
        with own_platform() as platform:
            calm, expected = row(platform, engine, "", None)
            rows.append(calm)
            for step in STEPS:
                note(f"killing after {step}")
                rows.append(row(platform, engine, step, expected)[0])
    finally:
        engine.close()
        if rows:
            show("A runner killed after each step of create", rows)


if __name__ == "__main__":
    main()
