import json
from collections.abc import Callable
from typing import Any

import pytest
import redis
from sqlalchemy import select

from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction
from appliance.realtime import events
from appliance.realtime.emitting import CHANNEL, NumberingEmitter
from appliance.realtime.events import CONVERSATION_UPDATED, publish_pending, record
from appliance.realtime.models import Event
from appliance.realtime.turn import turn
from tests.integration.appliance.conftest import SMOKE_WA_ID

pytestmark = pytest.mark.integration

Write = Callable[..., int]


@pytest.fixture
def heard(context: Context) -> Callable[[], list[dict[str, Any]]]:
    """What was emitted since the test began."""
    subscription = context.redis.pubsub(ignore_subscribe_messages=True)
    subscription.subscribe(CHANNEL)
    subscription.get_message(timeout=1)

    def drain() -> list[dict[str, Any]]:
        found = []
        while (message := subscription.get_message(timeout=0.2)) is not None:
            found.append(json.loads(message["data"]))
        return found

    return drain


def test_a_message_is_told_with_its_conversation(
    context: Context, heard: Callable[..., Any], write: Write
) -> None:
    write("wamid.1", "Oi!")
    [emitted] = heard()
    [payload] = emitted["data"]
    rooms = ["all", "queue:0", "unassigned:0"]
    assert (emitted["event"], emitted["room"]) == ("message.created", rooms)
    assert payload["seq"] == dict.fromkeys(rooms, 1)
    assert payload["message"]["content"] == "Oi!"
    assert payload["conversation"]["last_message"]["id"] == payload["message"]["id"]
    assert payload["conversation_id"] == payload["conversation"]["id"]


def test_sequence_numbers_are_consecutive(heard: Callable[..., Any], write: Write) -> None:
    for number in range(3):
        write(f"wamid.{number}")
    assert [emitted["data"][0]["seq"]["all"] for emitted in heard()] == [1, 2, 3]


def test_nothing_is_told_twice(context: Context, heard: Callable[..., Any], write: Write) -> None:
    write("wamid.1")
    heard()
    assert publish_pending(context) == 0
    assert heard() == []


def test_the_provisioning_tests_events_are_told_to_nobody(
    context: Context, heard: Callable[..., Any], write: Write
) -> None:
    write("wamid.1", sender=SMOKE_WA_ID)
    assert heard() == []
    with context.sessions() as session:
        assert session.scalars(select(Event)).one().published_at is not None


def test_without_redis_events_wait_for_the_next_call(
    context: Context, heard: Callable[..., Any], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("wamid.1")
    heard()
    with transaction(context.sessions) as session:
        record(session, CONVERSATION_UPDATED, session.scalars(select(Conversation.id)).one())
    with monkeypatch.context() as away:
        away.setattr(context.redis, "evalsha", _refuse)
        assert publish_pending(context) == 0
    assert publish_pending(context) == 1
    assert [emitted["event"] for emitted in heard()] == ["conversation.updated"]


def test_while_somebody_publishes_nobody_else_does(context: Context, write: Write) -> None:
    write("wamid.1")
    _change(context, unread_count=7)
    with turn(context) as mine:
        assert mine is not None
        assert publish_pending(context) == 0
    assert publish_pending(context) == 1


def test_the_last_event_shows_the_last_state(
    context: Context, heard: Callable[..., Any], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a publisher has read a row and not sent it yet, somebody changes it and would publish that."""
    write("wamid.1")
    heard()
    _change(context, unread_count=7)
    send = NumberingEmitter.send

    def change_before_sending(emitter: NumberingEmitter) -> None:
        monkeypatch.setattr(NumberingEmitter, "send", send)
        _change(context, unread_count=8)
        assert publish_pending(context) == 0
        send(emitter)

    monkeypatch.setattr(NumberingEmitter, "send", change_before_sending)
    assert publish_pending(context) == 2
    told = [emitted["data"][0] for emitted in heard()]
    assert [(one["seq"]["all"], one["conversation"]["unread_count"]) for one in told] == [(2, 7), (3, 8)]


def test_a_publisher_that_fails_lets_go_of_its_turn(
    context: Context, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("wamid.1")
    _change(context, unread_count=7)
    with monkeypatch.context() as away:
        away.setattr(context.redis, "evalsha", _refuse)
        assert publish_pending(context) == 0
    with turn(context) as mine:
        assert mine is not None


def test_a_backlog_is_published_at_once(
    context: Context, heard: Callable[..., Any], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("wamid.1")
    heard()
    for count in range(7):
        _change(context, unread_count=count)
    monkeypatch.setattr(events, "BATCH", 3)
    assert publish_pending(context) == 7
    assert len(heard()) == 7


def _change(context: Context, *, unread_count: int) -> None:
    """Somebody changes the conversation; its event waits."""
    with transaction(context.sessions) as session:
        conversation = session.scalars(select(Conversation).with_for_update()).one()
        conversation.unread_count = unread_count
        record(session, CONVERSATION_UPDATED, conversation.id)


def _refuse(*_args: object) -> None:
    raise redis.ConnectionError("away")
