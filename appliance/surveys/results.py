"""What customers answered: one by one, and in sum by queue or attendant."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload

from appliance.accounts.models import User
from appliance.conversations.models import Conversation
from appliance.conversations.presenting import moment, present_contact
from appliance.conversations.visibility import visible_to
from appliance.surveys.models import IS_ANSWERED, Survey
from appliance.surveys.states import ANSWERED, ASKED, NPS, REFUSED

EXPORTED_AT_ONCE: Final = 500
PROMOTER, DETRACTOR = 9, 6
"""Bain's Net Promoter Score: 9 and 10 promote, 0 to 6 detract."""
_GROUPS: Final = {"queue": Survey.queue_id, "attendant": Survey.user_id}


@dataclass(frozen=True)
class SurveyFilter:
    """None asks for everything. `since` and `until` are moments of asking; `until` is excluded."""

    kind: str | None = None
    queue_id: int | None = None
    user_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    worst: int | None = None
    best: int | None = None
    answered: bool = False
    commented: bool = False


def list_surveys(
    session: Session, user: User, wanted: SurveyFilter, limit: int, before_id: int | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of what was asked about conversations that `user` sees, newest first, and the next cursor."""
    query = (
        select(Survey, Conversation)
        .join(Conversation, Conversation.id == Survey.conversation_id)
        .options(joinedload(Conversation.contact, innerjoin=True))
        .where(visible_to(user), *_conditions(wanted))
        .order_by(Survey.id.desc())
        .limit(limit + 1)
    )
    if before_id is not None:
        query = query.where(Survey.id < before_id)
    rows = session.execute(query).all()
    page = rows[:limit]
    return [_present(*row) for row in page], str(page[-1][0].id) if len(rows) > limit else None


def all_surveys(session: Session, user: User, wanted: SurveyFilter) -> Iterator[dict[str, Any]]:
    """Every one, newest first, a few at a time."""
    before: int | None = None
    while True:
        page, more = list_surveys(session, user, wanted, EXPORTED_AT_ONCE, before)
        yield from page
        session.expunge_all()
        if more is None:
            return
        before = int(more)


def sum_up(session: Session, user: User, wanted: SurveyFilter, by: str) -> list[dict[str, Any]]:
    """By `queue` or `attendant`, and kind: how many were asked and answered, the average, the NPS."""
    group, is_answered = _GROUPS[by], IS_ANSWERED
    query = (
        select(
            group,
            Survey.kind,
            func.count(),
            func.sum(case((is_answered, 1), else_=0)),
            func.avg(case((is_answered, Survey.score))),
            func.sum(case((is_answered & (Survey.score >= PROMOTER), 1), else_=0)),
            func.sum(case((is_answered & (Survey.score <= DETRACTOR), 1), else_=0)),
        )
        .join(Conversation, Conversation.id == Survey.conversation_id)
        .where(visible_to(user), *_conditions(wanted))
        .group_by(group, Survey.kind)
        .order_by(group, Survey.kind)
    )
    return [_summed(row) for row in session.execute(query)]


def of_conversation(session: Session, conversation_id: int) -> dict[str, Any] | None:
    """What its customer answered; None while they have not."""
    row = session.scalar(select(Survey).where(Survey.conversation_id == conversation_id, IS_ANSWERED))
    return _answer(row) if row is not None else None


def _summed(row: Sequence[Any]) -> dict[str, Any]:
    key, kind, asked, answered, average, promoters, detractors = row
    return {
        "id": key,
        "kind": kind,
        "asked": asked,
        "answered": int(answered),
        "average": round(float(average), 2) if average is not None else None,
        "nps": round(100 * int(promoters - detractors) / int(answered)) if kind == NPS and answered else None,
    }


_CONDITIONS: Final[dict[str, Callable[[Any], ColumnElement[bool]]]] = {
    "kind": lambda kind: Survey.kind == kind,
    "queue_id": lambda queue_id: Survey.queue_id == queue_id,
    "user_id": lambda user_id: Survey.user_id == user_id,
    "since": lambda moment: Survey.asked_at >= moment,
    "until": lambda moment: Survey.asked_at < moment,
    "worst": lambda score: Survey.score >= score,
    "best": lambda score: Survey.score <= score,
}


def _conditions(wanted: SurveyFilter) -> list[ColumnElement[bool]]:
    wanted_ones = IS_ANSWERED if wanted.answered else Survey.state.in_((ASKED, ANSWERED, REFUSED))
    given = {name: getattr(wanted, name) for name in _CONDITIONS}
    found = [_CONDITIONS[name](value) for name, value in given.items() if value is not None]
    return [wanted_ones, *found, *([Survey.comment.is_not(None)] if wanted.commented else [])]


def _answer(row: Survey) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "score": row.score,
        "comment": row.comment,
        "answered_at": moment(row.answered_at),
    }


def _present(row: Survey, conversation: Conversation) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": conversation.id,
        "protocol": conversation.protocol,
        "contact": present_contact(conversation.contact),
        "queue_id": row.queue_id,
        "user_id": row.user_id,
        "state": row.state,
        "asked_at": moment(row.asked_at),
        **_answer(row),
    }
