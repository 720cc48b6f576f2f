"""Messages of every kind, from the request to what Meta will be sent."""

from typing import Any

import pytest

from appliance.composing.limits import LIMITS
from tests.integration.appliance.conversations.conftest import Desk, refusal
from tests.payloads.whatsapp import ANA_PAULA

pytestmark = pytest.mark.integration

EMAIL = {"email": "maria@acme.example", "type": "outro"}
MARIA = {"name": "Maria da Luz", "phones": [{"phone": "+55 11 98765-0009", "type": "WORK"}]}


def test_the_limits_are_served(desk: Desk) -> None:
    response = desk.call("GET", "/limits")
    assert (response.status_code, response.get_json()) == (200, LIMITS)


def test_a_place(desk: Desk) -> None:
    place = {"latitude": -23.56, "longitude": -46.65, "name": "Sede"}
    shown = desk.sent(message_type="location", location=place)
    assert (shown["message_type"], shown["metadata"]) == ("location", {"location": place})
    assert shown["content"] == "Sede · -23.56, -46.65"
    assert desk.row(shown["id"]).outgoing == {
        "type": "location",
        "location": {"latitude": "-23.56", "longitude": "-46.65", "name": "Sede"},
    }
    assert desk.waiting_jobs() == 1


def test_one_message_by_its_id(desk: Desk) -> None:
    shown = desk.sent("Oi")
    assert desk.call("GET", f"/{shown['id']}").get_json() == shown
    assert refusal(desk.call("GET", "/424242"))[:2] == (404, "message_not_found")


def test_buttons(desk: Desk) -> None:
    given = {"kind": "buttons", "buttons": [{"title": "Sim"}, {"id": "n", "title": "Não"}], "footer": "ACME"}
    shown = desk.sent("Confirma?", message_type="interactive", interactive=given)
    buttons = [{"id": "1", "title": "Sim"}, {"id": "n", "title": "Não"}]
    assert shown["content"] == "Confirma?"
    assert shown["metadata"] == {"interactive": {"kind": "buttons", "footer": "ACME", "buttons": buttons}}
    outgoing = desk.row(shown["id"]).outgoing
    assert outgoing is not None
    assert outgoing["interactive"]["action"]["buttons"][1] == {
        "type": "reply",
        "reply": {"id": "n", "title": "Não"},
    }


def test_contacts(desk: Desk) -> None:
    given = {**MARIA, "emails": [EMAIL], "org": {"company": "ACME", "title": ""}}
    shown = desk.sent(message_type="contacts", contacts=[given])
    card = {
        "name": "Maria da Luz",
        "phones": MARIA["phones"],
        "emails": [{"email": "maria@acme.example"}],
        "org": {"company": "ACME"},
    }
    assert shown["content"] == "Maria da Luz +55 11 98765-0009"
    assert shown["metadata"] == {"contacts": [card]}
    name = {"formatted_name": "Maria da Luz", "first_name": "Maria", "last_name": "da Luz"}
    assert desk.row(shown["id"]).outgoing == {"type": "contacts", "contacts": [{**card, "name": name}]}


@pytest.mark.parametrize("written", ["+55 11 98765-0001", "11 98765-0001", "(11) 8765-0001"])
def test_a_known_number_gets_the_id_that_whatsapp_gave_it(desk: Desk, written: str) -> None:
    shown = desk.sent(
        message_type="contacts", contacts=[{"name": "Ana", "phones": [{"phone": written}, {"phone": "190"}]}]
    )
    phones = [{"phone": written, "wa_id": ANA_PAULA}, {"phone": "190"}]
    assert shown["metadata"]["contacts"][0]["phones"] == phones


def test_as_many_contacts_as_meta_takes(desk: Desk) -> None:
    assert len(desk.sent(message_type="contacts", contacts=[MARIA] * 257)["metadata"]["contacts"]) == 257
    response = desk.send(message_type="contacts", contacts=[MARIA] * 258)
    assert refusal(response) == (422, "too_many", "contacts")


@pytest.mark.parametrize(
    ("card", "code", "field"),
    [
        ({"name": " "}, "required", "contacts.0.name"),
        ({"name": "Ana"}, "required", "contacts.0.phones"),
        ({"name": "x" * 257, "phones": [{"phone": "190"}]}, "too_long", "contacts.0.name"),
        ({"name": "Ana", "phones": [{"phone": "x"}]}, "invalid_phone", "contacts.0.phones.0.phone"),
        ({"name": "Ana", "phones": [{"phone": "1" * 65}]}, "too_long", "contacts.0.phones.0.phone"),
        ({"name": "Ana", "phones": [{"phone": "190"}] * 21}, "too_many", "contacts.0.phones"),
        ({"name": "Ana", "emails": [{"email": "ana"}]}, "invalid_email", "contacts.0.emails.0.email"),
        ({**MARIA, "org": {"company": "x" * 257}}, "too_long", "contacts.0.org.company"),
    ],
)
def test_a_card_that_does_not_fit_is_named(desk: Desk, card: dict[str, Any], code: str, field: str) -> None:
    assert refusal(desk.send(message_type="contacts", contacts=[card])) == (422, code, field)


def test_a_reply_quotes_what_it_answers(desk: Desk) -> None:
    shown = desk.sent("Sim", reply_to=desk.inbound().id)
    assert shown["reply_to"] == desk.inbound().id


def test_what_goes_to_many_waits_for_what_goes_to_one(desk: Desk) -> None:
    assert desk.row(desk.sent("Oi")["id"]).lane == "person"
    assert desk.row(desk.sent("Oi", lane="bulk")["id"]).lane == "bulk"


def test_the_conversation_shows_it_as_its_last(desk: Desk) -> None:
    shown = desk.sent(message_type="location", location={"latitude": 1, "longitude": 2})
    conversation = desk.app.test_client().get(f"/api/v1/conversations/{desk.id}", headers=desk.headers)
    assert conversation.get_json()["last_message"]["id"] == shown["id"]


@pytest.mark.parametrize(
    "body",
    [
        {"message_type": "image", "media_id": 10**40},
        {"message_type": "image", "media_id": -1},
        {"content": "Oi", "reply_to": 10**40},
        {"content": "Oi", "reply_to": 0},
        {"message_type": "location", "location": {"latitude": 10**400, "longitude": 0}},
        {"message_type": "location", "location": {"latitude": "NaN", "longitude": 0}},
        {"message_type": "template", "template": {"template_id": 10**40}},
        {"message_type": "template", "template": {"template_id": 1, "body": {"\ud83c": "x"}}},
        {"message_type": "interactive", "interactive": {"kind": "list", "sections": [None]}},
        {"message_type": "contacts", "contacts": [{"name": "Ana", "org": [], "phones": {}}]},
        {"content": "Oi", "scheduled_at": "9999-12-31T23:59:59+00:00"},
        {"content": "Oi", "scheduled_at": "0001-01-01T00:00:00+14:00"},
        {"content": "Oi", "scheduled_at": 5},
    ],
)
def test_odd_requests_are_refused_in_our_shape(desk: Desk, body: dict[str, Any]) -> None:
    response = desk.send(body.pop("content", None), **body)
    assert response.status_code == 422
    assert set(response.get_json()["error"]) == {"code", "message", "details"}
