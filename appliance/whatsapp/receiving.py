"""Working through stored webhook bodies, item by item, in short transactions.

A repeat is a no-op, by WhatsApp's ids. What one item breaks, only that item loses: it is noted on the
delivery, which ends `dead` and visible. Trouble with the database itself ends the run instead, and the
sweeper begins it again.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic, sleep

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import is_outage, run_transaction, transaction
from appliance.realtime.events import publish_pending
from appliance.whatsapp import deliveries
from appliance.whatsapp.deliveries import Leased
from appliance.whatsapp.envelope import Item, MalformedBody, Note, OtherNumber, OutOfShape, read_body, walk
from appliance.whatsapp.items import take_item
from appliance.whatsapp.poison import POISON, in_words, raise_outage
from appliance.whatsapp.together import take_together
from appliance.whatsapp.waking import awake, wake

BATCH = 50
"""Deliveries taken at once."""
TOGETHER = 50
"""Items stored in one transaction, at most: browsers hear of them when it ends."""
RUN_SECONDS = 30
"""A job leaves the rest to the next one after this long, well inside the job timeout."""
OUTAGE_TRIES = 15
"""Seconds that the database is given to come back; a lease lasts longer."""

log = structlog.get_logger()


def process_waiting(context: Context) -> None:
    """Works through all pending deliveries, the oldest first, until none is left or its time is over."""
    awake(context)
    deadline = monotonic() + RUN_SECONDS
    while monotonic() < deadline:
        batch = run_transaction(context.sessions, lambda session: deliveries.lease_waiting(session, BATCH))
        if not batch:
            return
        _process(context, batch)
    wake(context)


def process_delivery(context: Context, delivery_id: int) -> None:
    """This one. Does nothing if it is done already or in other hands."""
    with transaction(context.sessions) as session:
        leased = deliveries.lease(session, delivery_id)
    if leased is not None:
        _process(context, [leased])


@dataclass
class _Ending:
    """How a delivery ends: the worst of its items, and what an admin is to read."""

    state: str = deliveries.DONE
    notes: list[str] = field(default_factory=list)

    def note(self, text: str, state: str = deliveries.DONE) -> None:
        self.notes.append(text)
        self.state = max(self.state, state, key=_SEVERITY.index)


@dataclass(frozen=True)
class _Task:
    """An item, and the delivery that brought it."""

    item: Item
    position: int
    leased: Leased
    ending: _Ending


def _process(context: Context, batch: list[Leased]) -> None:
    endings = {leased.id: _Ending() for leased in batch}
    tasks = [task for leased in batch for task in _tasks(context, leased, endings[leased.id])]
    try:
        while tasks:
            tasks = tasks[_take_some(context, tasks) :]
        run_transaction(context.sessions, lambda session: _finish(session, endings))
    except DBAPIError as error:
        if is_outage(error):
            _let_go(context, list(endings))
        raise


def _tasks(context: Context, leased: Leased, ending: _Ending) -> Iterator[_Task]:
    ours = context.settings.whatsapp
    try:
        entries = read_body(leased.body)
    except MalformedBody as error:
        log.warning("malformed webhook body", delivery_id=leased.id, reason=str(error))
        ending.note(str(error), deliveries.MALFORMED)
        return
    for position, item in enumerate(walk(entries, ours.phone_number_id, ours.waba_id)):
        if isinstance(item, Note):
            ending.note(item.text, _NOTE_STATES.get(type(item), deliveries.DONE))
        else:
            yield _Task(item, position, leased, ending)


def _take_some(context: Context, tasks: list[_Task]) -> int:
    """Takes the first, and with it those that can be taken together; how many that were."""
    taken = take_together(context, [task.item for task in tasks[:TOGETHER]])
    if taken:
        publish_pending(context)
        return taken
    first = tasks[0]
    try:
        note = take_item(context, first.item, first.leased.received_at)
    except POISON as error:
        raise_outage(error)
        log.exception("webhook item left out", delivery_id=first.leased.id, item=first.position)
        reason = f"item {first.position} ({first.item.kind}): {in_words(error)}"
        first.ending.note(reason, deliveries.DEAD)
    else:
        publish_pending(context)
        if note:
            first.ending.note(note)
    return 1


def _finish(session: Session, endings: dict[int, _Ending]) -> None:
    well = [row_id for row_id, ending in endings.items() if not ending.notes]
    if well:
        deliveries.finish_all(session, well, deliveries.DONE)
    for row_id, ending in endings.items():
        if ending.notes:
            deliveries.finish(session, row_id, ending.state, "; ".join(ending.notes))


def _let_go(context: Context, delivery_ids: list[int]) -> None:
    """Once the database is back: otherwise they would wait for their leases to pass."""
    for _ in range(OUTAGE_TRIES):
        sleep(1)
        with suppress(SQLAlchemyError), transaction(context.sessions) as session:
            deliveries.let_go(session, delivery_ids)
            return


_NOTE_STATES: dict[type[Note], str] = {OutOfShape: deliveries.MALFORMED, OtherNumber: deliveries.DEAD}
"""`dead` can be taken up again: once the number in the settings is the right one, say."""
_SEVERITY = (deliveries.DONE, deliveries.MALFORMED, deliveries.DEAD)
