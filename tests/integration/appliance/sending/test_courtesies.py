"""Blue ticks and "typing…": beside the sending, tried again, never too often and never for old messages."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from appliance.accounts.models import User
from appliance.conversations.models import Conversation
from appliance.database import transaction, utc_now
from appliance.whatsapp import courtesies
from appliance.whatsapp.courtesies import OLDEST, Courtesies
from tests.integration.appliance.sending.conftest import Post, refusal

pytestmark = pytest.mark.integration
Bearer = Callable[[User], dict[str, str]]

READ = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.in"}


@pytest.fixture
def inbound(post: Post, ana: User) -> int:
    """What a customer of Ana's wrote."""
    conversation_id = post.customer()
    with transaction(post.context.sessions) as session:
        session.execute(update(Conversation).values(assigned_user_id=ana.id))
    return post.queue(
        conversation_id, sender_type="customer", status="received", whatsapp_message_id="wamid.in"
    )


def tell(post: Post, message_id: int, *, typing: bool = False) -> None:
    told = Courtesies(post.context, post.graph)
    (told.show_typing if typing else told.mark_read)(message_id)
    told._threads.shutdown()


@pytest.mark.parametrize("answer", [refusal(131016, 500), refusal(130429), None])
def test_a_read_mark_that_fails_is_tried_again(
    post: Post, inbound: int, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courtesies, "AGAIN_AFTER", (0.01, 0.01, 0.01))
    post.answer = lambda _body: answer if len(post.bodies) < 3 and answer else post.accept()
    tell(post, inbound)
    assert post.bodies == [READ] * (3 if answer else 1)


def test_a_read_mark_refused_for_good_is_let_go(post: Post, inbound: int) -> None:
    post.answer = lambda _body: refusal(100)
    tell(post, inbound)
    assert len(post.bodies) == 1


def test_typing_is_told_once_or_not_at_all(post: Post, inbound: int) -> None:
    post.answer = lambda _body: refusal(131016, 500)
    tell(post, inbound, typing=True)
    assert post.bodies == [{**READ, "typing_indicator": {"type": "text"}}]


def test_meta_is_not_told_of_a_message_it_has_forgotten(post: Post, inbound: int) -> None:
    post.change(inbound, sent_at=utc_now() - OLDEST)
    tell(post, inbound)
    assert post.bodies == []


def test_neither_holds_up_sending(post: Post, inbound: int) -> None:
    silence = threading.Event()

    def answer(body: dict[str, Any]) -> Any:
        if body.get("status") == "read":
            silence.wait(10)
        return post.accept()

    post.answer = answer
    told = Courtesies(post.context, post.graph)
    for _ in range(5):
        told.mark_read(inbound)
    message_id = post.queue(post.customer())
    post.send()
    assert post.row(message_id).status == "accepted"
    silence.set()
    told.close()


def type_in(client: FlaskClient, headers: dict[str, str], conversation_id: int) -> int:
    response = client.post(f"/api/v1/conversations/{conversation_id}/typing", headers=headers)
    return response.status_code


def test_typing_is_asked_for_once_in_twenty_seconds(
    post: Post, inbound: int, client: FlaskClient, bearer: Bearer, ana: User
) -> None:
    headers, conversation_id = bearer(ana), post.row(inbound).conversation_id
    for _ in range(3):
        assert type_in(client, headers, conversation_id) == 204
    queue = post.context.queues["outbound"]
    assert [job.args for job in queue.jobs] == [[inbound]]


def test_only_who_answers_types(
    post: Post, inbound: int, client: FlaskClient, bearer: Bearer, bruno: User
) -> None:
    assert type_in(client, bearer(bruno), post.row(inbound).conversation_id) == 409
    assert post.context.queues["outbound"].count == 0


def test_where_the_customer_wrote_long_ago_typing_is_quietly_nothing(
    post: Post, inbound: int, client: FlaskClient, bearer: Bearer, ana: User
) -> None:
    post.change(inbound, sent_at=utc_now() - OLDEST - timedelta(minutes=1))
    assert type_in(client, bearer(ana), post.row(inbound).conversation_id) == 204
    assert post.context.queues["outbound"].count == 0
