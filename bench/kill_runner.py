"""The runner killed with SIGKILL once in each creation, after another step each time.

    .venv/bin/python -m bench.kill_runner [--json]

Runs on the test platform (beside a demo, if one runs) and removes it afterwards. A row per step: did the
creation succeed, did it leave the same objects as one nobody disturbed, and is the inventory clean.
"""

import docker

from bench.report import show
from control_plane.operations.catalog import KINDS
from tests.e2e.killing import create_under_fire, end_state
from tests.e2e.platform import bring_up, take_down

CLEAN: dict[str, list[str]] = {"missing": [], "orphaned": [], "unexpected": []}


def main() -> None:
    """Prints the rows."""
    platform, engine = bring_up(), docker.from_env()
    try:
        calm_slug, _calm = create_under_fire(platform, engine, kill_after=())
        expected = end_state(engine, calm_slug)
        rows = []
        for step in KINDS["create_tenant"].steps:
            slug, operation = create_under_fire(platform, engine, kill_after=[step])
            rows.append(
                {
                    "killed after": step,
                    "state": operation["state"],
                    "same objects": end_state(engine, slug) == expected,
                    "inventory clean": platform.inventory() == CLEAN,
                }
            )
        show("A runner killed after each step of create", rows)
    finally:
        take_down()
        engine.close()


if __name__ == "__main__":
    main()
