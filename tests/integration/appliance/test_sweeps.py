import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import queue_text
from appliance.conversations.ownership import is_still_the_bots, take_over
from appliance.database import transaction, utc_now
from appliance.job_queues import INBOUND, OUTBOUND
from appliance.realtime.models import Event
from appliance.whatsapp import deliveries
from appliance.whatsapp.models import PendingReceipt, WebhookDelivery
from appliance.worker import sweeps
from appliance.worker.heartbeat import KEY, MAX_AGE_SECONDS, heartbeat
from foundation.heartbeat import heartbeat_file

pytestmark = pytest.mark.integration

LONG_AGO = timedelta(minutes=2)


@pytest.fixture
def message_id(context: Context, write: Callable[..., int], ana: User) -> int:
    """Queued just now, its job lost."""
    write("wamid.in")
    with transaction(context.sessions) as session:
        conversation = session.scalars(select(Conversation)).one()
        take_over(session, conversation, ana)
        message = queue_text(session, conversation, "attendant", "Olá", user=ana)
    return message.id


def change(context: Context, message_id: int, **values: object) -> None:
    with transaction(context.sessions) as session:
        session.execute(update(Message).where(Message.id == message_id).values(**values))


def test_a_delivery_whose_job_was_lost_is_asked_for_once(context: Context) -> None:
    deliveries.store(context.sessions, b"{}")
    sweeps.sweep_deliveries(context)
    assert context.queues[INBOUND].count == 0  # its own job may still come
    with transaction(context.sessions) as session:
        session.execute(update(WebhookDelivery).values(received_at=utc_now() - LONG_AGO))
    for _ in range(3):
        sweeps.sweep_deliveries(context)
    assert context.queues[INBOUND].count == 1


def test_a_delivery_in_somebodys_hands_is_left_until_the_lease_ends(context: Context) -> None:
    delivery_id = deliveries.store(context.sessions, b"{}")
    assert delivery_id is not None
    with transaction(context.sessions) as session:
        assert deliveries.lease(session, delivery_id) is not None
        session.execute(update(WebhookDelivery).values(received_at=utc_now() - LONG_AGO))
    with transaction(context.sessions) as session:
        assert deliveries.lease(session, delivery_id) is None
    sweeps.sweep_deliveries(context)
    assert context.queues[INBOUND].count == 0
    with transaction(context.sessions) as session:
        session.execute(update(WebhookDelivery).values(lease_until=utc_now() - timedelta(seconds=1)))
    sweeps.sweep_deliveries(context)
    assert context.queues[INBOUND].count == 1


def test_a_delivery_that_kills_its_worker_is_given_up_visibly(context: Context) -> None:
    delivery_id = deliveries.store(context.sessions, b"{}")
    assert delivery_id is not None
    for attempt in range(deliveries.MAX_ATTEMPTS + 1):
        with transaction(context.sessions) as session:
            session.execute(update(WebhookDelivery).values(lease_until=None))
            is_taken = deliveries.lease(session, delivery_id) is not None
        assert is_taken == (attempt < deliveries.MAX_ATTEMPTS)
    with context.sessions() as session:
        assert session.get_one(WebhookDelivery, delivery_id).state == "dead"


def test_a_lease_of_a_clock_that_was_ahead_ends(context: Context) -> None:
    delivery_id = deliveries.store(context.sessions, b"{}")
    assert delivery_id is not None
    with transaction(context.sessions) as session:
        assert deliveries.lease(session, delivery_id) is not None
        session.execute(
            update(WebhookDelivery).values(
                lease_until=utc_now() + timedelta(minutes=10), received_at=utc_now() - LONG_AGO
            )
        )
    sweeps.sweep_deliveries(context)
    with transaction(context.sessions) as session:
        assert deliveries.lease(session, delivery_id) is not None


def test_a_message_whose_job_was_lost_is_asked_for_once(context: Context, message_id: int) -> None:
    sweeps.sweep_outbox(context)
    assert context.queues[OUTBOUND].count == 0
    change(context, message_id, sent_at=utc_now() - LONG_AGO)
    for _ in range(3):
        sweeps.sweep_outbox(context)
    assert context.queues[OUTBOUND].count == 1


def test_a_retry_is_asked_for_when_it_is_due(context: Context, message_id: int) -> None:
    change(context, message_id, sent_at=utc_now() - LONG_AGO, retry_at=utc_now() + LONG_AGO)
    sweeps.sweep_outbox(context)
    assert context.queues[OUTBOUND].count == 0
    change(context, message_id, retry_at=utc_now())
    sweeps.sweep_outbox(context)
    assert context.queues[OUTBOUND].count == 1


def test_a_claim_of_a_clock_that_was_ahead_becomes_unknown(context: Context, message_id: int) -> None:
    change(context, message_id, claimed_at=utc_now() + timedelta(minutes=10), attempts=1)
    sweeps.expire_claims(context)
    with context.sessions() as session:
        assert session.get_one(Message, message_id).status == "unknown"


def test_a_claim_left_by_a_crash_becomes_unknown_and_is_not_resent(context: Context, message_id: int) -> None:
    change(context, message_id, claimed_at=utc_now(), attempts=1)
    sweeps.expire_claims(context)
    with context.sessions() as session:
        assert session.get_one(Message, message_id).status == "queued"
    change(context, message_id, claimed_at=utc_now() - LONG_AGO, sent_at=utc_now() - LONG_AGO)
    sweeps.expire_claims(context)
    sweeps.sweep_outbox(context)
    with context.sessions() as session:
        lost = session.get_one(Message, message_id)
    assert (lost.status, lost.claimed_at) == ("unknown", None)
    assert lost.error is not None
    assert context.queues[OUTBOUND].count == 0


@pytest.fixture
def unknown_answer_id(context: Context, write: Callable[..., int]) -> int:
    """The bot's; whether it arrived just now nobody knows."""
    write("wamid.in")
    with transaction(context.sessions) as session:
        message = queue_text(session, session.scalars(select(Conversation)).one(), "bot", "Olá!")
        message.status, message.attempts = "unknown", 1
    return message.id


def conversation(context: Context) -> Conversation:
    with context.sessions() as session:
        return session.scalars(select(Conversation)).one()


def test_the_bots_answer_that_stays_unknown_calls_a_person(context: Context, unknown_answer_id: int) -> None:
    sweeps.hand_over_unknown(context)
    assert conversation(context).status == "bot"  # its receipt may be on the way
    change(context, unknown_answer_id, created_at=utc_now() - 2 * LONG_AGO)
    for _ in range(2):
        sweeps.hand_over_unknown(context)
    waiting = conversation(context)
    assert (waiting.status, waiting.needs_human_attention) == ("waiting", True)
    assert (waiting.attention_reason, waiting.version) == ("bot_message_unknown", 2)
    with context.sessions() as session:
        assert session.scalars(select(Event.kind).order_by(Event.id)).all()[-1] == "conversation.updated"
        assert session.get_one(Message, unknown_answer_id).status == "unknown"  # never sent again by itself


def test_the_bots_answer_that_cannot_leave_calls_a_person_and_is_not_sent_later(
    context: Context, unknown_answer_id: int
) -> None:
    change(context, unknown_answer_id, created_at=utc_now() - LONG_AGO, status="queued", attempts=0)
    sweeps.hand_over_unknown(context)
    waiting = conversation(context)
    assert (waiting.status, waiting.attention_reason) == ("waiting", "bot_message_failed")
    with context.sessions() as session:
        assert not is_still_the_bots(waiting, session.get_one(Message, unknown_answer_id))


def test_an_unknown_answer_that_a_receipt_settled_calls_nobody(
    context: Context, unknown_answer_id: int
) -> None:
    change(context, unknown_answer_id, created_at=utc_now() - 2 * LONG_AGO, status="sent")
    sweeps.hand_over_unknown(context)
    assert conversation(context).status == "bot"


def test_an_unknown_answer_disturbs_no_person(context: Context, unknown_answer_id: int, ana: User) -> None:
    with transaction(context.sessions) as session:
        take_over(session, session.scalars(select(Conversation)).one(), ana)
    change(context, unknown_answer_id, created_at=utc_now() - 2 * LONG_AGO)
    sweeps.hand_over_unknown(context)
    assert (conversation(context).status, conversation(context).needs_human_attention) == ("open", False)


def test_the_worker_shows_that_it_lives(context: Context) -> None:
    began = time.time()
    heartbeat(context)
    assert heartbeat_file().stat().st_mtime >= began - 1
    assert 0 < context.redis.ttl(KEY) <= MAX_AGE_SECONDS  # type: ignore[operator]


def test_old_events_and_receipts_of_nobody_are_forgotten(context: Context, message_id: int) -> None:
    week_ago = utc_now() - timedelta(days=7)
    with transaction(context.sessions) as session:
        session.add(
            PendingReceipt(whatsapp_message_id="x", status="sent", occurred_at=week_ago, created_at=week_ago)
        )
        session.execute(update(Event).where(Event.published_at.is_not(None)).values(published_at=week_ago))
        waiting = session.scalars(select(Event.id).where(Event.published_at.is_(None))).all()
    sweeps.prune(context)
    with context.sessions() as session:
        assert session.scalars(select(PendingReceipt)).all() == []
        assert session.scalars(select(Event.id)).all() == waiting
    assert waiting
