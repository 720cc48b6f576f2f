"""Our reactions: shown at once, sent through the outbox, taken back when WhatsApp refuses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.conversations.models import Message, MessageChange
from appliance.conversations.reactions import reaction_accepted, reaction_refused
from appliance.database import transaction, utc_now
from tests.integration.appliance.conversations.conftest import Bearer, Desk, refusal
from tests.payloads.whatsapp import ANA_PAULA, value

pytestmark = pytest.mark.integration

REASON = {"code": 131009, "kind": "permanent", "title": None, "message": "O WhatsApp recusou."}


def put(desk: Desk, emoji: str = "👍") -> Any:
    return desk.call("PUT", f"/{desk.inbound().id}/reaction", {"emoji": emoji})


def take_back(desk: Desk) -> Any:
    return desk.call("DELETE", f"/{desk.inbound().id}/reaction")


def shown(desk: Desk) -> list[dict[str, Any]] | None:
    return desk.inbound().reactions


def outbox(desk: Desk) -> list[Message]:
    with desk.context.sessions() as session:
        query = select(Message).where(Message.message_type == "reaction").order_by(Message.id)
        return list(session.scalars(query))


def sent(desk: Desk, wamid: str = "wamid.R1") -> Message:
    """WhatsApp takes what is queued."""
    with transaction(desk.context.sessions) as session:
        message = session.scalars(select(Message).where(Message.status == "queued")).one()
        message.status, message.whatsapp_message_id = "accepted", wamid
        session.flush()
        reaction_accepted(session, message)
    return message


def refuse(desk: Desk, message: Message) -> None:
    with transaction(desk.context.sessions) as session:
        row = session.get_one(Message, message.id)
        row.status, row.error = "failed", REASON
        reaction_refused(session, row, REASON)


def business(emoji: str) -> list[dict[str, str]]:
    return [{"by": "business", "emoji": emoji}]


def test_it_shows_at_once_and_is_queued(desk: Desk) -> None:
    answer = put(desk)
    assert answer.status_code == 200
    assert answer.get_json()["id"] == desk.inbound().id
    assert answer.get_json()["metadata"]["reactions"] == business("👍")
    [message] = outbox(desk)
    reaction = {"message_id": "wamid.in", "emoji": "👍"}
    assert message.outgoing == {"type": "reaction", "reaction": reaction}
    assert (message.status, message.reply_to_id, message.sender_user_id) == ("queued", None, desk.ana.id)
    assert desk.waiting_jobs() == 1


def test_it_is_no_message_of_the_conversation(desk: Desk) -> None:
    put(desk)
    assert [row["content"] for row in desk.thread()] == ["Oi!"]
    conversation = desk.conversation()
    assert (conversation.last_message_id, conversation.unread_count) == (desk.inbound().id, 1)


def test_another_takes_its_place(desk: Desk) -> None:
    put(desk)
    sent(desk)
    assert put(desk, "❤️").get_json()["metadata"]["reactions"] == business("❤️")
    assert [row.content for row in outbox(desk)] == ["👍", "❤️"]


def test_the_same_again_is_not_sent_again(desk: Desk) -> None:
    put(desk)
    sent(desk)
    assert put(desk).status_code == 200
    assert len(outbox(desk)) == 1


def test_pressed_often_at_once_it_is_one(desk: Desk) -> None:
    target = desk.inbound().id
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda _n: desk.call("PUT", f"/{target}/reaction", {"emoji": "👍"}), range(6))
        )
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len(outbox(desk)) == 1


def test_taken_back_it_is_sent_as_nothing(desk: Desk) -> None:
    put(desk)
    sent(desk)
    assert "reactions" not in take_back(desk).get_json()["metadata"]
    outgoing = outbox(desk)[-1].outgoing
    assert outgoing == {"type": "reaction", "reaction": {"message_id": "wamid.in", "emoji": ""}}


def test_where_none_stands_nothing_is_taken_back(desk: Desk) -> None:
    assert take_back(desk).status_code == 200
    assert outbox(desk) == []


def test_what_was_not_sent_yet_is_called_off(desk: Desk) -> None:
    put(desk)
    put(desk, "❤️")
    take_back(desk)
    assert [row.status for row in outbox(desk)] == ["cancelled", "cancelled"]
    assert not shown(desk)
    with desk.context.sessions() as session:
        assert session.scalars(select(MessageChange)).all() == []


def test_what_a_worker_holds_is_not(desk: Desk) -> None:
    put(desk)
    with transaction(desk.context.sessions) as session:
        session.get_one(Message, outbox(desk)[0].id).claimed_at = utc_now()
    take_back(desk)
    assert [row.status for row in outbox(desk)] == ["queued", "queued"]


def test_refused_it_is_taken_back_and_says_why(desk: Desk) -> None:
    put(desk)
    for _ in range(2):
        refuse(desk, outbox(desk)[0])
    assert shown(desk) == []
    assert desk.thread()[0]["metadata"] == {"reaction_error": {"emoji": "👍", **REASON}}


def test_refused_the_one_before_it_shows_again(desk: Desk) -> None:
    put(desk)
    sent(desk)
    put(desk, "❤️")
    refuse(desk, outbox(desk)[-1])
    assert shown(desk) == business("👍")
    take_back(desk)
    refuse(desk, outbox(desk)[-1])
    assert shown(desk) == business("👍")


def test_refused_by_a_receipt_after_it_was_accepted(desk: Desk) -> None:
    put(desk)
    message = sent(desk)
    refuse(desk, message)
    assert shown(desk) == []


def test_a_next_try_forgets_why(desk: Desk) -> None:
    put(desk)
    refuse(desk, outbox(desk)[0])
    assert put(desk).get_json()["metadata"] == {"reactions": business("👍")}


def test_told_again_by_whatsapp_it_is_the_same(desk: Desk, deliver: Callable[..., int]) -> None:
    put(desk)
    sent(desk)
    echo = {
        "from": "551140040001",
        "to": ANA_PAULA,
        "id": "wamid.R1",
        "timestamp": "1790000000",
        "type": "reaction",
        "reaction": {"message_id": "wamid.in", "emoji": "👍"},
    }
    document = {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": "100200300400500",
                "changes": [{"field": "smb_message_echoes", "value": value(message_echoes=[echo])}],
            }
        ],
    }
    deliver(document=document)
    with desk.context.sessions() as session:
        assert len(session.scalars(select(MessageChange)).all()) == 1
    assert shown(desk) == business("👍")


def test_the_customers_own_stays_beside_it(desk: Desk, deliver: Callable[..., int]) -> None:
    reaction = {
        "from": ANA_PAULA,
        "id": "wamid.C1",
        "timestamp": "1790000000",
        "type": "reaction",
        "reaction": {"message_id": "wamid.in", "emoji": "🙏"},
    }
    deliver(value(messages=(reaction,)))
    unread = desk.conversation().unread_count
    put(desk)
    assert shown(desk) == [{"by": "customer", "emoji": "🙏"}, *business("👍")]
    refuse(desk, outbox(desk)[0])
    assert shown(desk) == [{"by": "customer", "emoji": "🙏"}]
    assert desk.conversation().unread_count == unread


@pytest.mark.parametrize("emoji", ["ok", "👍👍", "1", " "])
def test_it_is_one_emoji(desk: Desk, emoji: str) -> None:
    assert refusal(put(desk, emoji)) == (422, "invalid_emoji", "emoji")


@pytest.mark.parametrize(
    "change",
    [
        {"whatsapp_message_id": None},
        {"sent_at": utc_now() - timedelta(days=30, seconds=5)},
        {"revoked_at": utc_now()},
        {"status": "failed"},
        {"message_type": "system"},
    ],
)
def test_to_what_is_not_there_or_too_old_there_is_none(desk: Desk, change: dict[str, Any]) -> None:
    target = desk.inbound().id
    with transaction(desk.context.sessions) as session:
        message = session.get_one(Message, target)
        for name, given in change.items():
            setattr(message, name, given)
    response = desk.call("PUT", f"/{target}/reaction", {"emoji": "👍"})
    assert refusal(response)[:2] == (422, "not_reactable")
    assert outbox(desk) == []


def test_outside_the_window_there_is_none(desk: Desk) -> None:
    desk.let_the_window_close()
    assert refusal(put(desk))[:2] == (422, "window_closed")
    assert not shown(desk)


def test_only_who_answers_reacts(desk: Desk, bruno: User, bearer: Bearer) -> None:
    url = f"/api/v1/messages/{desk.inbound().id}/reaction"
    response = desk.app.test_client().put(url, json={"emoji": "👍"}, headers=bearer(bruno))
    assert refusal(response)[:2] == (409, "not_owner")
    assert refusal(desk.call("PUT", "/424242/reaction", {"emoji": "👍"}))[:2] == (404, "message_not_found")


def test_it_is_not_resent_like_a_message(desk: Desk) -> None:
    put(desk)
    [message] = outbox(desk)
    refuse(desk, message)
    assert refusal(desk.call("POST", f"/{message.id}/resend"))[:2] == (409, "not_resendable")
