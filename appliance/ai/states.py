"""How a question moves, always by conditional update: of two who try the same move, one wins.

new → submitting → open → answered | failed, and back to new when it surely or probably was not taken.
Any unfinished one becomes superseded when the customer writes again or a person takes over. Killed
anywhere, a question is found again by its `next_step_at`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, update
from sqlalchemy.orm import Session

from appliance.ai.models import UNFINISHED, AiRequest
from appliance.conversations.models import Conversation
from appliance.database import Sessions, UtcDateTime, run_transaction, utc_now

NEW, SUBMITTING, OPEN = UNFINISHED
ANSWERED, SUPERSEDED, FAILED = "answered", "superseded", "failed"

LEASE = timedelta(seconds=16)
"""Longer than one call to FILA-IA may take: until then whoever began a step is still at it."""
FIRST_POLL = timedelta(seconds=1.8)
"""Two rounds of the worker's ticker, less what a call takes: a little more would often be three."""


def claim_submission(sessions: Sessions, request: AiRequest) -> bool:
    """new → submitting; whoever gets True makes the call."""
    now = utc_now()
    return _move(
        sessions,
        request,
        NEW,
        state=SUBMITTING,
        submitted_at=now,
        attempts=request.attempts + 1,
        polls=0,
        next_step_at=now + LEASE,
    )


def opened(sessions: Sessions, request: AiRequest, upstream_id: str) -> bool:
    """submitting → open: FILA-IA has it, under `upstream_id`."""
    return _move(
        sessions,
        request,
        SUBMITTING,
        state=OPEN,
        upstream_id=upstream_id,
        failure=None,
        polls=0,
        next_step_at=utc_now() + FIRST_POLL,
    )


def not_taken(sessions: Sessions, request: AiRequest, retry_at: datetime, trouble: str) -> bool:
    """submitting → new, to be put again at `retry_at`; `trouble` is why, if the deadline comes first."""
    return postpone(sessions, request, SUBMITTING, retry_at, state=NEW, failure=trouble)


def postpone(
    sessions: Sessions, request: AiRequest, expected: str, next_step_at: datetime, **values: Any
) -> bool:
    """If in the `expected` state: looked at again at `next_step_at`, at the latest at the deadline."""
    at = min(next_step_at, request.deadline_at)
    return _move(sessions, request, expected, next_step_at=at, **values)


def postpone_all(sessions: Sessions, request_ids: Sequence[int], at: datetime, *, looks: int = 0) -> None:
    """All that FILA-IA has or may have: looked for together at `at`, each at the latest at its deadline.

    `looks`: how many looks this one counts as.
    """
    if not request_ids:
        return
    work = (
        update(AiRequest)
        .where(AiRequest.id.in_(request_ids), AiRequest.state.in_((SUBMITTING, OPEN)))
        .values(
            next_step_at=func.least(AiRequest.deadline_at, literal(at, UtcDateTime())),
            polls=AiRequest.polls + looks,
        )
    )
    run_transaction(sessions, lambda session: session.execute(work))


def claim_due(sessions: Sessions, now: datetime) -> list[AiRequest]:
    """The unfinished questions whose time has come, each given to one caller only, oldest first."""
    with sessions() as session:
        due = unfinished(session, AiRequest.next_step_at <= now)
    return [request for request in due if _lease(sessions, request, now)]


def unfinished(session: Session, *conditions: ColumnElement[bool]) -> Sequence[AiRequest]:
    """All that fulfil `conditions`, oldest first."""
    return session.scalars(
        select(AiRequest).where(AiRequest.state.in_(UNFINISHED), *conditions).order_by(AiRequest.id)
    ).all()


def overtaken(session: Session) -> Sequence[AiRequest]:
    """The unfinished questions of conversations that somebody else answers now."""
    return session.scalars(
        select(AiRequest)
        .join(Conversation, Conversation.id == AiRequest.conversation_id)
        .where(AiRequest.state.in_(UNFINISHED), AiRequest.conversation_version != Conversation.version)
    ).all()


def note_tokens(sessions: Sessions, request_id: int, tokens_in: int | None, tokens_out: int | None) -> None:
    """What the answer took, once FILA-IA has it, whatever becomes of it here."""
    if tokens_in is None and tokens_out is None:
        return
    work = (
        update(AiRequest).where(AiRequest.id == request_id).values(tokens_in=tokens_in, tokens_out=tokens_out)
    )
    run_transaction(sessions, lambda session: session.execute(work))


def finish(session: Session, request_id: int, state: str, failure: str | None = None) -> bool:
    """Ends a question, in the caller's transaction; False if it had ended already."""
    changed = session.execute(
        update(AiRequest)
        .where(AiRequest.id == request_id, AiRequest.state.in_(UNFINISHED))
        .values(state=state, failure=failure, finished_at=utc_now())
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def _lease(sessions: Sessions, request: AiRequest, now: datetime) -> bool:
    return _move(
        sessions,
        request,
        request.state,
        AiRequest.next_step_at == request.next_step_at,
        next_step_at=now + LEASE,
    )


def _move(sessions: Sessions, request: AiRequest, expected: str, *conditions: Any, **values: Any) -> bool:
    """Updates the row if it is in the `expected` state; `request` itself stays as it was read."""

    def work(session: Session) -> bool:
        changed = session.execute(
            update(AiRequest)
            .where(AiRequest.id == request.id, AiRequest.state == expected, *conditions)
            .values(**values)
        )
        return bool(changed.rowcount == 1)  # type: ignore[attr-defined]

    return run_transaction(sessions, work)
