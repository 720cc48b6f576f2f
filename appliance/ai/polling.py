"""Looking for answers: one list call for every question FILA-IA has.

Also the safety net of every step: what waits to be put, what a crash left behind, what is too late.
"""

from collections.abc import Sequence
from datetime import timedelta

import redis
import structlog
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from appliance.ai import health, states, texts
from appliance.ai.asking import consider, forgotten, submit
from appliance.ai.client import AiError, Answer, Permanent, Throttled
from appliance.ai.handing import answer, give_up
from appliance.ai.models import UNFINISHED, AiRequest
from appliance.ai.provider import Provider
from appliance.context import Context
from appliance.database import run_transaction, utc_now

LOOKS_FOR_LOST = 2
"""A question that so many lists do not show never arrived: it is put again."""
LONGEST_DELAY = 10.0
"""Seconds between two looks, at the most."""
MARGIN = 10
"""Rows of others, or of questions put twice, that may stand between ours."""

_SWEEP_KEY = "ai:sweep"
_SWEEP_SECONDS = 15

log = structlog.get_logger()


def due(context: Context) -> bool:
    """Whether `advance` has something to do; one indexed look, so ask it every second."""
    with context.sessions() as session:
        if session.scalar(
            select(exists().where(AiRequest.state.in_(UNFINISHED), AiRequest.next_step_at <= utc_now()))
        ):
            return True
        try:
            is_sweep = context.redis.set(_SWEEP_KEY, "1", nx=True, ex=_SWEEP_SECONDS)
        except redis.RedisError:
            return False
        return bool(is_sweep and forgotten(session, limit=1))


def advance(context: Context, provider: Provider) -> None:
    """Takes every question whose time has come one step further; harmless when run twice at once."""
    with context.sessions() as session:
        messages = forgotten(session)
        overtaken = states.overtaken(session)
    for request in overtaken:
        _drop(context, provider, request)
    for message_id in messages:
        consider(context, provider, message_id)
    now = utc_now()
    claimed = states.claim_due(context.sessions, now)
    late = [request for request in claimed if request.deadline_at <= now]
    in_time = [request for request in claimed if request.deadline_at > now]
    for request in in_time:
        if request.state == states.NEW:
            submit(context, provider, request)
    put = [request for request in claimed if request.state != states.NEW]
    if put:  # the late ones too: their answer may have come with this second
        _look(context, provider, put)
    for request in late:
        _too_late(context, provider, request)
    health.note_progress(context.redis)


def _drop(context: Context, provider: Provider, request: AiRequest) -> None:
    """A person answers now: FILA-IA is neither asked nor looked at for it any more."""
    run_transaction(context.sessions, lambda session: states.finish(session, request.id, states.SUPERSEDED))
    provider.breaker.release(request.reference)


def _look(context: Context, provider: Provider, claimed: Sequence[AiRequest]) -> None:
    """One list call for every question FILA-IA has, due or not; then they wait for the next one together."""
    due_ids = {request.id for request in claimed}
    with context.sessions() as session:
        outstanding = states.unfinished(session, AiRequest.state != states.NEW)
        count = _rows_needed(session, outstanding)
    # one that is being submitted, and not due, is in somebody's hands
    shared = [request for request in outstanding if request.state == states.OPEN or request.id in due_ids]
    wait = provider.budget.take_look()
    if wait:
        _look_again(context, shared, wait)
        return
    try:
        rows = provider.client.newest(count)
    except Throttled as error:
        provider.budget.pause(error.retry_after)
        _look_again(context, shared, error.retry_after)
    except Permanent as error:
        log.error("ai_refused", status=error.status)  # noqa: TRY400 - foreseen, and the trace says nothing
        health.note_refusal(context.redis)
        for request in outstanding:
            provider.breaker.release(request.reference)
            give_up(context, request, texts.UNAVAILABLE)
    except AiError as error:
        log.warning("ai_poll_failed", reason=str(error))
        provider.breaker.failure(claimed[-1].reference)
        _look_again(context, shared, look_delay(shared))
    else:
        waiting = [
            request
            for request in outstanding
            if _settle(context, provider, request, _row_of(request, rows), is_due=request.id in due_ids)
        ]
        _look_again(
            context, [request for request in waiting if request in shared], look_delay(waiting), looks=1
        )


def look_delay(waiting: Sequence[AiRequest]) -> float:
    """Seconds to the next look: half the age of the youngest question, from 1.8 up to 10.

    So a new question begins the back-off anew for all, and nobody waits much longer than the answer takes.
    """
    put = [request.submitted_at for request in waiting if request.submitted_at]
    age = (utc_now() - max(put)).total_seconds() if put else 0.0
    return min(max(age / 2, states.FIRST_POLL.total_seconds()), LONGEST_DELAY)


def _look_again(context: Context, waiting: Sequence[AiRequest], seconds: float, *, looks: int = 0) -> None:
    later = utc_now() + timedelta(seconds=seconds)
    states.postpone_all(context.sessions, [request.id for request in waiting], later, looks=looks)


def _settle(
    context: Context, provider: Provider, request: AiRequest, row: Answer | None, *, is_due: bool
) -> bool:
    """What the list says of one question; whether it must be looked for again."""
    if row is None:
        return not is_due or _missing(context, provider, request)
    if request.state == states.SUBMITTING:
        states.opened(context.sessions, request, row.upstream_id)
    if row.status == "completed":
        _completed(context, provider, request, row)
        return False
    if row.status == "failed":
        provider.breaker.failure(request.reference)
        give_up(context, request, texts.UNAVAILABLE)
        return False
    return True


def _completed(context: Context, provider: Provider, request: AiRequest, row: Answer) -> None:
    states.note_tokens(context.sessions, request.id, row.tokens_in, row.tokens_out)
    if row.is_fallback or not row.text:
        provider.breaker.failure(request.reference)
        give_up(context, request, texts.FALLBACK)
        return
    provider.breaker.success(request.reference)
    answer(context, request, row.text)


def _missing(context: Context, provider: Provider, request: AiRequest) -> bool:
    """Not in the list: put again what never arrived; ask by id for what had. As `_settle` returns."""
    if request.state == states.SUBMITTING:
        if request.polls + 1 < LOOKS_FOR_LOST:
            return True
        states.not_taken(context.sessions, request, utc_now(), texts.UNAVAILABLE)
        return False
    if provider.budget.take_call():
        return True
    try:
        row = provider.client.one(request.upstream_id or "")
    except Permanent:
        log.warning("ai_lost", request_id=request.id)
        provider.breaker.release(request.reference)
        give_up(context, request, texts.UNAVAILABLE)
        return False
    except AiError:
        return True
    return _settle(context, provider, request, row, is_due=True)


def _too_late(context: Context, provider: Provider, request: AiRequest) -> None:
    """A person, now. Only a question that FILA-IA had is held against FILA-IA."""
    if give_up(context, request, request.failure or texts.TIMED_OUT) and request.state == states.OPEN:
        provider.breaker.failure(request.reference)
    else:
        provider.breaker.release(request.reference)


def _row_of(request: AiRequest, rows: Sequence[Answer]) -> Answer | None:
    """Its row; of several (a question put twice) one that is done."""
    own = [
        row for row in rows if request.reference == row.reference or request.upstream_id == row.upstream_id
    ]
    return next((row for row in own if row.status == "completed"), own[0] if own else None)


def _rows_needed(session: Session, outstanding: Sequence[AiRequest]) -> int:
    """As many newest rows as reach back to the oldest outstanding question."""
    begun = [request.submitted_at for request in outstanding if request.submitted_at]
    if not begun:
        return MARGIN
    newer = session.scalar(select(func.count()).where(AiRequest.submitted_at >= min(begun))) or 0
    return newer + MARGIN
