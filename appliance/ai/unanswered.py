"""The promise kept without the AI's own queue: whoever should have had an answer by now gets a person.

Run by the ticker, in the database alone, so that it holds when nobody works through that queue, whatever the
reason. While all is well there is nothing to find: every question is ended at its deadline (`polling`).
"""

from contextlib import suppress
from datetime import timedelta

import redis
import structlog

from appliance.ai import health, states, texts
from appliance.ai.asking import hand_over, unconsidered
from appliance.ai.handing import give_up
from appliance.ai.models import AiRequest
from appliance.context import Context
from appliance.database import utc_now

OVERDUE_AFTER = states.LEASE + timedelta(seconds=10)
"""Past the deadline. Until then somebody who died may have held the question."""
BATCH = 50

log = structlog.get_logger()


def hand_over_unanswered(context: Context) -> None:
    """Questions past their deadline that nobody ended."""
    with context.sessions() as session:
        overdue = states.unfinished(session, AiRequest.deadline_at < utc_now() - OVERDUE_AFTER)
    for request in overdue:
        give_up(context, request, request.failure or texts.TIMED_OUT)
    _note(context, len(overdue))


def hand_over_unconsidered(context: Context) -> None:
    """Customers' messages that were never made into a question, for longer than an answer may take."""
    patience = timedelta(seconds=context.settings.ai.deadline_seconds) + OVERDUE_AFTER
    with context.sessions() as session:
        ids = unconsidered(session, patience, BATCH)
    for message_id in ids:
        hand_over(context, message_id, texts.TIMED_OUT)
    _note(context, len(ids))


def _note(context: Context, count: int) -> None:
    if count == 0:
        return
    log.error("ai_stalled", handed_over=count)
    with suppress(redis.RedisError):  # while it is away the state says so by itself
        health.note_stall(context.redis)
