"""The jobs of the message path: load, call one service, nothing else."""

from functools import cache

from appliance.whatsapp import receiving
from appliance.whatsapp.calling import BULK_UPLOADS, CALLS, UPLOADS
from appliance.whatsapp.courtesies import Courtesies
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.sending import Sender
from appliance.worker.jobs import context, job
from foundation.http import http_session


@job
def process_delivery(delivery_id: int) -> None:
    """One stored webhook body."""
    receiving.process_delivery(context(), delivery_id)


@job
def process_waiting() -> None:
    """Every stored webhook body that nobody works on."""
    receiving.process_waiting(context())


@job
def send_asked() -> None:
    """What was asked for since the sender fell asleep."""
    _sender().rise()


@job
def send_due() -> None:
    """What any outbox holds that was forgotten, or whose time has come."""
    _sender().wake_all()


@job
def mark_read(message_id: int) -> None:
    """Blue ticks for the customer."""
    _courtesies().mark_read(message_id)


@job
def show_typing(message_id: int) -> None:
    """The customer, whose newest message it is, sees that somebody is writing."""
    _courtesies().show_typing(message_id)


def finish() -> None:
    """At the worker's end: what was begun gets its outcome."""
    if _courtesies.cache_info().currsize:
        _courtesies().close()
    if _sender.cache_info().currsize:
        _sender().close()


@cache
def _sender() -> Sender:
    sender = Sender(context(), _graph())
    sender.start()
    return sender


@cache
def _courtesies() -> Courtesies:
    return Courtesies(context(), _graph())


@cache
def _graph() -> GraphClient:
    """One HTTP session per process: connections to Meta are kept."""
    connections = CALLS + UPLOADS + BULK_UPLOADS + 2
    return GraphClient(http_session(connections=connections), context().settings.whatsapp)
