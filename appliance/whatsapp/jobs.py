"""The jobs of the message path: load, call one service, nothing else."""

from functools import cache

import structlog
from sqlalchemy import select

from appliance.conversations.models import Message
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from appliance.whatsapp.receiving import process_delivery as process
from appliance.whatsapp.sending import send_conversation
from appliance.worker.jobs import context, job
from foundation.http import http_session

log = structlog.get_logger()


@job
def process_delivery(delivery_id: int) -> None:
    """One stored webhook body."""
    process(context(), delivery_id)


@job
def send_messages(conversation_id: int) -> None:
    """What the conversation's outbox holds."""
    send_conversation(context(), _graph(), conversation_id)


@job
def mark_read(message_id: int) -> None:
    """Blue ticks for the customer; a courtesy, so a refusal is only logged."""
    with context().sessions() as session:
        whatsapp_message_id = session.scalar(
            select(Message.whatsapp_message_id).where(Message.id == message_id)
        )
    if whatsapp_message_id is None:
        return
    try:
        _graph().mark_read(whatsapp_message_id)
    except (GraphError, NoAnswer, Unreachable) as error:
        log.info("read receipt not taken", message_id=message_id, reason=str(error)[:200])


@cache
def _graph() -> GraphClient:
    """One HTTP session per process: connections to Meta are kept."""
    return GraphClient(http_session(), context().settings.whatsapp)
