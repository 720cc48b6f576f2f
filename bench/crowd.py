"""Twenty clients of the smallest plan on one machine: created, counted, and served while the platform breaks.

    .venv/bin/python -m bench.crowd [--tenants 20] [--database mariadb] [--json]

Needs root and an engine that `make images` or `make demo` started: it is stopped and started on the way, and
whatever else runs on it with it. Brings the test platform up under its own names and port, and removes it at
the end, after Ctrl-C too. Half an hour.

Everybody's inbox is asked once a second all the while (`/readyz`: web, worker, database and Redis
behind it). What is lost: the edge is killed; the panel, the platform's database (its file is moved away and
everything that had it open is killed) and its queue stay away half a minute each; the engine is stopped and
started. Meanwhile a backup has been asked for: it must be done once the platform is whole again.
"""

import os
import statistics
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import docker

from bench.breaking import Broken, breakages, restart_engine
from bench.callers import Callers
from bench.create_tenant import number
from bench.demo import panel_session
from bench.memory import MEGABYTE, working_set
from bench.platform import own_platform
from bench.report import arguments, note, show
from control_plane.services.plan_limits import LIMITS
from tests.e2e.platform import INSTANCE, Platform

PLAN = "smallest"
_BACK_SECONDS = 300
_LOOK_SECONDS = 30


def main() -> None:
    """Three tables: creation, memory, and what was lost."""
    parser = arguments(__doc__)
    parser.add_argument("--tenants", type=int, default=20)
    parser.add_argument("--database", choices=("mariadb", "mysql"), default="mariadb")
    options = parser.parse_args()
    note("bringing the test platform up")
    with own_platform(with_tenant=False) as platform:
        slugs = [f"crowd-{at:02}" for at in range(1, options.tenants + 1)]
        show("All created", [_create(platform, slugs, options.database)])
        urls = [platform.demo["panel"]["url"].replace("//panel.", f"//{slug}.") for slug in slugs]
        note("two minutes of rest, then memory and cores")
        time.sleep(120)
        show("At rest: MB and cores", _at_rest())
        with Callers([f"{url}/readyz" for url in urls]) as callers:
            rows = [_lose(platform, callers, each, slugs[0]) for each in breakages()]
        show("What was lost, and who noticed", rows)
        with Callers([f"{url}/readyz" for url in urls]) as callers:
            began = restart_engine()
            back = callers.all_answer_since(began, _BACK_SECONDS)
        show("The engine restarted", [{"seconds until every inbox answers": _seconds(back)}])


def _create(platform: Platform, slugs: list[str], database: str) -> dict[str, Any]:
    """All asked for at once; the platform takes up as many as it likes at a time."""
    least = {name: limit.least for name, limit in LIMITS.items() if not limit.is_optional}
    answer = platform.api("POST", "/plans", json={"slug": PLAN, "name": "Smallest", "limits": least})
    answer.raise_for_status()
    began = time.monotonic()
    waiting = {_submit(platform, slug, database) for slug in slugs}
    seconds = []
    while waiting:
        time.sleep(1)
        for operation_id in sorted(waiting):
            operation = platform.api("GET", f"/operations/{operation_id}").json()
            if operation["state"] == "failed":
                raise SystemExit(f"{operation['tenant']}: {operation['error']}")
            if operation["state"] == "succeeded":
                waiting.remove(operation_id)
                seconds.append(time.monotonic() - began)
                note(f"{len(seconds)}/{len(slugs)} after {seconds[-1]:.0f} s")
    gaps = [later - earlier for earlier, later in zip([0.0, *seconds], seconds, strict=False)]
    return {
        "tenants": len(slugs),
        "database": database,
        "all created, s": round(seconds[-1]),
        "one more every, s (median)": round(statistics.median(gaps), 1),
    }


def _submit(platform: Platform, slug: str, database: str) -> str:
    credentials = number(platform.demo)
    key = credentials.pop("key")
    body = {
        "slug": slug,
        "name": slug.title(),
        "database": database,
        "plan": PLAN,
        "admin": {"name": "Bench", "email": "bench@example.com"},
        "whatsapp": credentials,
        "fila_ia": {"key": key},
        "smoke_phone": "5511900000000",
    }
    with panel_session(platform.demo) as session:
        answer = session.post(f"{platform.panel_url}/api/v1/tenants", json=body)
    answer.raise_for_status()
    return str(answer.json()["operation"]["id"])


def _at_rest() -> list[dict[str, Any]]:
    """A row per service, summed over tenants; the last one is of all, and of the whole machine."""
    engine: Any = docker.from_env()
    used: dict[tuple[str, str], list[tuple[float, float]]] = {}
    label = {"label": f"guiche.instance={INSTANCE}"}
    containers = engine.containers.list(ignore_removed=True, filters=label)
    before, busy = [each.stats(stream=False, one_shot=True) for each in containers], _busy_seconds()
    began = time.monotonic()
    time.sleep(_LOOK_SECONDS)
    busy = (_busy_seconds() - busy) / (time.monotonic() - began)
    after = [each.stats(stream=False, one_shot=True) for each in containers]
    for container, *both in zip(containers, before, after, strict=True):
        service = container.labels.get("com.docker.swarm.service.name", container.name).rsplit("_", 1)[-1]
        whose = "tenants" if "guiche.tenant" in container.labels else "platform"
        used.setdefault((whose, service), []).append((working_set(both[1]) / MEGABYTE, _cores(*both)))
    rows = [_row(whose, service, each) for (whose, service), each in sorted(used.items())]
    total = _row("all", "", [one for each in used.values() for one in each])
    return [*rows, total | {"cores": f"{total['cores']}; the machine {busy:.2f}"}]


def _row(whose: str, service: str, used: list[tuple[float, float]]) -> dict[str, Any]:
    memory = [each for each, _ in used]
    return {
        "whose": whose,
        "service": service,
        "containers": len(used),
        "median, MB": round(statistics.median(memory), 1),
        "sum, MB": round(sum(memory)),
        "cores": round(sum(each for _, each in used), 2),
    }


def _cores(before: dict[str, Any], after: dict[str, Any]) -> float:
    """Processor time a second: with the health checks, without what the engine does to start them."""
    spent = after["cpu_stats"]["cpu_usage"]["total_usage"] - before["cpu_stats"]["cpu_usage"]["total_usage"]
    seconds = datetime.fromisoformat(after["read"]) - datetime.fromisoformat(before["read"])
    return float(spent / 1e9 / seconds.total_seconds())


def _busy_seconds() -> float:
    """Processor time that the machine has spent, all cores together."""
    user, nice, system, _idle, _waiting, *others = Path("/proc/stat").read_text(encoding="ascii").split()[1:9]
    return sum(map(int, (user, nice, system, *others))) / os.sysconf("SC_CLK_TCK")


def _lose(platform: Platform, callers: Callers, broken: Broken, slug: str) -> dict[str, Any]:
    """Takes something away, has somebody ask for a backup before it, and puts it back."""
    note(f"losing {broken.name}")
    operation = platform.api("POST", f"/tenants/{slug}/backups").json()["operation"]
    requests, failures = callers.requests, callers.failures.copy()
    began = time.monotonic()
    broken.take_away()
    time.sleep(broken.away_seconds)
    restored = time.monotonic()
    broken.bring_back()
    back = callers.all_answer_since(began, _BACK_SECONDS)
    panel = _panel_is_back(platform, restored)
    state = platform.operation(str(operation["id"]))["state"]
    return {
        "lost": broken.name,
        "away, s": round(restored - began, 1),
        "asked of the inboxes": callers.requests - requests,
        "not answered": _told(callers.failures - failures),
        "every inbox answers after, s": _seconds(back),
        "panel answers after, s": _seconds(panel),
        "the backup asked for before": state,
    }


def _panel_is_back(platform: Platform, moment: float) -> float | None:
    with Callers([f"{platform.panel_url}/readyz"]) as callers:
        return callers.all_answer_since(moment, _BACK_SECONDS)


def _told(failures: Counter[str]) -> str:
    """How many, and what came instead."""
    kinds = ", ".join(f"{number} {kind}" for kind, number in failures.most_common())
    return f"{failures.total()}: {kinds}" if kinds else "0"


def _seconds(found: float | None) -> float | str:
    return "never" if found is None else round(found, 1)


if __name__ == "__main__":
    main()
