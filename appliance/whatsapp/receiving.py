"""Working through one stored webhook body, item by item, each in its own short transaction.

A repeat is a no-op, by WhatsApp's ids. What one item breaks, only that item loses: it is noted on the
delivery, which ends `dead` and visible. Trouble with the database itself ends the run instead, and the
sweeper begins it again.
"""

from typing import Any

import structlog

from appliance.context import Context
from appliance.database import transaction
from appliance.realtime.events import publish_pending
from appliance.whatsapp import deliveries
from appliance.whatsapp.deliveries import Leased
from appliance.whatsapp.envelope import MalformedBody, Note, OtherNumber, OutOfShape, read_body, walk
from appliance.whatsapp.items import take_item
from appliance.whatsapp.poison import POISON, in_words, raise_outage

log = structlog.get_logger()


def process_delivery(context: Context, delivery_id: int) -> None:
    """Does nothing if the delivery is done already or in other hands."""
    with transaction(context.sessions) as session:
        leased = deliveries.lease(session, delivery_id)
    if leased is None:
        return
    try:
        entries = read_body(leased.body)
    except MalformedBody as error:
        log.warning("malformed webhook body", delivery_id=delivery_id, reason=str(error))
        state, notes = deliveries.MALFORMED, [str(error)]
    else:
        state, notes = _process_items(context, leased, entries)
    with transaction(context.sessions) as session:
        deliveries.finish(session, delivery_id, state, "; ".join(notes))


def _process_items(context: Context, leased: Leased, entries: list[Any]) -> tuple[str, list[str]]:
    state, notes = deliveries.DONE, []
    ours = context.settings.whatsapp
    for position, item in enumerate(walk(entries, ours.phone_number_id, ours.waba_id)):
        if isinstance(item, Note):
            notes.append(item.text)
            state = _worse(state, _NOTE_STATES.get(type(item), deliveries.DONE))
            continue
        try:
            note = take_item(context, item, leased.received_at)
        except POISON as error:
            raise_outage(error)
            log.exception("webhook item left out", delivery_id=leased.id, item=position)
            state = deliveries.DEAD
            notes.append(f"item {position} ({item.kind}): {in_words(error)}")
        else:
            publish_pending(context)
            notes += [note] if note else []
    return state, notes


_NOTE_STATES: dict[type[Note], str] = {OutOfShape: deliveries.MALFORMED, OtherNumber: deliveries.DEAD}
"""`dead` can be taken up again: once the number in the settings is the right one, say."""
_SEVERITY = (deliveries.DONE, deliveries.MALFORMED, deliveries.DEAD)


def _worse(state: str, other: str) -> str:
    return max(state, other, key=_SEVERITY.index)
