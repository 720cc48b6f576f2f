"""How the platform bears many tenants: the pages of the panel, the reconciler's and the observer's looks, the
clock's night and the memory of each process.

    .venv/bin/python -m bench.fleet [--tenants 1000 10000] [--requests 100] [--json]

A real SQLite file with a month of nights behind each tenant; the engine and the edge are simulated behind the
same adapters, and answer at once. Each part runs in a process of its own, as on a platform; while pages are
asked for, another process keeps writing what the observer sees. Filling in 10,000 tenants takes some minutes
and 1 GB of disk.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import structlog
from flask.testing import FlaskClient
from requests import Response
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from bench.fleet_data import USAGE_MONTH, fill
from bench.fleet_engine import SimulatedEngine
from bench.report import arguments, note, quantile, show
from control_plane.actor import Actor
from control_plane.adapters.all import Adapters
from control_plane.adapters.closed_pages import ClosedPages
from control_plane.adapters.edge import AllowList, Attachments, CertificateList
from control_plane.adapters.jobs import Jobs
from control_plane.adapters.networks import Networks
from control_plane.adapters.tenant_http import TenantHttp
from control_plane.adapters.usage import Usages
from control_plane.app import make_app
from control_plane.database import make_engine, make_sessions, reading, transaction, utc_now
from control_plane.models import Operation, Tenant
from control_plane.notices import Notices
from control_plane.observing import LANES, Observer
from control_plane.operations.engine.lease import claim
from control_plane.reconciler import Reconciler
from control_plane.secret_names import SecretNames
from control_plane.services.container import Services, make_services
from control_plane.services.observations import Measures, Observations, Sighting
from control_plane.services.schedule import NightlyBackups
from control_plane.services.tokens import new_token
from control_plane.settings import Settings, read_settings

PAGES = {
    "first page": "/tenants",
    "by memory": "/tenants?sort=-memory",
    "by last backup": "/tenants?sort=backup",
    "by proven restore": "/tenants?sort=proof",
    "worst first": "/tenants?sort=health",
    "most alarms first": "/tenants?sort=alarms",
    "who is down": "/tenants?health=down",
    "search": "/tenants?q=clinica+sao",
    "last page": "/tenants?page={last}",
    "API, 200 at a time": "/api/v1/tenants?limit=200&sort=-messages",
    "one tenant": "/tenants/client-00007",
    "operations": "/operations",
    "alarms": "/alarms",
    "usage of a month": f"/usage?month={USAGE_MONTH}",
    "a month's usage as CSV": f"/usage/export.csv?month={USAGE_MONTH}",
    "platform": "/platform",
    "audit": "/audit",
}
_CLAIMS = 200
_REPAIRS = ("hosts_changed", "pages_changed", "certificates_changed", "attached", "networks_missing")


def main() -> None:
    """Prints a table per part, a column per number of tenants."""
    parser = arguments(__doc__)
    parser.add_argument("--tenants", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        found = PARTS[options.part](options.folder, options.tenants[0], options.requests)
        print(json.dumps(found))
        return
    tables: dict[str, dict[str, dict[int, Any]]] = {}
    for tenants in options.tenants:
        with tempfile.TemporaryDirectory() as folder:
            note(f"filling in {tenants} tenants")
            started = time.monotonic()
            fill(settings_in(Path(folder)), tenants)
            note(f"filled in after {time.monotonic() - started:.0f} s")
            for part in ("pages", "reconciler", "observer", "clock"):
                note(part)
                for row, value in _in_own_process(part, folder, tenants, options.requests).items():
                    tables.setdefault(part, {}).setdefault(row, {})[tenants] = value
    for part, rows in tables.items():
        columns = [{str(tenants): value for tenants, value in values.items()} for values in rows.values()]
        show(TITLES[part], [{"what": row} | values for row, values in zip(rows, columns, strict=True)])


TITLES = {
    "pages": "Pages: milliseconds, p50 / p95 / p99, while the observer writes",
    "reconciler": "Reconciler: one look at everything, all as it should be",
    "observer": "Observer: one look through the edge at every tenant",
    "clock": "Clock and queue: a night's backups",
}


def _in_own_process(part: str, folder: str, tenants: int, requests: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.fleet", "--part", part, "--folder", folder]
    command += ["--tenants", str(tenants), "--requests", str(requests)]
    writer = None
    if part == "pages":
        writer = subprocess.Popen([*command[:4], "writer", *command[5:]], stdout=subprocess.DEVNULL)
    try:
        finished = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    finally:
        if writer is not None:
            writer.terminate()
            writer.wait()
    return dict(json.loads(finished.stdout.splitlines()[-1]))


def settings_in(folder: Path) -> Settings:
    """Of a platform whose files lie there."""
    secret = folder / "secret"
    secret.write_text("ab" * 32)
    names = ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY")
    root = Path(__file__).parent.parent
    (folder / "hosts").mkdir(exist_ok=True)
    return replace(
        read_settings({f"{name}_FILE": str(secret) for name in names}),
        database_url=f"sqlite:///{folder}/platform.sqlite3",
        second_factor="optional",
        edge_hosts_dir=folder / "hosts",
        compose_file=root / "compose.tenant.yml",
        templates_dir=root / "templates",
    )


def _services(folder: Path) -> Services:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings = settings_in(folder)
    sessions = make_sessions(make_engine(settings.database_url))
    return make_services(settings, sessions, Notices(None, "bench"))


def _pages(folder: Path, tenants: int, requests: int) -> dict[str, Any]:
    services = _services(folder)
    actor = Actor("ana@operator.example", None, 1)
    token = new_token()
    operator_id = services.operators.ensure(actor.name, "a long enough password", actor)
    services.tokens.ensure(operator_id, "bench", token, actor)
    client = make_app(services).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    found = {}
    for name, path in PAGES.items():
        address = path.format(last=-(-tenants // 50))
        spent = []
        for _ in range(requests + 1):
            seconds, answer = _timed(partial(_get, client, address))
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")
            spent.append(seconds)
        del spent[0]  # templates are compiled once
        found[name] = " / ".join(f"{1000 * quantile(spent, share):.0f}" for share in (0.5, 0.95, 0.99))
    return {**found, "memory of the panel, MB": _memory()}


def _writer(folder: Path, _tenants: int, _requests: int) -> dict[str, Any]:
    """What the observer writes, without a pause, until it is ended."""
    observations = Observations(_services(folder).sessions)
    ids = [target.tenant_id for target in observations.targets()]
    while True:
        now = utc_now()
        observations.keep([Sighting(id_, "up", "", 20, now, Measures(memory_bytes=10**8)) for id_ in ids])
        time.sleep(0.05)


def _reconciler(folder: Path, _tenants: int, _requests: int) -> dict[str, Any]:
    services = _services(folder)
    engine = _engine(services)
    hosts = services.settings.edge_hosts_dir
    adapters = cast(
        Adapters,
        _Hands(
            engine=engine,
            networks=Networks(cast(Any, engine)),
            jobs=Jobs(cast(Any, engine)),
            allow_list=AllowList(hosts),
            closed_pages=ClosedPages(hosts),
            certificates=CertificateList(hosts),
            attachments=Attachments(cast(Any, engine), "guiche"),
        ),
    )
    reconciler = Reconciler(services.settings, services.sessions, adapters)
    first, _ = _timed(reconciler.reconcile)
    engine.calls = 0
    again, found = _timed(reconciler.reconcile)
    if any(found[name] for name in _REPAIRS):
        raise RuntimeError(f"A look at what is as it should be changed something: {found}")
    if not services.facts.get("inventory")["is_clean"]:
        raise RuntimeError("The simulated engine is not what the database says.")
    return {
        "first look, s": round(first, 2),
        "every further look, s": round(again, 2),
        "questions to the engine": engine.calls,
        "memory of the runner's part, MB": _memory(),
    }


def _observer(folder: Path, tenants: int, _requests: int) -> dict[str, Any]:
    services = _services(folder)
    engine = _engine(services)
    observer = Observer(
        services.settings,
        services.sessions,
        Usages(cast(Any, engine), "guiche"),
        cast(TenantHttp, _PromptEdge()),
    )
    with transaction(services.sessions) as session:
        session.connection().exec_driver_sql(
            "UPDATE tenant_observations SET measured_at = NULL, health = 'up', latency_ms = 1"
        )
    measured, _ = _timed(lambda: observer.look(LANES[0]))
    looked, found = _timed(lambda: observer.look(LANES[0]))
    if found["tenants"] != tenants:
        raise RuntimeError(f"Only {found['tenants']} were looked at.")
    size = Path(services.settings.database_url.partition("sqlite:///")[2]).stat().st_size
    return {
        "health of all, s": round(looked, 2),
        "with memory, CPU and figures of all, s": round(measured, 2),
        "memory of the runner's part, MB": _memory(),
        "database, MB": round(size / 2**20),
    }


def _clock(folder: Path, tenants: int, _requests: int) -> dict[str, Any]:
    services = _services(folder)
    nightly = NightlyBackups(services.sessions, services.backups, services.settings.backup_hour)
    now = utc_now()
    queued, operations = _timed(lambda: nightly.submit_due(now))
    idle, again = _timed(lambda: nightly.submit_due(now))
    if len(operations) != tenants or again:
        raise RuntimeError(f"{len(operations)} queued, then {len(again)}")
    with reading(services.sessions) as session:
        slug = session.scalars(select(Tenant.slug).order_by(Tenant.slug.desc()).limit(1)).one()
    asked, _ = services.repairs.submit(slug, Actor("ana@operator.example"))
    spent, order = [], []
    for _ in range(_CLAIMS):
        seconds, lease = _timed(lambda: claim(services.sessions, "bench"))
        if lease is None:
            break
        spent.append(seconds)
        order.append(lease.operation_id)
        with transaction(services.sessions) as session:
            mine = update(Operation).where(Operation.id == lease.operation_id)
            session.execute(mine.values(state="succeeded", finished_at=utc_now()))
            session.connection().exec_driver_sql("DELETE FROM tenant_locks")
    return {
        "queueing a backup of each, s": round(queued, 1),
        "a tick with nothing due, s": round(idle, 2),
        "claiming the next, ms p95": round(1000 * quantile(spent, 0.95), 1),
        "waits of the last, in backups": tenants // 2,
        "oldest first": [each for each in order if each in operations] == operations[: len(order)],
        "repair behind its own tenant's backup": asked["ahead"] == 1,
        "memory of the clock, MB": _memory(),
    }


def _engine(services: Services) -> SimulatedEngine:
    with reading(services.sessions) as session:
        slugs = {row.id: row.slug for row in session.execute(select(Tenant.id, Tenant.slug))}
        stacks = {id_: f"t-{slug}" for id_, slug in slugs.items()}
        secrets = SecretNames(services.settings).read(session, stacks)
    return SimulatedEngine(slugs.items(), secrets.__getitem__)


class _Hands:
    """Adapters as far as a look needs them."""

    def __init__(self, **hands: Any) -> None:
        self.__dict__.update(hands)


class _PromptEdge:
    """Answers for every tenant at once."""

    def request(self, _method: str, _host: str, _path: str, **_options: Any) -> Response:
        response = Response()
        response.status_code = 200
        response._content = b'guiche_messages_today{direction="in"} 5\n'
        return response


def _get(client: FlaskClient, path: str) -> TestResponse:
    """To its end: a file is made while it is read."""
    answer = client.get(path)
    answer.get_data()
    return answer


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def _memory() -> int:
    """Proportional set size of this process, in MB."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)


PARTS: dict[str, Callable[[Path, int, int], dict[str, Any]]] = {
    "pages": _pages,
    "writer": _writer,
    "reconciler": _reconciler,
    "observer": _observer,
    "clock": _clock,
}

if __name__ == "__main__":
    main()
