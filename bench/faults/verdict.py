"""After the faults: is every acknowledged message there, once, in its place; was any answer sent twice?"""

import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import func, select

from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.realtime.models import Event
from appliance.whatsapp.deliveries import LEFT_OVER, PENDING
from appliance.whatsapp.models import WebhookDelivery
from bench.fake_graph import FakeGraph
from bench.faults.attendant import Attendant
from bench.faults.meta import Ledger
from bench.report import note

SETTLE_SECONDS = 300
LEFT = ("accepted", "sent", "delivered", "read", "played", "unknown")
"""What a message may be that Meta took."""


@dataclass
class Verdict:
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    sent_twice: list[str] = field(default_factory=list)
    misjudged: list[str] = field(default_factory=list)
    """Answers that say something else than what Meta did with them."""
    left_undone: list[str] = field(default_factory=list)

    def problems(self) -> dict[str, list[str]]:
        """Only what is wrong."""
        return {name: found for name, found in vars(self).items() if found}


def settle(context: Context) -> list[str]:
    """Waits until nothing is on its way; what still was when the time was over."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        waiting = _waiting(context)
        if not waiting or time.monotonic() > deadline:
            return [f"{number} {name}" for name, number in waiting.items()]
        note(f"still on the way: {waiting}")
        time.sleep(3)


def _waiting(context: Context) -> dict[str, int]:
    counts = {
        "webhook bodies not processed": select(func.count()).where(WebhookDelivery.state == PENDING),
        "answers not sent": select(func.count()).where(Message.status == "queued"),
        "events not published": select(func.count()).where(Event.published_at.is_(None)),
    }
    with context.sessions() as session:
        found = {name: session.scalar(query) or 0 for name, query in counts.items()}
    return {name: number for name, number in found.items() if number}


def judge(
    context: Context, ledger: Ledger, attendant: Attendant, graph: FakeGraph, customers: int
) -> Verdict:
    """Compares what the database holds with what was acknowledged and what Meta counted."""
    verdict = Verdict(left_undone=settle(context))
    with context.sessions() as session:
        rows = session.execute(
            select(Message.conversation_id, Message.whatsapp_message_id)
            .where(Message.whatsapp_message_id.like("wamid.fault.%"))
            .order_by(Message.conversation_id, Message.sent_at, Message.id)
        ).all()
        answers = session.execute(
            select(Message.content, Message.status).where(
                Message.sender_type == "attendant", Message.content.like("resposta %")
            )
        ).all()
        contacts = session.scalar(select(func.count(Contact.id))) or 0
        conversations = session.scalar(select(func.count(Conversation.id))) or 0
        dead = session.execute(
            select(WebhookDelivery.id, WebhookDelivery.state, WebhookDelivery.last_error).where(
                WebhookDelivery.state.in_(LEFT_OVER)
            )
        ).all()
    stored = Counter(str(row.whatsapp_message_id) for row in rows)
    verdict.lost = sorted(ledger.acknowledged - set(stored))
    verdict.duplicated = sorted(name for name, number in stored.items() if number > 1)
    verdict.invented = sorted(set(stored) - ledger.posted)
    if contacts != customers or conversations != customers:
        verdict.duplicated.append(f"{contacts} contacts and {conversations} conversations of {customers}")
    verdict.left_undone += [f"delivery {row.id} is {row.state}: {row.last_error}" for row in dead]
    _judge_order(verdict, [(row.conversation_id, str(row.whatsapp_message_id)) for row in rows])
    _judge_answers(verdict, [(str(row.content), row.status) for row in answers], attendant, graph)
    return verdict


def _judge_order(verdict: Verdict, rows: list[tuple[int, str]]) -> None:
    """The ids of one customer sort by the second in which they were written."""
    for (before_in, before), (here_in, here) in pairwise(rows):
        if before_in == here_in and before > here:
            verdict.out_of_order.append(f"{here} after {before}")


def _judge_answers(
    verdict: Verdict, answers: list[tuple[str, str]], attendant: Attendant, graph: FakeGraph
) -> None:
    verdict.sent_twice = sorted(
        text for text, times in graph.taken.items() if times > 1 and text.startswith("resposta ")
    )
    written = Counter(text for text, _ in answers)
    verdict.lost += sorted(set(attendant.written) - set(written))
    verdict.duplicated += sorted(text for text, number in written.items() if number > 1)
    for text, status in answers:
        was_taken = graph.taken[text] > 0
        if was_taken and status not in LEFT:
            verdict.misjudged.append(f"{text} is {status}, and Meta took it")
        if not was_taken and status in LEFT and status != "unknown":
            verdict.misjudged.append(f"{text} is {status}, and Meta never took it")
