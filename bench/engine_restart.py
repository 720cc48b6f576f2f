"""The Docker engine stopped and started under a demo with two tenants: seconds until each answers.

    .venv/bin/python -m bench.engine_restart [--json]

Needs root, and a demo on an engine that `make demo` started in the background: it is ended by its process id
and started again by the demo's own code. Nothing else is touched: swarm, edge and reconciler do the rest. A
second tenant is made if there is only one, and stays.
"""

import time
from typing import Any

from bench.create_tenant import create
from bench.demo import panel_session, read_demo
from bench.report import arguments, show
from demo.engine import ensure_engine, stop_engine
from foundation.http import http_session

LIMIT_SECONDS = 300


def main() -> None:
    """A row per tenant."""
    arguments(__doc__).parse_args()
    demo = read_demo()
    with panel_session(demo) as session:
        tenants = _active(session, demo)
        if len(tenants) < 2:
            create(demo, "mariadb")
            tenants = _active(session, demo)
    port = demo["edge"]["http_port"]
    urls = {slug: f"http://{slug}.localhost:{port}/readyz" for slug in tenants}
    if not stop_engine():
        raise SystemExit("This engine was not started by `make demo`: restart it your own way, and watch.")
    ensure_engine()
    start = time.perf_counter()
    answered: dict[str, float] = {}
    with http_session(timeout=(2, 3)) as session:
        while len(answered) < len(urls) and time.perf_counter() - start < LIMIT_SECONDS:
            for slug in urls.keys() - answered.keys():
                if _is_up(session, urls[slug]):
                    answered[slug] = round(time.perf_counter() - start, 1)
            time.sleep(0.5)
    show(
        "After the engine's restart",
        [{"tenant": slug, "seconds until it answers": answered.get(slug, "never")} for slug in sorted(urls)],
    )


def _active(session: Any, demo: dict[str, Any]) -> list[str]:
    found = session.get(f"{demo['panel']['url']}/api/v1/tenants").json()["data"]
    return [each["slug"] for each in found if each["lifecycle"] == "active"]


def _is_up(session: Any, url: str) -> bool:
    try:
        return bool(session.get(url).status_code == 200)
    except OSError:  # requests' errors are among them
        return False


if __name__ == "__main__":
    main()
