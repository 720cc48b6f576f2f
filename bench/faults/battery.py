"""One run of the faults against a tenant, from the first message to the verdict."""

import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from appliance.conversations.models import Conversation
from bench.fake_graph import FakeGraph
from bench.faults.attendant import Attendant
from bench.faults.meta import Customers, Ledger
from bench.faults.schedule import inflict, make_schedule
from bench.faults.site import Site, open_site
from bench.faults.verdict import Verdict, judge
from bench.report import note
from bench.tenant_data import Token, add_attendant, add_conversations
from bench.throwaway import connected
from bench.traffic import Traffic

LANES = 8
"""Connections that Meta delivers over at once."""
ANSWER_EVERY = 0.25
PATIENCE_SECONDS = 120
"""For so many messages to pass as the next fault waits for."""


@dataclass(frozen=True)
class Battery:
    seed: int
    kills: int
    messages: int
    customers: int


@dataclass
class Result:
    verdict: Verdict
    inflicted: list[str]
    left_out: list[str]
    kills: int
    numbers: dict[str, float] = field(default_factory=dict)


def run(battery: Battery, folder: Path, graph: FakeGraph, keep: Path | None = None) -> Result:
    """The tenant is made, hurt, healed and judged; logs are copied to `keep`."""
    try:
        with open_site(folder, graph) as site, connected(site.direct) as context:
            user, token = add_attendant(context)
            add_conversations(context, user, battery.customers)
            with context.sessions() as session:
                conversations = list(session.scalars(select(Conversation.id)))
            attendant = Attendant(
                site.url, Token(context, token), conversations, every=ANSWER_EVERY, seed=battery.seed
            )
            ledger = Ledger()
            started = time.monotonic()
            senders = _senders(battery, site, ledger)
            attendant.start()
            result = _hurt(battery, site, ledger)
            note("healing")
            site.heal()
            ledger.allow(sys.maxsize)
            for sender in senders:
                sender.join()
            attendant.end()
            result.verdict = judge(context, ledger, attendant, graph, battery.customers)
            result.numbers = {
                "acknowledged": len(ledger.acknowledged),
                "delivered_again": ledger.again,
                "refused_by_us": ledger.refusals,
                "answers": len(attendant.written),
                "taken_by_meta": sum(graph.taken.values()),
                "minutes": round((time.monotonic() - started) / 60, 1),
            }
            return result
    finally:
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            for log in folder.glob("*.log"):
                with suppress(OSError):
                    shutil.copy(log, keep)


def _senders(battery: Battery, site: Site, ledger: Ledger) -> list[Customers]:
    traffic = Traffic(site.direct.whatsapp, "faults")
    each = -(-battery.messages // battery.customers)
    share = -(-battery.customers // LANES)
    senders = [
        Customers(
            site.url,
            traffic,
            ledger,
            customers=range(first, min(first + share, battery.customers)),
            each=each,
            seed=battery.seed * 1000 + first,
        )
        for first in range(0, battery.customers, share)
    ]
    for sender in senders:
        sender.start()
    return senders


def _hurt(battery: Battery, site: Site, ledger: Ledger) -> Result:
    """One fault after the other, each once its share of the messages has passed."""
    schedule = make_schedule(battery.seed, battery.kills)
    result = Result(Verdict(), [], [], 0)
    for position, fault in enumerate(schedule):
        due = battery.messages * position // len(schedule)
        if not ledger.wait_for(due, PATIENCE_SECONDS):
            note(f"no message passed for long: {len(ledger.acknowledged)} of {due}")
        ledger.allow(battery.messages * (position + 1) // len(schedule))
        if inflict(site, fault):
            result.inflicted.append(fault.name)
            result.kills += fault.is_kill
        else:
            result.left_out.append(fault.name)
        note(f"{position + 1} of {len(schedule)}: {fault.name}; {len(ledger.acknowledged)} acknowledged")
    return result
