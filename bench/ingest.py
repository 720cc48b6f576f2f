"""Webhook items per second that a tenant takes in, on real processes and throw-away servers.

    .venv/bin/python -m bench.ingest [--seconds 60] [--runs 5] [--rate 300] [--past 500000] [--json]

Web, worker, MySQL, Redis and the sender share this machine. The conversations are in an attendant's hands;
each body is signed and holds one message (`--per-body` for more; the last scenario has ten). A message
counts once it is in its conversation and its event is published. What is acknowledged and not stored, or
stored twice, is lost: exit code 1.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from appliance.context import Context
from appliance.conversations.models import Message
from appliance.realtime.models import Event
from bench.conformance import silence_logs
from bench.programs import Program, cpu_seconds, running
from bench.report import arguments, note, quantile, show
from bench.sender import Posted, post
from bench.tenant_data import add_attendant, add_conversations, add_past, add_sent
from bench.throwaway import Servers, connected, throwaway_servers
from bench.traffic import Traffic, customer_number

CUSTOMERS = 200
LOADS = ("steady", "flat-out", "ten")
LONG_CONVERSATION = 10_000
STUCK_SECONDS = 60
"""Without one more message stored for this long, the rest is lost."""


@dataclass(frozen=True)
class Load:
    """One way of sending."""

    name: str
    seconds: float
    per_second: float | None
    """Bodies; None: as fast as they are taken."""
    per_body: int = 1
    connections: int = 16


class Bench:
    """The running tenant and what is measured on it."""

    def __init__(
        self, context: Context, customers: list[str], programs: dict[str, Program], servers: Servers, url: str
    ) -> None:
        self.context = context
        self.customers = customers
        self._programs = programs
        self._servers = {
            name: int(container.attrs["State"]["Pid"])
            for name, container in (("database", servers.database), ("redis", servers.redis))
        }
        self._url = url

    def run(self, load: Load) -> dict[str, Any]:
        """Posts, waits until all is stored, and says how it went."""
        before, computed = self.memory(), self.computed()
        traffic = Traffic(self.context.settings.whatsapp, uuid4().hex[:8])
        started = time.perf_counter()
        posted = post(
            self._url,
            traffic.texts(self.customers, load.per_body),
            traffic.signature,
            seconds=load.seconds,
            per_second=load.per_second,
            connections=load.connections,
        )
        stored, seconds = self._drain(traffic, started)
        row = {
            "load": load.name,
            "bodies": len(posted.milliseconds),
            "items": traffic.made,
            "items_per_second": round(stored / seconds, 1),
            **_acknowledgements(posted),
            "late_seconds": round(seconds - posted.seconds, 1),
            "refused": len(posted.refused),
            "lost": traffic.made - len(posted.refused) * load.per_body - stored,
        }
        after, spent = self.memory(), self.computed()
        return (
            row
            | {f"{name}_mb": f"{before[name]} → {after[name]}" for name in before}
            | {
                f"{name}_cpu_ms": round((spent[name] - computed[name]) * 1000 / max(stored, 1), 2)
                for name in spent
            }
        )

    def long_conversation(self, number: int) -> dict[str, Any]:
        """One customer writes `number` messages: what each of the first and last thousand took."""
        traffic = Traffic(self.context.settings.whatsapp, uuid4().hex[:8])
        bodies = islice(traffic.texts([self.customers[0]]), number)
        started = time.perf_counter()
        post(self._url, bodies, traffic.signature, seconds=3600, connections=8)
        stored, seconds = self._drain(traffic, started)
        mine = Message.whatsapp_message_id.like(f"{traffic.message_id(0)[:-36]}%")
        with self.context.sessions() as session:
            moments = session.scalars(select(Message.created_at).where(mine).order_by(Message.id)).all()
        share = min(1000, len(moments) // 2)
        first = (moments[share - 1] - moments[0]).total_seconds() * 1000 / (share - 1)
        last = (moments[-1] - moments[-share]).total_seconds() * 1000 / (share - 1)
        return {
            "messages": number,
            "items_per_second": round(stored / seconds, 1),
            "first_thousand_ms_each": round(first, 2),
            "last_thousand_ms_each": round(last, 2),
            "last_to_first": round(last / first, 2),
            "lost": traffic.made - stored,
        }

    def receipts(self, messages: int, connections: int) -> dict[str, Any]:
        """`sent`, `delivered`, `read` of so many sent messages, as fast as taken: until all are read."""
        run = uuid4().hex[:8]
        sent = add_sent(self.context, run, messages)
        traffic = Traffic(self.context.settings.whatsapp, run)
        computed, started = self.computed(), time.perf_counter()
        bodies = traffic.receipts([(whatsapp_id, self.customers[0]) for whatsapp_id in sent])
        posted = post(self._url, bodies, traffic.signature, seconds=3600, connections=connections)
        unread = select(func.count()).where(Message.whatsapp_message_id.in_(sent), Message.status != "read")
        left, since = messages, time.perf_counter()
        while left and time.perf_counter() - since < STUCK_SECONDS:
            time.sleep(0.2)
            with self.context.sessions() as session:
                now = session.scalar(unread) or 0
            left, since = now, time.perf_counter() if now < left else since
        seconds, spent = time.perf_counter() - started, self.computed()
        items = 3 * messages
        return {
            "messages": messages,
            "items": items,
            "items_per_second": round((items - left) / seconds, 1),
            **_acknowledgements(posted),
            "lost": left,
            "refused": len(posted.refused),
            "worker_cpu_ms": round((spent["worker"] - computed["worker"]) * 1000 / items, 2),
        }

    def memory(self) -> dict[str, float]:
        """Megabytes of each program, with its children."""
        return {name: program.memory_megabytes() for name, program in self._programs.items()}

    def computed(self) -> dict[str, float]:
        """Seconds of processor time of each part so far; the sender is this process."""
        return (
            {name: program.cpu_seconds() for name, program in self._programs.items()}
            | {name: cpu_seconds(pid) for name, pid in self._servers.items()}
            | {"sender": time.process_time()}
        )

    def _drain(self, traffic: Traffic, started: float) -> tuple[int, float]:
        """How many are stored once all are or nothing more comes; seconds since `started` until then."""
        prefix = traffic.message_id(0)[:-36]
        stored, since = 0, time.perf_counter()
        while True:
            with self.context.sessions() as session:
                mine = Message.whatsapp_message_id.like(f"{prefix}%")
                now = session.scalar(select(func.count()).where(mine)) or 0
                waiting = session.scalar(select(func.count()).where(Event.published_at.is_(None))) or 0
            if now > stored or (waiting and now == traffic.made):
                stored, since = now, time.perf_counter() if now > stored else since
            if (stored >= traffic.made and not waiting) or time.perf_counter() - since > STUCK_SECONDS:
                return stored, time.perf_counter() - started
            time.sleep(0.2)


def _acknowledgements(posted: Posted) -> dict[str, float]:
    spent = posted.milliseconds or [0.0]
    return {"ack_p50_ms": round(statistics.median(spent), 1), "ack_p99_ms": round(quantile(spent, 0.99), 1)}


@contextmanager
def bench_tenant(database: str, customers: int) -> Iterator[Bench]:
    """A tenant with its web and its worker, its database on this machine's disk."""
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_servers(database, "volume") as servers,
        connected(servers.settings) as context,
    ):
        user, _token = add_attendant(context)
        numbers = add_conversations(context, user, customers)
        with running(servers.settings, Path(folder)) as (web, worker, url):
            yield Bench(context, numbers, {"web": web, "worker": worker}, servers, url)


def median_row(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of each number its median; of lost and refused the worst; of words the last run's."""
    merged = dict(rows[-1])
    for name, value in merged.items():
        if name in {"lost", "refused"}:
            merged[name] = max(row[name] for row in rows)
        elif isinstance(value, int | float):
            merged[name] = round(statistics.median(row[name] for row in rows), 1)
    return merged | {"runs": len(rows)}


def _measure(bench: Bench, loads: list[Load], runs: int) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for turn in range(runs):
        for load in loads:
            row = bench.run(load)
            found.setdefault(load.name, []).append(row)
            note(f"run {turn + 1} of {runs}: {row}")
    return [median_row(rows) for rows in found.values()]


def main() -> None:
    """Prints a row for each load; exit code 1 if anything was lost."""
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=300, help="items per second of the steady load")
    parser.add_argument("--past", type=int, default=500_000, help="0: not measured again with a past")
    parser.add_argument("--receipts", type=int, default=2000, help="sent messages; 0: no receipts")
    parser.add_argument("--long", type=int, default=LONG_CONVERSATION, help="0: no long conversation")
    parser.add_argument("--per-body", type=int, default=1, help="items in one body of the first two loads")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--loads", nargs="*", default=LOADS, choices=LOADS)
    parser.add_argument("--database", default="mysql", choices=("mysql", "mariadb"))
    options = parser.parse_args()
    silence_logs()
    common = {"per_body": options.per_body, "connections": options.connections}
    flat_out = Load("as fast as taken", options.seconds, None, **common)
    every = {
        "steady": Load(
            f"{options.rate:.0f} a second", options.seconds, options.rate / options.per_body, **common
        ),
        "flat-out": flat_out,
        "ten": Load("as fast as taken, ten to a body", options.seconds, None, 10, options.connections),
    }
    loads = [every[name] for name in options.loads]
    rows: list[dict[str, Any]] = []
    with bench_tenant(options.database, CUSTOMERS) as bench:
        note("warming up")
        bench.run(Load("warm-up", min(5, options.seconds), 100))
        rows += _measure(bench, loads, options.runs)
        if options.past:
            add_past(bench.context, options.past)
            name = f"{flat_out.name}, {options.past:,} stored before"
            rows += _measure(bench, [Load(name, options.seconds, None, **common)], options.runs)
        receipts = []
        if options.receipts:
            receipts = [bench.receipts(options.receipts, options.connections) for _ in range(options.runs)]
        long = []
        if options.long:
            note("one long conversation")
            bench.customers = [customer_number(CUSTOMERS + 1)]
            long = [bench.long_conversation(options.long)]
    show("Ingest", rows)
    if receipts:
        show("Receipts of sent messages", [median_row(receipts)])
    if long:
        show("One conversation", long)
    sys.exit(1 if any(row["lost"] for row in [*rows, *receipts, *long]) else 0)


if __name__ == "__main__":
    main()
