"""What the ticker does, as one list. Each entry asks the database what was left undone and has it done.

This is the guarantee behind the queues: a crash between commit and enqueue, or a lost Redis, costs
seconds and no message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import and_, delete, or_, select

from appliance.accounts import history
from appliance.ai import polling
from appliance.ai.asking import long_forgotten
from appliance.ai.unanswered import hand_over_unanswered, hand_over_unconsidered
from appliance.canned_answers.beginning import seed as seed_canned_answers
from appliance.channel.checking import start_if_due as start_channel_check
from appliance.context import Context
from appliance.conversations import counters
from appliance.conversations.models import Message
from appliance.conversations.scheduling import release_due
from appliance.conversations.snoozing import wake_due
from appliance.database import run_transaction, transaction, utc_now
from appliance.inactivity.stepping import step_due
from appliance.job_queues import (
    CONSIDER_MESSAGE,
    DOWNLOAD_MEDIA,
    POLL_ANSWERS,
    POLL_TEMPLATES,
    PREPARE_MEDIA,
    PROCESS_WAITING,
    SEND_DUE,
    SEND_MAILS,
    Job,
    enqueue,
)
from appliance.mail import outbox as mail
from appliance.media import expiry, preparing
from appliance.media import states as media
from appliance.media.files import ABANDONED_SECONDS, MediaFiles
from appliance.push import telling
from appliance.realtime.events import publish_pending
from appliance.realtime.models import Event
from appliance.routing.leaving import give_back
from appliance.routing.offering import offer_waiting
from appliance.search.indexing import index_news
from appliance.service_levels.clocks import keep_clocks
from appliance.support import ending as support
from appliance.surveys.asking import ask_due
from appliance.templates.jobs import waiting as waiting_templates
from appliance.templates.sync_state import start_if_due as start_template_sync
from appliance.usage.closing import close_due
from appliance.whatsapp import (
    answers,
    changes,
    deliveries,
    heeding,
    overdue,
    receipts,
    retention,
    undelivered,
)
from appliance.worker.heartbeat import heartbeat

BATCH = 200
MEDIA_BATCH = 20
"""More than are fetched in a second, which is how often this asks."""
EXPLAINED_BATCHES = 4
"""Of 500 messages, every five seconds."""
UNCLAIMED_FOR = timedelta(seconds=10)
"""A message queued this long without a claim was forgotten by its job."""
EVENTS_KEPT_FOR = timedelta(days=1)

log = structlog.get_logger()


@dataclass(frozen=True)
class Sweep:
    name: str
    every_seconds: float
    run: Callable[[Context], object]


def sweep_deliveries(context: Context) -> None:
    """Webhook bodies that nobody works on: one job looks for all of them."""
    with transaction(context.sessions) as session:
        deliveries.release_expired(session)
        is_due = deliveries.is_due(session)
    if is_due:
        enqueue(context.queues, PROCESS_WAITING, once=True)


def sweep_outbox(context: Context) -> None:
    """Messages that wait for no reason, or whose retry is due: one job looks for all of them.

    Also while all sending has stopped: it is the sender that tries whether that is over.
    """
    now = utc_now()
    forgotten = and_(Message.retry_at.is_(None), Message.sent_at < now - UNCLAIMED_FOR)
    with context.sessions() as session:
        is_due = session.scalar(
            select(Message.id)
            .where(
                Message.status == "queued",
                Message.claimed_at.is_(None),
                or_(forgotten, Message.retry_at <= now),
            )
            .limit(1)
        )
    if is_due:
        enqueue(context.queues, SEND_DUE, once=True)


def expire_claims(context: Context) -> None:
    """Messages whose sender died in the act become unknown: they may have left. Nor does any wait for a
    moment that only a wrong clock had near.
    """
    run_transaction(context.sessions, overdue.expire_claims)
    run_transaction(context.sessions, overdue.end_waits_of_a_wrong_clock)


def explain_waiting(context: Context) -> None:
    """Messages that wait for long say why."""
    for _ in range(EXPLAINED_BATCHES):
        if not run_transaction(context.sessions, overdue.explain_waiting):
            return


def drop_undelivered(context: Context) -> None:
    """Messages Meta took a month ago and never delivered."""
    run_transaction(context.sessions, overdue.drop_undelivered)


def settle_receipts(context: Context) -> None:
    """Receipts parked in the moment their message got its id."""
    heeding.take_late(context)


def settle_changes(context: Context) -> None:
    """Reactions, edits and revocations that came in the moment their message was stored."""
    run_transaction(context.sessions, changes.settle_late)


def link_answers(context: Context) -> None:
    """Answers that came in the moment what they quote got its id."""
    run_transaction(context.sessions, answers.link_late)


def sweep_media(context: Context) -> None:
    """Files to fetch: new ones, those whose retry is due, those whose worker died. No other asks for them.

    And uploads to prepare that a crash or a full disk left.
    """
    with context.sessions() as session:
        ids = media.due(session, MEDIA_BATCH)
        raw = preparing.due(session, MEDIA_BATCH)
    _enqueue_all(context, DOWNLOAD_MEDIA, ids)
    _enqueue_all(context, PREPARE_MEDIA, raw)


def clear_incoming(context: Context) -> None:
    """What a killed download left on the disk."""
    MediaFiles(context.settings.media_dir).clear_incoming(ABANDONED_SECONDS)


def hand_over_unknown(context: Context) -> None:
    """The bot's answers that stayed unknown: a person sees to their customers."""
    run_transaction(context.sessions, undelivered.hand_over_unknown)


def ask_for_answers(context: Context) -> None:
    """FILA-IA is asked whenever a question's next step is due."""
    if polling.due(context):
        enqueue(context.queues, POLL_ANSWERS, once=True)


def consider_long_forgotten(context: Context) -> None:
    """Customers' messages that waited for a worker longer than `ask_for_answers` looks back."""
    with context.sessions() as session:
        ids = long_forgotten(session, BATCH)
    _enqueue_all(context, CONSIDER_MESSAGE, ids)


def poll_templates(context: Context) -> None:
    """Templates that wait for Meta's decision, should no webhook bring it."""
    if waiting_templates(context):
        enqueue(context.queues, POLL_TEMPLATES, once=True)


def send_mails(context: Context) -> None:
    """E-mails whose next attempt is due, or that nobody was woken for."""
    if context.settings.mail is None:
        return
    with context.sessions() as session:
        is_due = mail.is_due(session)
    if is_due:
        enqueue(context.queues, SEND_MAILS, once=True)


def prune(context: Context) -> None:
    """Events long published, receipts whose message never came."""
    with transaction(context.sessions) as session:
        session.execute(delete(Event).where(Event.published_at < utc_now() - EVENTS_KEPT_FOR))
        receipts.forget_old(session)


def forget_deliveries(context: Context) -> None:
    """Webhook bodies kept long enough: a few a minute (up to 288,000 a day), not all of them at night."""
    forgotten = retention.forget_old(context.sessions, context.settings.raw_webhook_days)
    if forgotten:
        log.info("webhook bodies forgotten", count=forgotten)


SWEEPS = (
    Sweep("heartbeat", 5, heartbeat),
    Sweep("ask_for_answers", 1, ask_for_answers),
    Sweep("sweep_media", 1, sweep_media),
    Sweep("index_news", 1, index_news),
    Sweep("consider_long_forgotten", 300, consider_long_forgotten),
    Sweep("sweep_deliveries", 5, sweep_deliveries),
    Sweep("offer_waiting", 1, offer_waiting),
    Sweep("give_back", 15, give_back),
    Sweep("end_support_accesses", 1, support.end_due),
    Sweep("keep_clocks", 1, keep_clocks),
    Sweep("step_inactive", 5, step_due),
    Sweep("ask_surveys", 2, ask_due),
    Sweep("release_scheduled", 1, release_due),
    Sweep("wake_snoozed", 5, wake_due),
    Sweep("sweep_outbox", 5, sweep_outbox),
    Sweep("expire_claims", 5, expire_claims),
    Sweep("explain_waiting", 5, explain_waiting),
    Sweep("settle_receipts", 5, settle_receipts),
    Sweep("settle_changes", 5, settle_changes),
    Sweep("link_answers", 5, link_answers),
    Sweep("hand_over_unknown", 5, hand_over_unknown),
    Sweep("hand_over_unanswered", 5, hand_over_unanswered),
    Sweep("hand_over_unconsidered", 15, hand_over_unconsidered),
    Sweep("publish_events", 5, publish_pending),
    Sweep("tell_counters", 1, counters.tell),
    Sweep("tell_published", 1, telling.tell_published),
    Sweep("send_pushes", 5, telling.wake_sender),
    Sweep("forget_deliveries", 60, forget_deliveries),
    Sweep("start_template_sync", 5, start_template_sync),
    Sweep("poll_templates", 10, poll_templates),
    Sweep("start_channel_check", 600, start_channel_check),
    Sweep("seed_canned_answers", 3600, seed_canned_answers),
    Sweep("clear_incoming", 600, clear_incoming),
    Sweep("forget_uploads", 600, expiry.sweep),
    Sweep("drop_undelivered", 3600, drop_undelivered),
    Sweep("prune", 3600, prune),
    Sweep("send_mails", 15, send_mails),
    Sweep("forget_pushes", 3600, telling.forget),
    Sweep("close_usage", 300, close_due),
    Sweep("forget_sign_in_attempts", 3600, history.forget_old),
)


def _enqueue_all(context: Context, job: Job, ids: list[int]) -> None:
    for row_id in ids:
        if not enqueue(context.queues, job, row_id, once=True):
            return  # Redis is away: the next round tries again
