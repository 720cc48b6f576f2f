"""Who could take one more conversation of a queue now, and who of them is next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.accounts.models import ADMIN, QueueMember, Role, User
from appliance.accounts.permissions import SUPPORT
from appliance.conversations.models import Conversation
from appliance.queues.models import LEAST_BUSY, Queue
from appliance.routing.availability import ONLINE
from appliance.routing.models import DECLINED, EXPIRED, Offer

NEVER: Final = 0
TAKE: Final = "conversation.write"


@dataclass(frozen=True)
class Candidate:
    user_id: int
    load: int
    """Conversations they answer, and offers they have before them."""
    capacity: int | None
    """How many at most; None: as many as come."""
    last_turn: int
    """Number of the last offer made to them, whatever became of it."""

    @property
    def has_room(self) -> bool:
        return self.capacity is None or self.load < self.capacity


def next_one(queue: Queue, candidates: Collection[Candidate], passed: Collection[int]) -> Candidate | None:
    """Whom to offer it to; None if nobody has room.

    Who let this conversation pass comes after all the others. By turns: whose last offer is longest ago. To
    the least busy: who has fewest, and by turns among equals.
    """
    free = [one for one in candidates if one.has_room]

    def order(one: Candidate) -> tuple[bool, int, int, int]:
        busy = one.load if queue.routing == LEAST_BUSY else 0
        return one.user_id in passed, busy, one.last_turn, one.user_id

    return min(free, key=order, default=None)


def candidates_of(session: Session, queue_id: int, online: Collection[int]) -> list[Candidate]:
    """The queue's people who are at their desks and may answer, with what they have to do."""
    rows = session.scalars(select(Role).where(Role.key != SUPPORT))
    roles = [row.key for row in rows if row.key == ADMIN or TAKE in row.permissions]
    people = session.execute(
        select(User.id, User.capacity)
        .join(QueueMember, QueueMember.user_id == User.id)
        .where(
            QueueMember.queue_id == queue_id,
            User.is_active,
            User.role.in_(roles),
            User.availability == ONLINE,
            User.id.in_(online),
        )
    ).all()
    ids = [user_id for user_id, _ in people]
    if not ids:
        return []
    answering = _counts(session, Conversation.assigned_user_id, Conversation.status == "open", ids)
    offered = _counts(session, Conversation.offered_to_id, Conversation.status == "waiting", ids)
    turns = dict(
        session.execute(
            select(Offer.user_id, func.max(Offer.id)).where(Offer.user_id.in_(ids)).group_by(Offer.user_id)
        ).all()
    )
    return [
        Candidate(
            user_id, answering.get(user_id, 0) + offered.get(user_id, 0), capacity, turns.get(user_id, NEVER)
        )
        for user_id, capacity in people
    ]


def passed_by(session: Session, conversation_id: int, since: datetime | None) -> set[int]:
    """Who let it pass since it came into the queue."""
    query = select(Offer.user_id).where(
        Offer.conversation_id == conversation_id, Offer.outcome.in_((DECLINED, EXPIRED))
    )
    if since is not None:
        query = query.where(Offer.offered_at >= since)
    return set(session.scalars(query))


def _counts(session: Session, column: object, condition: object, ids: list[int]) -> dict[int, int]:
    found = session.execute(
        select(column, func.count()).where(column.in_(ids), condition).group_by(column)  # type: ignore[attr-defined,call-overload]
    ).all()
    return {int(user_id): int(number) for user_id, number in found}
