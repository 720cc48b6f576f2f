"""How long the inbox waits for lists, threads, counters and search, at two sizes of its past.

    .venv/bin/python -m bench.inbox [--conversations 50000] [--messages 500000 5000000] [--runs 5]
                                    [--requests 40] [--database mysql] [--json]

Real web and worker, throw-away database with a tenant's own settings (32 MB of buffer pool) on this machine's
disk, one request after the other over HTTP. Of each run median and p95 are taken, of the runs the median of
these. `grown` compares the p95 at the largest size with that at the smallest. To fill in
5,000,000 messages takes ten minutes, to index them another five.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import requests
from sqlalchemy import func, select, text

from appliance.accounts.models import SignIn, User
from appliance.accounts.tokens import AccessClaim
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.search.indexing import BATCH
from appliance.search.models import Block, Progress
from bench.conformance import silence_logs
from bench.inbox_data import ATTENDANTS, QUEUES, add_desk, add_messages, add_people
from bench.programs import running
from bench.report import arguments, note, quantile, show
from bench.tenant_data import Token, add_attendant
from bench.throwaway import connected, throwaway_servers

ATTENDANT = 105
SEARCHES = {
    "common words": ("bom dia", "bom dia ", "de que ", "obrigado p"),
    "rare words": ("{number}", "pedido {number}", "{number} "),
    "in nothing": ("xyzzynada", "bom xyzzynada", "xyzzy nada "),
    "one or two letters": ("b", "pe", "q z", "ç"),
    "signs and emoji": ("%", "_", "'", '+-*"()', "👍", "\\"),
    "name or number": (
        "maria silva",
        "Zélia Uchôa",
        "11 9812",
        "98123",
        "santos",
        "20261121-0{conversation:05}",
    ),
    "a hundred characters": (
        "bom dia boa noite obrigado favor entrega boleto nota fiscal prazo troca preço tamanho cor endereço ",
        "de que a e do da em um para com não uma os no se na por mais as dos como mas ao ele das seu sua ou",
    ),
}


@dataclass(frozen=True)
class Desk:
    """The running tenant."""

    url: str
    conversations: int
    messages: int
    tokens: dict[str, Token]
    browser: requests.Session

    def ask(self, who: str, path: str, **query: Any) -> float:
        """Milliseconds until all of the answer is there. Raises RuntimeError for one that is none."""
        headers = {"Authorization": f"Bearer {self.tokens[who]()}"}
        started = time.perf_counter()
        answer = self.browser.get(f"{self.url}/api/v1{path}", params=query, headers=headers, timeout=60)
        spent = (time.perf_counter() - started) * 1000
        if not answer.ok:
            raise RuntimeError(f"{path} {query}: {answer.status_code} {answer.text[:300]}")
        return spent


Ask = Callable[[Desk, Random], float]


def scenarios() -> dict[str, Ask]:
    """What is asked, by its name in the table."""
    window = {"window_closing_hours": 4}
    old = {"to": (utc_now() - timedelta(days=20)).isoformat()}
    found: dict[str, Ask] = {
        "list: all, who sees all": _list("admin"),
        "list: all, an attendant": _list("attendant"),
        "list: mine": _list("attendant", assigned_user_id="me", status="open"),
        "list: unassigned": _list("attendant", assigned_user_id="none", status="waiting", sort="oldest"),
        "list: a queue": lambda desk, random: desk.ask(
            "admin", "/conversations", limit=30, queue_id=random.randint(1, QUEUES)
        ),
        "list: unread": _list("attendant", unread=True),
        "list: needs attention": _list("attendant", needs_attention=True),
        "list: window closing": _list("admin", **window),
        "list: closed before a day": _list("attendant", status="closed", **old),
        "list: of a colleague": lambda desk, random: desk.ask(
            "admin", "/conversations", limit=30, assigned_user_id=100 + random.randint(1, ATTENDANTS)
        ),
        "counters": lambda desk, _random: desk.ask("attendant", "/conversations/stats"),
        "open a thread": lambda desk, random: desk.ask(
            "admin", "/messages", limit=50, conversation_id=random.randint(1, desk.conversations)
        ),
    }
    return found | {
        f"search: {name}, {who}": _search(who, typed)
        for name, typed in SEARCHES.items()
        for who in ("admin", "attendant")
    }


def _list(who: str, **query: Any) -> Ask:
    return lambda desk, _random: desk.ask(who, "/conversations", limit=30, **query)


def _search(who: str, typed: tuple[str, ...]) -> Ask:
    def ask(desk: Desk, random: Random) -> float:
        q = random.choice(typed).format(
            number=100_000 + random.randint(1, desk.messages // 4) * 4,
            conversation=random.randint(1, desk.conversations),
        )
        return desk.ask(who, "/search", q=q)

    return ask


def measure(desk: Desk, runs: int, number: int) -> dict[str, tuple[float, float]]:
    """Of each scenario the medians, over the runs, of p50 and p95."""
    found: dict[str, list[tuple[float, float]]] = {}
    for run in range(runs):
        random = Random(run)
        for name, ask in scenarios().items():
            spent = [ask(desk, random) for _ in range(number)]
            found.setdefault(name, []).append((statistics.median(spent), quantile(spent, 0.95)))
        note(f"run {run + 1} of {runs} at {desk.messages:,} messages")
    return {
        name: (statistics.median(p50 for p50, _ in rows), statistics.median(p95 for _, p95 in rows))
        for name, rows in found.items()
    }


def wait_indexed(context: Context) -> float:
    """Seconds until the worker has read all messages into the index."""
    started = time.perf_counter()
    while True:
        with context.sessions() as session:
            newest = session.scalar(select(func.max(Message.id))) or 0
            up_to = session.scalar(select(Progress.up_to)) or 0
            left = session.scalar(select(func.count()).where(Block.is_whole.is_(False))) or 0
        if up_to >= newest - BATCH and not left:
            return time.perf_counter() - started
        time.sleep(1)


def sizes(context: Context) -> dict[str, float]:
    """Megabytes on the disk of the messages and of their index."""
    statement = text(
        "SELECT table_name, (data_length + index_length) / 1048576 FROM information_schema.tables"
        " WHERE table_schema = DATABASE() AND table_name IN ('messages', 'search_postings')"
    )
    with context.sessions() as session:
        session.execute(text("ANALYZE TABLE messages, search_postings"))
        return {f"{name}_mb": round(float(size)) for name, size in session.execute(statement).all()}


def _sign_in(context: Context, user_id: int) -> AccessClaim:
    with transaction(context.sessions) as session:
        user = session.get_one(User, user_id)
        row = SignIn(
            user_id=user_id,
            session_version=user.session_version,
            cookie_hash=f"of-{user_id}",
            expires_at=utc_now() + timedelta(hours=12),
        )
        session.add(row)
    return AccessClaim(row.id, user_id, user.session_version)


@contextmanager
def bench_desk(database: str, conversations: int) -> Iterator[tuple[Context, Desk]]:
    """A tenant with its people and customers, nothing said yet."""
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_servers(database, "volume") as servers,
        connected(servers.settings) as context,
        requests.Session() as browser,
    ):
        _user, claim = add_attendant(context)
        add_people(context)
        add_desk(context, conversations)
        claims = {"admin": claim, "attendant": _sign_in(context, ATTENDANT)}
        tokens = {who: Token(context, one) for who, one in claims.items()}
        with running(servers.settings, Path(folder)) as (_web, _worker, url):
            yield context, Desk(url, conversations, 0, tokens, browser)


def main() -> None:
    """Prints the times by size, and what the index takes."""
    parser = arguments(__doc__)
    parser.add_argument("--conversations", type=int, default=50_000)
    parser.add_argument("--messages", type=int, nargs="+", default=[500_000, 5_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--requests", type=int, default=40, help="of each kind in a run")
    parser.add_argument("--database", default="mysql", choices=("mysql", "mariadb"))
    options = parser.parse_args()
    silence_logs()
    stored, results, index = 0, {}, []
    with bench_desk(options.database, options.conversations) as (context, empty):
        for number in sorted(options.messages):
            add_messages(context, options.conversations, stored + 1, number)
            seconds, stored = wait_indexed(context), number
            index.append({"messages": number, "indexing_seconds": round(seconds), **sizes(context)})
            desk = Desk(empty.url, empty.conversations, number, empty.tokens, empty.browser)
            results[number] = measure(desk, options.runs, options.requests)
    show("The index of words", index)
    show(f"The inbox, milliseconds ({options.database})", table(results))


def table(results: dict[int, dict[str, tuple[float, float]]]) -> list[dict[str, Any]]:
    """A row for each scenario, columns for each size."""
    first, last = min(results), max(results)
    return [
        {"asked": name}
        | {
            f"{kind} at {number:,}": round(results[number][name][place], 1)
            for number in results
            for place, kind in enumerate(("p50", "p95"))
        }
        | {"grown": round(results[last][name][1] / results[first][name][1], 2)}
        for name in results[first]
    ]


if __name__ == "__main__":
    main()
