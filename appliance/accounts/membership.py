"""In which queues somebody works."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from appliance.accounts.models import QueueMember
from appliance.errors import InvalidInput
from appliance.queues.models import Queue


def set_queues(session: Session, user_id: int, queue_ids: frozenset[int]) -> None:
    """From now on in these. Raises InvalidInput `unknown_queue`."""
    known = set(session.scalars(select(Queue.id).where(Queue.id.in_(queue_ids)))) if queue_ids else set()
    if unknown := sorted(queue_ids - known):
        raise InvalidInput("unknown_queue", "Um dos setores não existe.", queue_ids=unknown)
    before = queues_of(session, user_id)
    session.execute(
        delete(QueueMember).where(
            QueueMember.user_id == user_id, QueueMember.queue_id.in_(before - queue_ids)
        )
    )
    session.add_all(QueueMember(queue_id=one, user_id=user_id) for one in queue_ids - before)
    session.flush()


def queues_of(session: Session, user_id: int) -> frozenset[int]:
    """Where they work now."""
    return frozenset(session.scalars(select(QueueMember.queue_id).where(QueueMember.user_id == user_id)))
