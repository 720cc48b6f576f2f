"""Creating a tenant five times, beside a bare `docker stack deploy` with its database made.

    .venv/bin/python -m bench.create_tenant [--json]

The bare run does what nobody can leave out: networks, volumes, secrets, the four services healthy, schema,
users and tables. The creation adds the edge, WhatsApp's handshake, the smoke test and the first backup. The
tenants stay until `make down`; each bare stack is removed.
"""

import secrets
import statistics
import time
from typing import Any

from bench.bare_stack import deploy_bare
from bench.demo import panel_session, read_demo
from bench.report import show
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


def create(demo: dict[str, Any], database: str) -> float:
    """Seconds from the request to the succeeded operation."""
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
            operation = session.get(f"{api}/operations/{operation['id']}").json()
        spent = time.perf_counter() - start
    if operation["state"] == "failed":
        raise SystemExit(f"creation failed: {operation['error']}")
    return spent


def main() -> None:
    """One row per make of database."""
    demo = read_demo()
    rows = []
    for database in ("mysql", "mariadb"):
        created = [create(demo, database) for _ in range(RUNS)]
        bare = [deploy_bare(database) for _ in range(RUNS)]
        rows.append(
            {
                "database": database,
                "create median s": round(statistics.median(created), 1),
                "create worst s": round(max(created), 1),
                "bare median s": round(statistics.median(bare), 1),
                "bare worst s": round(max(bare), 1),
                "ratio": round(statistics.median(created) / statistics.median(bare), 2),
            }
        )
    show("Create a tenant", rows)


if __name__ == "__main__":
    main()
