"""What stands where at this moment, of what `user` may see: a few queries over live conversations alone."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from appliance.accounts.models import User
from appliance.accounts.permissions import SUPPORT
from appliance.accounts.presenting import present_user
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT, LIVE, OPEN, WAITING
from appliance.conversations.presenting import moment
from appliance.conversations.queries import present_conversations
from appliance.conversations.visibility import visible_to
from appliance.database import utc_now
from appliance.service_levels.state import AT_RISK, BREACHED, is_in_state

LONGEST_WAITING: Final = 20
MOST_URGENT: Final = 20


def board(session: Session, user: User, online: frozenset[int]) -> dict[str, Any]:
    """Queues and people with their numbers, the conversations that have waited longest, and those
    whose promised time is over or nearly so.
    """
    return {
        "at": moment(utc_now()),
        "queues": _queues(session, user),
        "people": _people(session, user, online),
        "waiting": _longest_waiting(session, user),
        "urgent": _most_urgent(session, user),
    }


def _queues(session: Session, user: User) -> list[dict[str, Any]]:
    """Those with live conversations; `id` None: the common one."""
    rows = session.execute(
        _live(
            user,
            Conversation.queue_id,
            _how_many(Conversation.status == BOT),
            _how_many(Conversation.status == WAITING),
            _how_many(Conversation.status == OPEN),
            func.min(case((Conversation.status == WAITING, Conversation.waiting_since))),
            *_out_of_time(),
        ).group_by(Conversation.queue_id)
    )
    return [
        {
            "id": queue_id,
            "bot": int(bot),
            "waiting": int(waiting),
            "open": int(answered),
            "waiting_since": moment(since),
            "breached": int(breached),
            "at_risk": int(at_risk),
        }
        for queue_id, bot, waiting, answered, since, breached, at_risk in rows
    ]


def _people(session: Session, user: User, online: frozenset[int]) -> list[dict[str, Any]]:
    """Who is there, and who has conversations though they are not."""
    is_unanswered = Message.sender_type == "customer"
    since = func.coalesce(Conversation.waiting_since, Conversation.last_message_at)
    rows = session.execute(
        _live(
            user,
            Conversation.assigned_user_id,
            func.count(),
            _how_many(is_unanswered),
            func.min(case((is_unanswered, since))),
            *_out_of_time(),
        )
        .join(Message, Message.id == Conversation.last_message_id)
        .where(Conversation.status == OPEN)
        .group_by(Conversation.assigned_user_id)
    )
    work = {owner: _work(*numbers) for owner, *numbers in rows}
    shown = _is_shown(online, work.keys())
    people = session.scalars(select(User).where(shown).order_by(User.name, User.id))
    nothing = _work(0, 0, None, 0, 0)
    return [{"user": present_user(one, online), **work.get(one.id, nothing)} for one in people]


def _work(
    number: int, unanswered: int, since: datetime | None, breached: int, at_risk: int
) -> dict[str, Any]:
    return {
        "open": int(number),
        "unanswered": int(unanswered),
        "unanswered_since": moment(since),
        "breached": int(breached),
        "at_risk": int(at_risk),
    }


def _longest_waiting(session: Session, user: User) -> list[dict[str, Any]]:
    waits = _shown(user).where(Conversation.status == WAITING)
    first = waits.order_by(Conversation.waiting_since, Conversation.id).limit(LONGEST_WAITING)
    return present_conversations(session, list(session.scalars(first)))


def _most_urgent(session: Session, user: User) -> list[dict[str, Any]]:
    """Late or nearly so, whoever has them: found by an index, for only live ones have such moments."""
    is_due = _shown(user).where(
        Conversation.status.in_((WAITING, OPEN)), Conversation.sla_warn_at <= utc_now()
    )
    first = is_due.order_by(Conversation.sla_due_at, Conversation.id).limit(MOST_URGENT)
    return present_conversations(session, list(session.scalars(first)))


def _shown(user: User) -> Select[Any]:
    """Without those put off, as in the lists."""
    return (
        select(Conversation)
        .join(Conversation.contact)
        .options(joinedload(Conversation.contact))
        .where(Conversation.snoozed_until.is_(None), Contact.is_synthetic.is_(False), visible_to(user))
    )


def _live(user: User, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Conversation)
        .join(Conversation.contact)
        .where(Conversation.status.in_(LIVE), Contact.is_synthetic.is_(False), visible_to(user))
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _out_of_time() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """How many are late, and how many nearly so: those that the lists show under that filter."""
    is_peoples = and_(Conversation.status.in_((WAITING, OPEN)), Conversation.snoozed_until.is_(None))
    late, at_risk = (_how_many(and_(is_peoples, is_in_state(state))) for state in (BREACHED, AT_RISK))
    return late, at_risk


def _is_shown(online: Collection[int], working: Collection[int]) -> ColumnElement[bool]:
    """The platform's support attends nobody: it is not there."""
    return or_(User.id.in_(working), and_(User.id.in_(online), User.role != SUPPORT))
