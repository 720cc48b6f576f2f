"""Idle memory of each service of each tenant, as the engine accounts for it (page cache left out).

    .venv/bin/python -m bench.memory [--json]

Needs a running demo, some minutes after anybody last used it; changes nothing.
"""

from typing import Any

import docker

from bench.report import arguments, show

MEGABYTE = 2**20


def working_set(stats: Any) -> int:
    """Bytes in use less the page cache the kernel would give back, as `docker stats` shows it."""
    memory = stats["memory_stats"]
    inside = memory.get("stats", {})
    cache = inside.get("inactive_file", inside.get("total_inactive_file", 0))
    return int(memory["usage"] - cache)


def main() -> None:
    """Prints a row per service and the sum per tenant."""
    arguments(__doc__).parse_args()
    engine = docker.from_env()
    rows: dict[str, dict[str, float]] = {}
    for container in engine.containers.list(
        ignore_removed=True, filters={"label": ["guiche.tenant", "guiche.kind=service"]}
    ):
        slug = container.labels["guiche.slug"]
        service = container.labels["com.docker.swarm.service.name"].rsplit("_", 1)[-1]
        used = working_set(container.stats(stream=False)) / MEGABYTE
        rows.setdefault(slug, {})[service] = round(used, 1)
    if not rows:
        raise SystemExit("No tenant runs here.")
    show(
        "Memory in MB",
        [
            {"tenant": slug, **services, "sum": round(sum(services.values()), 1)}
            for slug, services in rows.items()
        ],
    )


if __name__ == "__main__":
    main()
