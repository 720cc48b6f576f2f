"""Webhook bodies go when their time is over, and not before."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.whatsapp import deliveries, retention
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.receiving import process_delivery
from appliance.worker import sweeps
from tests.payloads.whatsapp import contact, encode, envelope, text, value

pytestmark = pytest.mark.integration


def store(context: Context, state: str, *, days_ago: float, count: int = 1) -> None:
    received_at = utc_now() - timedelta(days=days_ago)
    with transaction(context.sessions) as session:
        before = session.scalar(select(func.count()).select_from(WebhookDelivery)) or 0
        session.add_all(
            WebhookDelivery(digest=str(before + number), body=b"{}", state=state, received_at=received_at)
            for number in range(count)
        )


def left(context: Context) -> list[str]:
    """The states of those that are still there."""
    with context.sessions() as session:
        return list(session.scalars(select(WebhookDelivery.state).order_by(WebhookDelivery.id)))


def test_a_processed_body_goes_after_the_days_set(context: Context) -> None:
    store(context, "done", days_ago=30.1)
    store(context, "done", days_ago=29.9)
    sweeps.forget_deliveries(context)
    assert left(context) == ["done"]
    assert retention.forget_old(context.sessions, 29) == 1
    assert left(context) == []


@pytest.mark.parametrize("state", ["dead", "malformed", "dismissed"])
def test_what_could_not_be_processed_stays_much_longer(context: Context, state: str) -> None:
    store(context, state, days_ago=179)
    sweeps.forget_deliveries(context)
    assert left(context) == [state]
    store(context, state, days_ago=181)
    sweeps.forget_deliveries(context)
    assert left(context) == [state]


def test_what_is_not_processed_yet_is_never_touched(context: Context) -> None:
    store(context, "pending", days_ago=1000)
    sweeps.forget_deliveries(context)
    assert left(context) == ["pending"]


def test_it_goes_in_small_batches_oldest_first(context: Context) -> None:
    store(context, "done", days_ago=40, count=retention.BATCH)
    store(context, "done", days_ago=35, count=5)
    store(context, "done", days_ago=1)
    assert retention.forget_old(context.sessions, 30) == retention.BATCH
    assert len(left(context)) == 6
    assert retention.forget_old(context.sessions, 30) == 5
    assert retention.forget_old(context.sessions, 30) == 0
    assert left(context) == ["done"]


def test_nobody_waits_for_it(context: Context) -> None:
    """While a batch is being deleted, bodies are stored and others are finished."""
    store(context, "done", days_ago=40, count=10)
    store(context, "done", days_ago=1)
    working = deliveries.store(context.sessions, b"{}")
    assert working is not None
    is_deleting, may_commit = threading.Event(), threading.Event()

    def hold(connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE"):
            is_deleting.set()
            assert may_commit.wait(30)

    engine = context.sessions.kw["bind"]
    event.listen(engine, "after_cursor_execute", hold)
    pruner = threading.Thread(target=retention.forget_old, args=(context.sessions, 30))
    try:
        pruner.start()
        assert is_deleting.wait(30)
        with transaction(context.sessions) as session:
            assert deliveries.lease(session, working) is not None
            deliveries.finish(session, working, "done")
        assert deliveries.store(context.sessions, b"[]") is not None
    finally:
        may_commit.set()
        pruner.join()
        event.remove(engine, "after_cursor_execute", hold)
    assert left(context) == ["done", "done", "pending"]


def test_one_that_is_put_to_work_again_in_that_moment_stays(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(context, "dead", days_ago=200)
    run_transaction = retention.run_transaction

    def retried_first(*arguments: object) -> object:
        with transaction(context.sessions) as session:
            deliveries.retry(session, session.scalars(select(WebhookDelivery.id)).one())
        return run_transaction(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "run_transaction", retried_first)
    retention.forget_old(context.sessions, 30)
    assert left(context) == ["pending"]


def test_a_body_that_meta_repeats_for_a_week_is_still_known(
    context: Context, deliver: Callable[..., int]
) -> None:
    document = envelope(value(messages=(text("wamid.1"),), contacts=(contact(),)))
    deliver(document=document)
    with transaction(context.sessions) as session:
        session.execute(update(WebhookDelivery).values(received_at=utc_now() - timedelta(days=7)))
    assert retention.forget_old(context.sessions, 8) == 0
    assert deliveries.store(context.sessions, encode(document)) is None


def test_and_even_one_that_is_forgotten_makes_no_second_message(
    context: Context, deliver: Callable[..., int]
) -> None:
    document = envelope(value(messages=(text("wamid.1"),), contacts=(contact(),)))
    deliver(document=document)
    with transaction(context.sessions) as session:
        session.execute(update(WebhookDelivery).values(received_at=utc_now() - timedelta(days=31)))
    assert retention.forget_old(context.sessions, 30) == 1
    again = deliveries.store(context.sessions, encode(document))
    assert again is not None
    process_delivery(context, again)
    with context.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1
