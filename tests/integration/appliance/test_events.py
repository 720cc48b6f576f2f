import json
from collections.abc import Callable
from typing import Any

import pytest
import redis
from sqlalchemy import select

from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction
from appliance.realtime.emitting import CHANNEL
from appliance.realtime.events import CONVERSATION_UPDATED, publish_pending, record
from appliance.realtime.models import Event
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
    assert (emitted["event"], emitted["room"], payload["seq"], payload["room"]) == (
        "message.created",
        "inbox",
        1,
        "inbox",
    )
    assert payload["message"]["content"] == "Oi!"
    assert payload["conversation"]["last_message"]["id"] == payload["message"]["id"]
    assert payload["conversation_id"] == payload["conversation"]["id"]


def test_sequence_numbers_are_consecutive(heard: Callable[..., Any], write: Write) -> None:
    for number in range(3):
        write(f"wamid.{number}")
    assert [emitted["data"][0]["seq"] for emitted in heard()] == [1, 2, 3]


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


def test_an_event_somebody_else_is_publishing_is_left_to_them(context: Context, write: Write) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        record(session, CONVERSATION_UPDATED, session.scalars(select(Conversation.id)).one())
    with transaction(context.sessions) as other:
        other.scalars(select(Event).where(Event.published_at.is_(None)).with_for_update()).all()
        assert publish_pending(context) == 0


def _refuse(*_args: object) -> None:
    raise redis.ConnectionError("away")
