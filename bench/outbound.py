"""Messages a second that a tenant sends, and whether Meta would have found that too fast.

    .venv/bin/python -m bench.outbound [--messages 2400] [--customers 400] [--runs 5] [--json]

Real web and worker, throw-away MySQL and Redis, and a Graph that counts: 80 messages in any second for the
number, and for one customer 45 at once, then one every six seconds (Meta: throughput; error 131056). The
first row sends to many customers; the second to one, `--pair` messages. Exit code 1 after any violation, or
if a message was sent twice or not at all.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.whatsapp.outbound_waking import ask_to_send
from bench.conformance import silence_logs
from bench.fake_graph import FakeGraph, Meter
from bench.programs import Program, running
from bench.report import arguments, note, show
from bench.tenant_data import add_attendant, add_conversations
from bench.throwaway import connected, throwaway_servers

ANSWER_SECONDS = 0.15
"""About what Meta takes to answer."""
STUCK_SECONDS = 60


class Bench:
    """A running tenant with people to write to."""

    def __init__(
        self, context: Context, user: User, graph: FakeGraph, programs: dict[str, Program], pairs: int
    ) -> None:
        self._context = context
        self._user_id = user.id
        self._graph = graph
        self._programs = programs
        with context.sessions() as session:
            self._conversations = list(session.scalars(select(Conversation.id)))
        self._pairs = self._conversations[:pairs]
        """Not written to but for the rows that measure one pair."""

    def many(self, messages: int) -> dict[str, Any]:
        """To everybody in turn."""
        return self._run("many customers", self._conversations[len(self._pairs) :], messages)

    def one(self, messages: int) -> dict[str, Any]:
        """All to one customer, who has not been written to yet."""
        return self._run("one customer", [self._pairs.pop()], messages)

    def _run(self, name: str, conversations: Sequence[int], messages: int) -> dict[str, Any]:
        meter = self._graph.meter = Meter()
        before = {part: program.memory_megabytes() for part, program in self._programs.items()}
        computed = self._programs["worker"].cpu_seconds()
        texts = self._queue(conversations, messages)
        self._wait(texts)
        taken = [self._graph.taken[text] for text in texts]
        span = meter.times[-1] - meter.times[0] if len(meter.times) > 1 else 0.0
        row: dict[str, Any] = {
            "to": name,
            "messages": messages,
            "seconds": round(span, 1),
            "per_second": round((len(meter.times) - 1) / span, 1) if span else 0.0,
            "busiest_second": meter.busiest_second(),
            "too_fast": meter.too_fast,
            "too_fast_for_pair": meter.too_fast_for_pair,
            "sent_twice": sum(number > 1 for number in taken),
            "not_sent": sum(number == 0 for number in taken),
            "worker_cpu_ms": round((self._programs["worker"].cpu_seconds() - computed) * 1000 / messages, 2),
        }
        return row | {
            f"{part}_mb": f"{before[part]} → {program.memory_megabytes()}"
            for part, program in self._programs.items()
        }

    def _queue(self, conversations: Sequence[int], messages: int) -> list[str]:
        """Rows as the API leaves them; their texts."""
        run = uuid4().hex[:8]
        texts = [f"{run} {position}" for position in range(messages)]
        now = utc_now().replace(microsecond=0)
        with transaction(self._context.sessions) as session:
            session.add_all(
                Message(
                    conversation_id=conversations[position % len(conversations)],
                    sender_type="attendant",
                    sender_user_id=self._user_id,
                    message_type="text",
                    content=text,
                    status="queued",
                    sent_at=now,
                )
                for position, text in enumerate(texts)
            )
        for conversation_id in dict.fromkeys(conversations[:messages]):
            ask_to_send(self._context, conversation_id)
        return texts

    def _wait(self, texts: list[str]) -> None:
        """Until none is left to send, or nothing more is sent for long."""
        left, since = len(texts), time.monotonic()
        waiting = select(func.count()).where(Message.status == "queued")
        while left and time.monotonic() - since < STUCK_SECONDS:
            time.sleep(0.5)
            with self._context.sessions() as session:
                now = session.scalar(waiting) or 0
            if now < left:
                left, since = now, time.monotonic()


def main() -> None:
    """Prints a row for many customers and one for a single one."""
    parser = arguments(__doc__)
    parser.add_argument("--messages", type=int, default=2400)
    parser.add_argument("--customers", type=int, default=400)
    parser.add_argument("--pair", type=int, default=52, help="messages to one customer; 0: left out")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    silence_logs()
    rows: dict[str, list[dict[str, Any]]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeGraph(answer_seconds=ANSWER_SECONDS) as graph,
        throwaway_servers("mysql", "volume") as servers,
        connected(servers.settings) as context,
    ):
        user, _claim = add_attendant(context)
        add_conversations(context, user, options.customers + options.runs)
        where = {"WHATSAPP_GRAPH_URL": f"http://127.0.0.1:{graph.port}"}
        with running(servers.settings, Path(folder), **where) as (web, worker, _url):
            bench = Bench(context, user, graph, {"web": web, "worker": worker}, options.runs)
            for turn in range(options.runs):
                found = [bench.many(options.messages)]
                if options.pair:
                    found.append(bench.one(options.pair))
                for row in found:
                    rows.setdefault(row["to"], []).append(row)
                    note(f"run {turn + 1} of {options.runs}: {row}")
    merged = [_merged(found) for found in rows.values()]
    show("Sending", merged)
    bad = ("too_fast", "too_fast_for_pair", "sent_twice", "not_sent")
    sys.exit(1 if any(row[name] for row in merged for name in bad) else 0)


def _merged(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of what must be none the worst, of other numbers the median."""
    worst = ("busiest_second", "too_fast", "too_fast_for_pair", "sent_twice", "not_sent")
    merged = dict(rows[-1])
    for name, value in merged.items():
        if isinstance(value, int | float):
            values = [row[name] for row in rows]
            merged[name] = max(values) if name in worst else round(statistics.median(values), 1)
    return merged | {"runs": len(rows)}


if __name__ == "__main__":
    main()
