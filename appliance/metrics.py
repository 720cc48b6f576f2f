"""Numbers for Prometheus: what waits, and for how long. Read when asked, so nothing is counted twice."""

from collections.abc import Iterator

from redis import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.media.models import Media
from appliance.realtime.events import oldest_unpublished_seconds
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.sending_state import active_stop

OUTGOING = ("scheduled", "queued", "unknown", "failed")
NOT_STORED = ("pending", "expired", "refused", "failed")


def render(context: Context) -> str:
    """Prometheus' text format; what cannot be read is left out."""
    lines: list[str] = []
    for part in (_database, _queues):
        try:
            lines += part(context)
        except (SQLAlchemyError, RedisError):
            lines.append(f'guiche_metrics_unreadable{{part="{part.__name__.strip("_")}"}} 1')
    return "\n".join(lines) + "\n"


def _database(context: Context) -> Iterator[str]:
    with context.sessions() as session:
        for state, number in session.execute(
            select(WebhookDelivery.state, func.count()).group_by(WebhookDelivery.state)
        ):
            yield f'guiche_webhook_deliveries{{state="{state}"}} {number}'
        for status, number in session.execute(
            select(Conversation.status, func.count()).group_by(Conversation.status)
        ):
            yield f'guiche_conversations{{status="{status}"}} {number}'
        for status, number in session.execute(
            select(Message.status, func.count()).where(Message.status.in_(OUTGOING)).group_by(Message.status)
        ):
            yield f'guiche_messages{{status="{status}"}} {number}'
        for state, number in session.execute(
            select(Media.state, func.count()).where(Media.state.in_(NOT_STORED)).group_by(Media.state)
        ):
            yield f'guiche_media{{state="{state}"}} {number}'
        yield f"guiche_sending_stopped {int(active_stop(session) is not None)}"
        yield f"guiche_events_oldest_seconds {oldest_unpublished_seconds(session):.3f}"


def _queues(context: Context) -> Iterator[str]:
    for name, queue in context.queues.items():
        yield f'guiche_queue_jobs{{queue="{name}"}} {queue.count}'
