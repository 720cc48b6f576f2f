"""A million inputs that nobody sends, against all that reads what strangers send.

    .venv/bin/python -m bench.fuzz [--inputs 1000000] [--seed 1] [--processes 2] [--no-database] [--json]

Webhook bodies (every 500th through the web view and the processing on a throw-away database), files by their
first bytes, pictures through cleaning and some through the picture program, addresses of files, and answers
of the Graph API to media calls. The same seed makes the same inputs. Exit code 1, with the input, when one
raises what is not foreseen, is answered anything but 200, or ends a program.
"""

import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import Any

from appliance.context import Context
from bench.conformance import silence_logs
from bench.fuzz.answers import addresses, answers
from bench.fuzz.files import clean, draw, sniff
from bench.fuzz.finding import Found
from bench.fuzz.webhook import CORPUS, fuzz
from bench.payload_files import read_folder
from bench.report import arguments, note, show
from bench.throwaway import throwaway_tenant

VIEW_EVERY = 500
PER_TASK = 20_000


def webhook(seed: int, number: int) -> Counter[str]:
    """Bodies, read only."""
    return Counter(fuzz(_corpus(), number, seed))


@dataclass(frozen=True)
class Target:
    name: str
    run: Callable[[int, int], Counter[str]]
    share: float
    """Of all inputs."""
    per_task: int = PER_TASK


TARGETS = (
    Target("webhook bodies", webhook, 0.5),
    Target("first bytes of files", sniff, 0.15),
    Target("pictures, cleaning", clean, 0.15),
    Target("pictures, the program", draw, 0.0002, 10),
    Target("addresses", addresses, 0.15),
    Target("Graph's answers on media", answers, 0.05),
)


@dataclass(frozen=True)
class Task:
    target: int
    """Its place in TARGETS: what is sent to another process is data."""
    seed: int
    number: int


@dataclass(frozen=True)
class Outcome:
    task: Task
    ends: Counter[str]
    seconds: float
    found: str | None = None


def main() -> None:
    """Prints a row for each target."""
    parser = arguments(__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-database", action="store_true")
    options = parser.parse_args()
    silence_logs()
    tasks = list(_tasks(options.inputs, options.seed))
    started = time.perf_counter()
    outcomes = []
    with multiprocessing.Pool(options.processes, initializer=silence_logs) as pool:
        for outcome in pool.imap_unordered(_run, tasks):
            outcomes.append(outcome)
            done = sum(each.task.number for each in outcomes)
            note(f"{done:,} inputs; {TARGETS[outcome.task.target].name}, seed {outcome.task.seed}")
    rows = [
        _row(target.name, [o for o in outcomes if TARGETS[o.task.target] is target]) for target in TARGETS
    ]
    if not options.no_database:
        rows.append(_stored(options.seed, max(1, options.inputs // 2 // VIEW_EVERY)))
    show(f"Inputs that nobody sends, in {time.perf_counter() - started:.0f} s", rows)
    found = [row["found"] for row in rows if row["found"]]
    for words in found:
        note(words)
    sys.exit(1 if found else 0)


def _tasks(inputs: int, seed: int) -> Iterator[Task]:
    for place, target in enumerate(TARGETS):
        left, turn = max(1, round(inputs * target.share)), 0
        while left:
            number = min(left, target.per_task)
            yield Task(place, seed * 100_000 + turn, number)
            left, turn = left - number, turn + 1


def _run(task: Task) -> Outcome:
    started = time.perf_counter()
    try:
        ends, found = TARGETS[task.target].run(task.seed, task.number), None
    except Found as error:
        ends, found = Counter[str](), f"seed {task.seed}, {error}: {error.__cause__!r}"
    return Outcome(task, ends, time.perf_counter() - started, found)


def _row(name: str, outcomes: list[Outcome]) -> dict[str, Any]:
    ends = sum((outcome.ends for outcome in outcomes), Counter[str]())
    number, seconds = sum(o.task.number for o in outcomes), sum(o.seconds for o in outcomes)
    return {
        "target": name,
        "inputs": number,
        "per_second": round(number / seconds) if seconds else 0,
        "ends": ", ".join(f"{times:,} {end}" for end, times in ends.most_common(6)),
        "found": next((o.found for o in outcomes if o.found), ""),
    }


def _stored(seed: int, number: int) -> dict[str, Any]:
    """Bodies through the web view and the processing."""
    with ExitStack() as stack:
        context: Context = stack.enter_context(throwaway_tenant())
        started = time.perf_counter()
        found, ends = "", Counter[str]()
        try:
            ends = Counter(fuzz(_corpus(), number, seed, context, 1))
        except Found as error:
            found = f"seed {seed}, {error}: {error.__cause__!r}"
        seconds = time.perf_counter() - started
    stored = {name: times for name, times in ends.items() if name.startswith("stored")}
    return {
        "target": "webhook bodies, stored",
        "inputs": number,
        "per_second": round(number / seconds),
        "ends": ", ".join(f"{times:,} {end}" for end, times in stored.items()),
        "found": found,
    }


@cache
def _corpus() -> list[Any]:
    return [payload.document for payload in read_folder(CORPUS) if payload.document]


if __name__ == "__main__":
    main()
