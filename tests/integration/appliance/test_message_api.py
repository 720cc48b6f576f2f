from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.job_queues import OUTBOUND
from appliance.whatsapp.meanings import HELD_BACK

pytestmark = pytest.mark.integration

URL = "/api/v1/messages"
Write = Callable[..., int]
Bearer = Callable[[User], dict[str, str]]


@pytest.fixture
def as_ana(ana: User, bearer: Bearer) -> dict[str, str]:
    return bearer(ana)


@pytest.fixture
def conversation_id(context: Context, client: FlaskClient, as_ana: dict[str, str], write: Write) -> int:
    """Ana's, opened by the customer just now."""
    write("wamid.in")
    with context.sessions() as session:
        found = session.scalars(select(Conversation.id)).one()
    client.post(f"/api/v1/conversations/{found}/takeover", headers=as_ana)
    return found


@pytest.fixture
def send(client: FlaskClient, as_ana: dict[str, str], conversation_id: int) -> Callable[..., TestResponse]:
    def run(content: str = "Olá", **more: Any) -> TestResponse:
        body = {"conversation_id": conversation_id, "message_type": "text", "content": content, **more}
        return client.post(URL, json=body, headers=as_ana)

    return run


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["error"]["code"]


def test_a_reply_is_queued_and_shown(context: Context, ana: User, send: Callable[..., TestResponse]) -> None:
    response = send("Olá, Ana ☕", client_key="k1")
    shown = response.get_json()
    assert response.status_code == 201
    assert (shown["status"], shown["sender_type"], shown["sender_user_id"]) == ("queued", "attendant", ana.id)
    assert (shown["content"], shown["client_key"]) == ("Olá, Ana ☕", "k1")
    assert context.queues[OUTBOUND].count == 1


def test_the_same_key_is_the_same_message(context: Context, send: Callable[..., TestResponse]) -> None:
    first, second = send(client_key="k1"), send(client_key="k1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json()["id"] == second.get_json()["id"]
    assert context.queues[OUTBOUND].count == 1


def test_the_same_key_at_the_same_instant_is_the_same_message(
    app: Flask, as_ana: dict[str, str], conversation_id: int
) -> None:
    body = {"conversation_id": conversation_id, "content": "Olá", "client_key": "k1"}

    def post(_number: int) -> TestResponse:
        return app.test_client().post(URL, json=body, headers=as_ana)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.get_json()["id"] for answer in answers}) == 1


def test_a_key_of_somebody_else_is_refused(
    client: FlaskClient, send: Callable[..., TestResponse], bruno: User, bearer: Bearer, conversation_id: int
) -> None:
    send(client_key="k1")
    body = {"conversation_id": conversation_id, "content": "Olá", "client_key": "k1"}
    assert code(client.post(URL, json=body, headers=bearer(bruno))) == (409, "client_key_used")


@pytest.mark.parametrize("change", [{"content": "Outra coisa"}, {"lane": "bulk"}, {"reply_to": 1}])
def test_a_key_says_one_thing(send: Callable[..., TestResponse], change: dict[str, Any]) -> None:
    send(client_key="k1")
    assert code(send(client_key="k1", **change)) == (409, "client_key_used")


def test_in_a_closed_conversation_the_words_say_to_reopen(
    client: FlaskClient, as_ana: dict[str, str], conversation_id: int, send: Callable[..., TestResponse]
) -> None:
    client.post(f"/api/v1/conversations/{conversation_id}/close", headers=as_ana)
    response = send(message_type="template", content=None, template={"template_id": 1})
    assert code(response) == (409, "not_owner")
    assert "Reabra-a" in response.get_json()["error"]["message"]


@pytest.mark.parametrize("who", ["bruno", "clara"])
def test_who_does_not_own_it_does_not_write(
    client: FlaskClient, conversation_id: int, bearer: Bearer, request: pytest.FixtureRequest, who: str
) -> None:
    headers = bearer(request.getfixturevalue(who))
    body = {"conversation_id": conversation_id, "content": "Olá"}
    assert code(client.post(URL, json=body, headers=headers)) == (409, "not_owner")


def test_after_24_hours_free_text_is_refused(
    context: Context, conversation_id: int, send: Callable[..., TestResponse]
) -> None:
    with transaction(context.sessions) as session:
        conversation = session.get_one(Conversation, conversation_id)
        conversation.last_customer_message_at = utc_now() - timedelta(hours=24, seconds=1)
    response = send()
    assert code(response) == (422, "window_closed")
    assert response.get_json()["error"]["details"] == {"templates": True}


@pytest.mark.parametrize(
    "change",
    [
        {"content": 5},
        {"message_type": "fax"},
        {"media_id": "x"},
        {"location": []},
        {"lane": "express"},
        {"scheduled_at": "2026-11-21T12:00:00"},
        {"client_key": ""},
        {"client_key": "k" * 65},
        {"conversation_id": "x"},
        {"surprise": 1},
    ],
)
def test_bad_input_is_named_by_field(send: Callable[..., TestResponse], change: dict[str, Any]) -> None:
    response = send(**change)
    assert code(response) == (422, "invalid_input")
    assert list(response.get_json()["error"]["details"]["json"]) == list(change)


@pytest.mark.parametrize(
    ("change", "name", "field"),
    [
        ({"content": ""}, "required", "content"),
        ({"content": " \n "}, "required", "content"),
        ({"content": None}, "required", "content"),
        ({"content": "x" * 4097}, "too_long", "content"),
        ({"content": "meio \ud83c"}, "invalid_text", "content"),
        ({"media_id": 1}, "not_possible", "media_id"),
        ({"message_type": "image"}, "required", "media_id"),
        ({"message_type": "interactive"}, "required", "interactive.kind"),
        ({"message_type": "template", "content": None}, "required", "template_id"),
    ],
)
def test_what_whatsapp_would_not_take_is_named_in_words(
    context: Context, send: Callable[..., TestResponse], change: dict[str, Any], name: str, field: str
) -> None:
    response = send(**change)
    error = response.get_json()["error"]
    assert (response.status_code, error["code"], error["details"]["field"]) == (422, name, field)
    assert error["message"].endswith(".")
    assert context.queues[OUTBOUND].count == 0


def test_a_body_that_is_no_json_is_refused_in_our_shape(client: FlaskClient, as_ana: dict[str, str]) -> None:
    response = client.post(URL, data="{", content_type="application/json", headers=as_ana)
    assert response.status_code == 400
    assert set(response.get_json()["error"]) == {"code", "message", "details"}


def test_a_reply_to_a_message_elsewhere_is_refused(
    context: Context, send: Callable[..., TestResponse], write: Write
) -> None:
    write("wamid.other", sender="5521987650002")
    with context.sessions() as session:
        other = session.scalars(select(Message.id).where(Message.whatsapp_message_id == "wamid.other")).one()
    assert code(send(reply_to=other)) == (422, "invalid_reply")


def test_a_conversation_that_does_not_exist(client: FlaskClient, as_ana: dict[str, str]) -> None:
    response = client.post(URL, json={"conversation_id": 424242, "content": "Olá"}, headers=as_ana)
    assert code(response) == (404, "conversation_not_found")


def test_messages_come_newest_first_and_pages_go_back(
    client: FlaskClient, as_ana: dict[str, str], conversation_id: int, send: Callable[..., TestResponse]
) -> None:
    for number in range(4):
        send(str(number))
    url = f"{URL}?conversation_id={conversation_id}&limit=2"
    pages = [client.get(url, headers=as_ana).get_json()]
    while pages[-1]["next_cursor"]:
        pages.append(client.get(f"{url}&cursor={pages[-1]['next_cursor']}", headers=as_ana).get_json())
    assert [[row["content"] for row in page["data"]] for page in pages] == [
        ["3", "2"],
        ["1", "0"],
        ["Ana assumiu a conversa.", "Oi!"],
    ]


def test_messages_need_their_conversation(client: FlaskClient, as_ana: dict[str, str]) -> None:
    assert client.get(URL, headers=as_ana).status_code == 422
    assert client.get(f"{URL}?conversation_id=424242", headers=as_ana).status_code == 404


@pytest.mark.parametrize("status", ["failed", "unknown"])
def test_resending_makes_exactly_one_new_attempt(
    context: Context,
    client: FlaskClient,
    as_ana: dict[str, str],
    send: Callable[..., TestResponse],
    status: str,
) -> None:
    message_id = send().get_json()["id"]
    with transaction(context.sessions) as session:
        message = session.get_one(Message, message_id)
        message.status, message.attempts, message.whatsapp_message_id = status, 1, "wamid.O1"
        message.error = {"code": 131026}
    first, second = (client.post(f"{URL}/{message_id}/resend", headers=as_ana) for _ in range(2))
    assert first.status_code == 200
    assert (first.get_json()["status"], first.get_json()["error"]) == ("queued", None)
    assert code(second) == (409, "not_resendable")


@pytest.mark.parametrize(("hours", "expected"), [(1, 409), (-1, 200)])
def test_what_meta_holds_back_is_not_resent_for_a_day(
    context: Context,
    client: FlaskClient,
    as_ana: dict[str, str],
    send: Callable[..., TestResponse],
    hours: int,
    expected: int,
) -> None:
    message_id = send().get_json()["id"]
    until = (utc_now() + timedelta(hours=hours)).isoformat()
    with transaction(context.sessions) as session:
        message = session.get_one(Message, message_id)
        message.status, message.error = "failed", {**HELD_BACK.as_error(), "code": 131049, "until": until}
    answer = client.post(f"{URL}/{message_id}/resend", headers=as_ana)
    assert answer.status_code == expected
    if expected == 409:
        error = answer.get_json()["error"]
        assert (error["code"], error["details"]["until"]) == ("held_back", until)


def test_what_was_sent_is_not_resent(
    context: Context, client: FlaskClient, as_ana: dict[str, str], conversation_id: int
) -> None:
    with context.sessions() as session:
        inbound = session.scalars(select(Message.id)).first()
    assert code(client.post(f"{URL}/{inbound}/resend", headers=as_ana)) == (409, "not_resendable")
    assert code(client.post(f"{URL}/424242/resend", headers=as_ana)) == (404, "message_not_found")
