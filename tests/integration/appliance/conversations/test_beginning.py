"""Conversations that the business begins."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.schemas import ConversationSchema
from appliance.database import transaction
from appliance.templates.models import Template
from appliance.whatsapp.graph import GraphClient
from tests.integration.appliance.conftest import SMOKE_WA_ID
from tests.integration.appliance.sending_once import send_conversation

pytestmark = pytest.mark.integration

URL = "/api/v1/conversations"
RUI, RUI_OLD_FORM = "5531987650009", "553187650009"
Begin = Callable[..., tuple[int, dict[str, Any]]]
Bearer = Callable[[User], dict[str, str]]


@pytest.fixture
def begin(client: FlaskClient, ana: User, bearer: Bearer) -> Begin:
    headers = bearer(ana)

    def call(**body: Any) -> tuple[int, dict[str, Any]]:
        response = client.post(URL, headers=headers, json=body)
        return response.status_code, response.get_json()

    return call


def test_with_a_number_nobody_knows(begin: Begin, ana: User) -> None:
    status, shown = begin(phone="(31) 8765-0009", name="Rui")
    assert status == 201
    assert set(shown) == set(ConversationSchema().fields)
    assert (shown["status"], shown["assigned_user_id"]) == ("open", ana.id)
    assert (shown["window_expires_at"], shown["last_message"]) == (None, None)
    assert (shown["contact"]["name"], shown["contact"]["phone"]) == ("Rui", f"+{RUI}")


def test_only_a_template_may_be_sent_and_whatsapps_number_is_learned(
    context: Context, begin: Begin, client: FlaskClient, ana: User, bearer: Bearer,
    meta: HTTPServer, graph: GraphClient,
) -> None:  # fmt: skip
    _, shown = begin(phone="31 98765-0009")
    with transaction(context.sessions) as session:
        body = [{"type": "BODY", "text": "Oi!"}]
        template = Template(
            name="oi", language="pt_BR", category="UTILITY", status="APPROVED", components=body
        )
        session.add(template)
    headers, message = bearer(ana), {"conversation_id": shown["id"]}
    text = {**message, "message_type": "text", "content": "Oi"}
    refused = client.post("/api/v1/messages", headers=headers, json=text)
    assert refused.status_code == 422
    assert refused.get_json()["error"] == {
        "code": "window_closed",
        "message": "Este cliente ainda não escreveu: só um modelo de mensagem pode começar a conversa.",
        "details": {"templates": True},
    }
    chosen = {**message, "message_type": "template", "template": {"template_id": template.id}}
    assert client.post("/api/v1/messages", headers=headers, json=chosen).status_code == 201
    answer = {"contacts": [{"input": f"+{RUI}", "wa_id": RUI_OLD_FORM}], "messages": [{"id": "wamid.O"}]}
    meta.expect_request("/graph/v25.0/200300400500600/messages").respond_with_json(answer)
    send_conversation(context, graph, shown["id"])
    [(request, _)] = meta.log
    assert request.get_json()["to"] == f"+{RUI}"
    with context.sessions() as session:
        contact = session.get_one(Contact, shown["contact"]["id"])
    assert (contact.wa_id, contact.phone) == (RUI_OLD_FORM, f"+{RUI}")


def test_the_answer_comes_into_it(begin: Begin, write: Callable[..., int], context: Context) -> None:
    _, shown = begin(phone=RUI)
    write("wamid.1", sender=RUI_OLD_FORM)
    with context.sessions() as session:
        [conversation] = session.scalars(select(Conversation)).all()
    assert (conversation.id, conversation.unread_count) == (shown["id"], 1)


def test_a_live_one_is_taken_and_asked_for_twice_it_is_one(begin: Begin, write: Callable[..., int]) -> None:
    write("wamid.1", sender=RUI_OLD_FORM)
    status, shown = begin(phone="31 98765-0009", name="Outro nome")
    assert (status, shown["status"], shown["contact"]["name"]) == (200, "open", "Ana P.")
    assert begin(contact_id=shown["contact"]["id"]) == (200, shown)


def test_somebody_elses_is_left_theirs(
    begin: Begin, client: FlaskClient, bruno: User, bearer: Bearer
) -> None:
    assert client.post(URL, headers=bearer(bruno), json={"phone": RUI}).status_code == 201
    status, answer = begin(phone=RUI)
    assert (status, answer["error"]["code"]) == (409, "already_taken")
    assert answer["error"]["details"]["assigned_user"]["name"] == "Bruno"


def test_after_a_closed_one_a_new_one_begins(
    begin: Begin, client: FlaskClient, ana: User, bearer: Bearer
) -> None:
    _, first = begin(phone=RUI)
    client.post(f"{URL}/{first['id']}/close", headers=bearer(ana))
    status, second = begin(contact_id=first["contact"]["id"])
    assert (status, second["id"] != first["id"], second["contact"]) == (201, True, first["contact"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"phone": RUI, "contact_id": 1},
        {"name": "Rui"},
        {"phone": "123"},
        {"contact_id": "1"},
        {"phone": None},
    ],
)
def test_it_is_one_contact_or_one_number(begin: Begin, body: dict[str, Any]) -> None:
    status, answer = begin(**body)
    assert (status, answer["error"]["code"]) == (422, "invalid_input")


def test_nobody_is_begun_with_who_is_not_there(
    begin: Begin, write: Callable[..., int], context: Context
) -> None:
    assert begin(contact_id=999_999)[0] == 404
    write("wamid.1", sender=SMOKE_WA_ID)
    with context.sessions() as session:
        [smoke] = session.scalars(select(Contact.id)).all()
    status, answer = begin(contact_id=smoke)
    assert (status, answer["error"]["code"]) == (409, "synthetic_contact")
