"""Creating a tenant five times, beside a bare `docker stack deploy` with its database made.

    .venv/bin/python -m bench.create_tenant [--json]

Needs root and an engine (`make images`), and no demo: it brings the test platform up under its own names and
port, beside a demo if one runs, and removes it at the end, after Ctrl-C too. Not beside the end-to-end tests,
whose platform it is. About fifteen minutes.

The bare run does what nobody can leave out: networks, volumes, secrets, the four services healthy, schema,
users and tables. The creation adds the edge, WhatsApp's handshake, the smoke test and the first backup. They
take turns, and each is stopped before the next begins.
"""

import secrets
import statistics
import time
from typing import Any

from bench.bare_stack import deploy_bare
from bench.demo import panel_session
from bench.platform import make_room, own_platform
from bench.report import arguments, note, show
from foundation.http import http_session

RUNS = 5


def number(demo: dict[str, Any]) -> dict[str, str]:
    """A number and a key that the sandbox answers for."""
    digits = [f"1{secrets.randbelow(10**14):014}", f"2{secrets.randbelow(10**14):014}"]
    found = {
        "phone_number_id": digits[0],
        "waba_id": digits[1],
        "display_phone_number": f"5511{secrets.randbelow(10**8):08}",
        "token": "EAAG" + secrets.token_hex(24),
        "app_secret": secrets.token_hex(16),
    }
    key = "fila_" + secrets.token_hex(16)
    with http_session() as session:
        url = f"{demo['phone']['url']}/sandbox"
        session.post(f"{url}/numbers", json={**found, "name": "Bench"}).raise_for_status()
        session.post(f"{url}/keys", json={"key": key}).raise_for_status()
    return {**found, "key": key}


def create(demo: dict[str, Any], database: str) -> tuple[str, float]:
    """(slug, seconds from the request to the succeeded operation). `demo`: what `make demo` wrote."""
    credentials = number(demo)
    key = credentials.pop("key")
    body = {
        "slug": f"bench-{secrets.token_hex(3)}",
        "name": "Bench",
        "database": database,
        "admin": {"name": "Bench", "email": "bench@example.com"},
        "whatsapp": credentials,
        "fila_ia": {"key": key},
        "smoke_phone": "5511900000000",
    }
    api = f"{demo['panel']['url']}/api/v1"
    with panel_session(demo) as session:
        start = time.perf_counter()
        answer = session.post(f"{api}/tenants", json=body)
        answer.raise_for_status()
        operation = answer.json()["operation"]
        while operation["state"] not in ("succeeded", "failed"):
            time.sleep(0.2)
            answer = session.get(f"{api}/operations/{operation['id']}")
            answer.raise_for_status()
            operation = answer.json()
        spent = time.perf_counter() - start
    if operation["state"] == "failed":
        raise SystemExit(f"creation failed: {operation['error']}")
    return str(operation["tenant"]), spent


def measure(demo: dict[str, Any], database: str) -> dict[str, Any]:
    """One row."""
    created, bare = [], []
    for run in range(1, RUNS + 1):
        slug, spent = create(demo, database)
        make_room(slug)
        created.append(spent)
        bare.append(deploy_bare(database))
        note(f"{database} {run}/{RUNS}: created in {created[-1]:.1f} s, bare in {bare[-1]:.1f} s")
    return {
        "database": database,
        "create median s": round(statistics.median(created), 1),
        "create worst s": round(max(created), 1),
        "bare median s": round(statistics.median(bare), 1),
        "bare worst s": round(max(bare), 1),
        "ratio": round(statistics.median(created) / statistics.median(bare), 2),
    }


def main() -> None:
    """One row per make of database."""
    arguments(__doc__).parse_args()
    note("bringing the test platform up")
    with own_platform() as platform:
        rows = [measure(platform.demo, database) for database in ("mysql", "mariadb")]
    show("Create a tenant", rows)


if __name__ == "__main__":
    main()
