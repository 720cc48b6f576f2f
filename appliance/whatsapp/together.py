"""Items of webhook bodies taken together, where that is cheaper: messages of known customers, and receipts.

Only an acceleration of `items`, which takes each alone whenever these cannot.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from appliance.context import Context
from appliance.database import run_transaction
from appliance.job_queues import CONSIDER_MESSAGE, enqueue
from appliance.whatsapp.changes import CUSTOMER, parse_change
from appliance.whatsapp.envelope import Item
from appliance.whatsapp.heeding import take_receipts
from appliance.whatsapp.known_customers import store_known
from appliance.whatsapp.payload import InboundMessage, Receipt, parse_message, parse_receipt
from appliance.whatsapp.poison import POISON, raise_outage
from appliance.whatsapp.receipts import RANKS


def take_together(context: Context, items: Sequence[Item]) -> int:
    """Takes some from the first, in one transaction, where many are cheaper than each: how many, maybe none.

    Raises what says that the database is away; whatever else goes wrong leaves them to `take_item`.
    """
    kind, alike = items[0].kind, list(takewhile(lambda item: item.kind == items[0].kind, items))
    if len(alike) < 2:
        return 0
    try:
        if kind == "message":
            return _messages(context, alike)
        return _statuses(context, alike) if kind == "status" else 0
    except POISON as error:
        raise_outage(error)
        return 0


def _messages(context: Context, items: list[Item]) -> int:
    inbounds = list(_plain(items))
    if not inbounds:
        return 0
    stored = run_transaction(context.sessions, lambda session: store_known(session, inbounds))
    for message_id in stored.for_bot:
        enqueue(context.queues, CONSIDER_MESSAGE, message_id)
    return stored.taken


def _plain(items: list[Item]) -> Iterator[InboundMessage]:
    """Ends before what is no message, or cannot be read as one."""
    for item in items:
        if parse_change(item.raw, CUSTOMER) is not None:
            return
        try:
            inbound = parse_message(item.raw, item.contacts)
        except POISON:
            return
        if inbound.type == "system":
            return
        yield inbound


def _statuses(context: Context, items: list[Item]) -> int:
    receipts = list(takewhile(lambda receipt: receipt.status in RANKS, _receipts(items)))
    if receipts:
        take_receipts(context, receipts)
    return len(receipts)


def _receipts(items: list[Item]) -> Iterator[Receipt]:
    for item in items:
        try:
            yield parse_receipt(item.raw, item.contacts)
        except POISON:
            return
