"""What the bot handed to people: in their order, taken, done; through the API that programs use."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from tests.integration.appliance.teams.conftest import Call, error

pytestmark = pytest.mark.integration


@pytest.fixture
def conversations(context: Context, write: Callable[..., int]) -> list[int]:
    """Three, with the bot."""
    for number in range(3):
        write(f"wamid.h{number}", sender=f"55119876500{number:02d}")
    with context.sessions() as session:
        return list(session.scalars(select(Conversation.id).order_by(Conversation.id)))


@pytest.fixture
def hand(ana: User, call: Call) -> Callable[[int], int]:
    """A handoff of that conversation."""

    def make(conversation_id: int) -> int:
        answer = call(ana, "POST", "/handoffs", {"conversation_id": conversation_id})
        assert answer.status_code == 201
        return int(answer.get_json()["id"])

    return make


def test_the_bot_lets_go_and_the_customer_reads_so(
    context: Context, conversations: list[int], ana: User, call: Call
) -> None:
    shown = call(ana, "POST", "/handoffs", {"conversation_id": conversations[0]}).get_json()
    assert (shown["state"], shown["reason"]) == ("pending", "asked_for_person")
    assert (shown["conversation"]["id"], shown["conversation"]["status"]) == (conversations[0], "waiting")
    with context.sessions() as session:
        told = session.scalars(select(Message.content).where(Message.sender_type == "system")).one()
    assert "uma pessoa" in (told or "")


def test_pending_ones_stand_in_their_order(
    conversations: list[int], hand: Callable[[int], int], ana: User, call: Call
) -> None:
    first, second, third = [hand(one) for one in conversations]
    call(ana, "POST", f"/handoffs/{second}/assign", {})
    pending = call(ana, "GET", "/handoffs/pending").get_json()["data"]
    assert [(one["id"], one["position"]) for one in pending] == [(first, 1), (third, 2)]
    assert all(one["waited_seconds"] >= 0 for one in pending)


def test_taken_by_the_caller_or_given_to_somebody(
    conversations: list[int], hand: Callable[[int], int], ana: User, bruno: User, call: Call
) -> None:
    mine, theirs = hand(conversations[0]), hand(conversations[1])
    taken = call(ana, "POST", f"/handoffs/{mine}/assign").get_json()
    assert (taken["state"], taken["assigned_user_id"]) == ("assigned", ana.id)
    given = call(ana, "POST", f"/handoffs/{theirs}/assign", {"user_id": bruno.id}).get_json()
    assert (given["assigned_user_id"], given["conversation"]["assigned_user_id"]) == (bruno.id, bruno.id)


def test_it_follows_what_is_done_in_the_inbox(
    conversations: list[int], hand: Callable[[int], int], ana: User, bruno: User, call: Call
) -> None:
    one, conversation = hand(conversations[0]), conversations[0]
    call(ana, "POST", f"/conversations/{conversation}/takeover", {})
    call(ana, "POST", f"/conversations/{conversation}/transfer", {"user_id": bruno.id})
    [listed] = call(ana, "GET", "/handoffs?state=assigned").get_json()["data"]
    assert (listed["id"], listed["assigned_user_id"]) == (one, ana.id)
    call(bruno, "POST", f"/conversations/{conversation}/close")
    [listed] = call(ana, "GET", "/handoffs?state=completed").get_json()["data"]
    assert (listed["id"], listed["state"], listed["completed_at"] is not None) == (one, "completed", True)


def test_done_closes_the_conversation(
    conversations: list[int], hand: Callable[[int], int], ana: User, bruno: User, call: Call
) -> None:
    one = hand(conversations[0])
    call(ana, "POST", f"/handoffs/{one}/assign")
    assert error(call(bruno, "POST", f"/handoffs/{one}/complete")) == "not_owner"
    shown = call(ana, "POST", f"/handoffs/{one}/complete", {"note": "Resolvido por telefone."}).get_json()
    assert (shown["state"], shown["conversation"]["close_note"]) == ("completed", "Resolvido por telefone.")


def test_a_note_is_written_in_its_conversation(
    conversations: list[int], hand: Callable[[int], int], ana: User, call: Call
) -> None:
    answer = call(ana, "POST", f"/handoffs/{hand(conversations[0])}/notes", {"content": "Cliente antigo."})
    assert answer.status_code == 201
    shown = answer.get_json()
    assert (shown["conversation_id"], shown["message_type"]) == (conversations[0], "note")


def test_only_what_is_the_bots_is_handed_over(
    conversations: list[int], hand: Callable[[int], int], ana: User, call: Call
) -> None:
    hand(conversations[0])
    assert error(call(ana, "POST", "/handoffs", {"conversation_id": conversations[0]})) == "wrong_state"
    assert error(call(ana, "POST", "/handoffs", {"conversation_id": 999})) == "conversation_not_found"
    assert call(ana, "POST", "/handoffs", {}).status_code == 422


def test_of_other_queues_nothing_is_seen(
    conversations: list[int],
    hand: Callable[[int], int],
    ana: User,
    queue: Callable[..., int],
    put: Callable[..., None],
    call: Call,
) -> None:
    one = hand(conversations[0])
    put(conversations[0], queue_id=queue("Diretoria"))
    assert call(ana, "GET", "/handoffs").get_json()["data"] == []
    assert call(ana, "GET", "/handoffs/pending").get_json()["data"] == []
    for path in ("assign", "complete"):
        assert error(call(ana, "POST", f"/handoffs/{one}/{path}")) == "handoff_not_found"
    assert error(call(ana, "POST", f"/handoffs/{one}/notes", {"content": "x"})) == "handoff_not_found"


def test_pages(conversations: list[int], hand: Callable[[int], int], ana: User, call: Call) -> None:
    ids = [hand(one) for one in conversations]
    first = call(ana, "GET", "/handoffs?limit=2").get_json()
    rest = call(ana, "GET", f"/handoffs?limit=2&cursor={first['next_cursor']}").get_json()
    assert [one["id"] for one in first["data"] + rest["data"]] == ids[::-1]
    assert rest["next_cursor"] is None
