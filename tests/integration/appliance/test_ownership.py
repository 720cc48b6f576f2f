from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation
from appliance.database import transaction
from appliance.errors import Conflict
from appliance.realtime.models import Event

pytestmark = pytest.mark.integration


@pytest.fixture
def conversation_id(context: Context, write: Callable[..., int]) -> int:
    write("wamid.1")
    with context.sessions() as session:
        return session.scalars(select(Conversation.id)).one()


def read(context: Context, conversation_id: int) -> Conversation:
    with context.sessions() as session:
        return session.get_one(Conversation, conversation_id)


def test_the_bot_hands_off_and_a_person_takes_over(context: Context, conversation_id: int, ana: User) -> None:
    with transaction(context.sessions) as session:
        ownership.hand_off(session, session.get_one(Conversation, conversation_id), "ai_timeout")
    waiting = read(context, conversation_id)
    assert (waiting.status, waiting.needs_human_attention, waiting.attention_reason, waiting.version) == (
        "waiting",
        True,
        "ai_timeout",
        2,
    )
    with transaction(context.sessions) as session:
        ownership.take_over(session, session.get_one(Conversation, conversation_id), ana)
    taken = read(context, conversation_id)
    assert (taken.status, taken.assigned_user_id, taken.needs_human_attention) == ("open", ana.id, False)
    with context.sessions() as session:
        kinds = session.scalars(select(Event.kind).order_by(Event.id)).all()
    assert kinds == ["message.created", "conversation.updated", "conversation.updated", "conversation.left"]


def test_what_was_decided_on_an_older_version_is_void(
    context: Context, conversation_id: int, ana: User
) -> None:
    with context.sessions() as stale:
        seen_by_bot = stale.get_one(Conversation, conversation_id)
        stale.commit()
        with transaction(context.sessions) as session:
            ownership.take_over(session, session.get_one(Conversation, conversation_id), ana)
        with pytest.raises(Conflict) as conflict:
            ownership.hand_off(stale, seen_by_bot, "ai_timeout")
        assert conflict.value.code == "changed_meanwhile"
        assert seen_by_bot.status == "open"  # as it is now


def test_of_two_people_at_once_one_takes_it(
    context: Context, conversation_id: int, ana: User, bruno: User
) -> None:
    barrier = Barrier(2)

    def take(user: User) -> str:
        with transaction(context.sessions) as session:
            conversation = session.get_one(Conversation, conversation_id)
            barrier.wait()
            try:
                ownership.take_over(session, conversation, user)
            except Conflict as conflict:
                return conflict.code
            return "taken"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(take, [ana, bruno]))
    assert outcomes == ["changed_meanwhile", "taken"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("close", "hand_off"),
        ("close", "close"),
        ("close", "take_over"),
        ("hand_off", "hand_off"),
        ("take_over", "reopen"),
    ],
)
def test_moves_that_make_no_sense_are_refused(
    context: Context, conversation_id: int, ana: User, first: str, then: str
) -> None:
    moves: dict[str, Callable[..., None]] = {
        "close": ownership.close,
        "hand_off": lambda session, row: ownership.hand_off(session, row, "media"),
        "take_over": lambda session, row: ownership.take_over(session, row, ana),
        "reopen": lambda session, row: ownership.reopen(session, row, ana),
    }
    with transaction(context.sessions) as session:
        conversation = session.get_one(Conversation, conversation_id)
        moves[first](session, conversation)
        with pytest.raises(Conflict, match="estado"):
            moves[then](session, conversation)


def test_a_closed_conversation_is_not_reopened_beside_a_newer_one(
    context: Context, conversation_id: int, ana: User, write: Callable[..., int]
) -> None:
    with transaction(context.sessions) as session:
        ownership.close(session, session.get_one(Conversation, conversation_id))
    with transaction(context.sessions) as session:
        ownership.reopen(session, session.get_one(Conversation, conversation_id), ana)
        ownership.close(session, session.get_one(Conversation, conversation_id))
    write("wamid.2")
    with transaction(context.sessions) as session, pytest.raises(Conflict) as conflict:
        ownership.reopen(session, session.get_one(Conversation, conversation_id), ana)
    assert conflict.value.code == "another_is_open"
