"""Numbers for Prometheus: what waits, and for how long. Read when asked, so nothing is counted twice."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from redis import RedisError
from sqlalchemy import case, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from appliance.ai.models import AiRequest
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import utc_now
from appliance.media.models import Media
from appliance.realtime.events import oldest_unpublished_seconds
from appliance.usage.initiated import count_written_first
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.sending_state import active_stop

OUTGOING = ("scheduled", "queued", "unknown", "failed")
NOT_STORED = ("pending", "expired", "refused", "failed")


def render(context: Context) -> str:
    """Prometheus' text format; what cannot be read is left out."""
    lines: list[str] = []
    for part in (_database, _today, _written_first, _sizes, _queues):
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


def _today(context: Context) -> Iterator[str]:
    """Since the tenant's midnight."""
    now = utc_now().astimezone(ZoneInfo(context.settings.tenant.timezone))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with context.sessions() as session:
        first = _first_since(session, Message, midnight)
        inbound = func.sum(case((Message.status == "received", 1), else_=0))
        notes = func.sum(case((Message.message_type == "note", 1), else_=0))
        total, received, noted = session.execute(
            select(func.count(), inbound, notes).where(Message.id >= first)
        ).one()
        yield f'guiche_messages_today{{direction="in"}} {int(received or 0)}'
        yield f'guiche_messages_today{{direction="out"}} {int(total - (received or 0) - (noted or 0))}'
        asked = _first_since(session, AiRequest, midnight)
        count = session.scalar(select(func.count()).where(AiRequest.id >= asked))
        yield f"guiche_ai_requests_today {count}"


def _first_since(session: Session, table: type[Message | AiRequest], moment: datetime) -> int:
    """The lowest id of a row made since then, by halving: ids are given in the order of time, and an index
    for this alone would cost every message."""
    low, high = 1, (session.scalar(select(func.max(table.id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        query = select(table.id, table.created_at).where(table.id >= middle).order_by(table.id).limit(1)
        row = session.execute(query).first()
        if row is None or row[1] >= moment:
            high = middle
        else:
            low = row[0] + 1
    return low


def _written_first(context: Context) -> Iterator[str]:
    """Within 24 hours: what Meta's messaging limit is held against."""
    with context.sessions() as session:
        yield f"guiche_customers_written_first {count_written_first(session, utc_now())}"


def _sizes(context: Context) -> Iterator[str]:
    """Bytes: the database as it estimates itself, the files as they were counted when they came."""
    size = "SELECT SUM(data_length + index_length) FROM information_schema.tables"
    tables = f"{size} WHERE table_schema = DATABASE()"
    with context.sessions() as session:
        yield f"guiche_database_bytes {int(session.scalar(text(tables)) or 0)}"
        yield f"guiche_media_bytes {int(session.scalar(select(func.sum(Media.size))) or 0)}"


def _queues(context: Context) -> Iterator[str]:
    for name, queue in context.queues.items():
        yield f'guiche_queue_jobs{{queue="{name}"}} {queue.count}'
