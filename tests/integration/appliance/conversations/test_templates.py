"""Messages made of templates: when they may be sent, and what becomes of them."""

from datetime import timedelta
from typing import Any

import pytest

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.templates.models import Template
from tests.integration.appliance.conversations.conftest import BODY, Bearer, Desk, refusal

pytestmark = pytest.mark.integration

IMAGE = {"type": "HEADER", "format": "IMAGE"}
PLACE = {"type": "HEADER", "format": "LOCATION"}


def send(desk: Desk, template_id: int, **values: Any) -> Any:
    return desk.send(
        message_type="template", template={"template_id": template_id, "body": ["A-17", "Ana"], **values}
    )


def change(desk: Desk, kind: type[Any], row_id: int, **values: Any) -> None:
    with transaction(desk.context.sessions) as session:
        row = session.get_one(kind, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_it_is_filled_in_and_queued(desk: Desk) -> None:
    template_id = desk.template()
    shown = send(desk, template_id).get_json()
    assert shown["content"] == "Pedido A-17 pronto, Ana!"
    assert shown["metadata"]["template"]["id"] == template_id
    outgoing = desk.row(shown["id"]).outgoing
    assert outgoing is not None
    assert outgoing["template"]["name"] == "pedido_pronto"
    assert outgoing["template"]["components"][0] == {
        "type": "body",
        "parameters": [{"type": "text", "text": "A-17"}, {"type": "text", "text": "Ana"}],
    }


def test_it_may_be_sent_when_free_text_may_not(desk: Desk) -> None:
    template_id = desk.template()
    desk.let_the_window_close()
    closed = desk.send("Oi")
    assert refusal(closed)[:2] == (422, "window_closed")
    assert closed.get_json()["error"]["message"].startswith("Passaram mais de 24 horas")
    assert send(desk, template_id).status_code == 201


def test_only_by_whoever_answers(desk: Desk, bruno: User, bearer: Bearer) -> None:
    body = {"conversation_id": desk.id, "message_type": "template", "template": {"template_id": 1}}
    response = desk.app.test_client().post("/api/v1/messages", json=body, headers=bearer(bruno))
    assert refusal(response)[:2] == (409, "not_owner")


def test_who_wants_no_marketing_gets_none(desk: Desk) -> None:
    marketing = desk.template(name="oferta", category="MARKETING")
    useful = desk.template()
    change(desk, Contact, desk.conversation().contact_id, marketing_stopped_at=utc_now())
    response = send(desk, marketing)
    assert refusal(response) == (422, "marketing_stopped", "template_id")
    assert "não receber marketing" in response.get_json()["error"]["message"]
    assert send(desk, useful).status_code == 201


def test_a_code_goes_only_to_a_known_number(desk: Desk) -> None:
    template_id = desk.template(category="AUTHENTICATION")
    change(desk, Contact, desk.conversation().contact_id, wa_id=None, bsuid="BR.1")
    assert refusal(send(desk, template_id)) == (422, "number_needed", "template_id")


@pytest.mark.parametrize("status", ["PENDING", "REJECTED", "PAUSED", "DISABLED", "DELETED"])
def test_only_what_meta_approved_is_sent(desk: Desk, status: str) -> None:
    assert refusal(send(desk, desk.template(status=status))) == (422, "template_not_sendable", "template_id")


def test_a_template_that_does_not_exist(desk: Desk) -> None:
    assert refusal(send(desk, 424242)) == (422, "invalid_template", "template_id")


def test_its_words_are_the_templates(desk: Desk) -> None:
    response = desk.send("Oi", message_type="template", template={"template_id": desk.template()})
    assert refusal(response) == (422, "not_possible", "content")


def test_a_missing_value_is_named(desk: Desk) -> None:
    assert refusal(send(desk, desk.template(), body=["A-17"]))[0] == 422
    assert desk.waiting_jobs() == 0


def test_a_picture_above_it(desk: Desk) -> None:
    media_id = desk.upload()
    shown = send(desk, desk.template(IMAGE, BODY), header={"media_id": media_id}).get_json()
    assert shown["metadata"]["media"]["id"] == media_id
    assert desk.media(media_id).message_id == shown["id"]
    outgoing = desk.row(shown["id"]).outgoing
    assert outgoing is not None
    parameter = {"type": "image", "image": {"id": {"guiche_media": media_id}}}
    assert outgoing["template"]["components"][0] == {"type": "header", "parameters": [parameter]}


def test_a_document_keeps_its_name(desk: Desk) -> None:
    template_id = desk.template({"type": "HEADER", "format": "DOCUMENT"}, BODY)
    media_id = desk.upload("document", filename="nota.pdf")
    outgoing = desk.row(send(desk, template_id, header={"media_id": media_id}).get_json()["id"]).outgoing
    assert outgoing is not None
    assert outgoing["template"]["components"][0]["parameters"][0]["document"]["filename"] == "nota.pdf"


def test_the_file_has_to_be_of_the_headers_kind(desk: Desk) -> None:
    header = {"media_id": desk.upload("video")}
    assert refusal(send(desk, desk.template(IMAGE, BODY), header=header)) == (
        422,
        "invalid_media",
        "header.media_id",
    )
    plain = desk.template(BODY, name="outro")
    assert refusal(send(desk, plain, header=header)) == (422, "not_possible", "header.media_id")


def test_a_place_above_it(desk: Desk) -> None:
    template_id = desk.template(PLACE, BODY)
    place = {"latitude": -23.5, "longitude": -46.5, "name": "Sede", "address": "Centro"}
    outgoing = desk.row(send(desk, template_id, header={"location": place}).get_json()["id"]).outgoing
    assert outgoing is not None
    sent = {**place, "latitude": "-23.5", "longitude": "-46.5"}
    assert outgoing["template"]["components"][0]["parameters"] == [{"type": "location", "location": sent}]
    wrong = send(desk, template_id, header={"location": {**place, "latitude": 91}})
    assert refusal(wrong) == (422, "invalid_location", "header.location.latitude")


def test_one_that_failed_is_resent_outside_the_window_but_not_against_a_wish(desk: Desk) -> None:
    template_id = desk.template(category="MARKETING")
    message_id = send(desk, template_id).get_json()["id"]
    desk.let_the_window_close()
    change(desk, Message, message_id, status="failed")
    assert desk.call("POST", f"/{message_id}/resend").status_code == 200
    change(desk, Message, message_id, status="failed")
    change(desk, Template, template_id, status="PAUSED")
    assert refusal(desk.call("POST", f"/{message_id}/resend"))[1] == "template_not_sendable"
    change(desk, Template, template_id, status="APPROVED")
    stopped = utc_now() - timedelta(minutes=1)
    change(desk, Contact, desk.conversation().contact_id, marketing_stopped_at=stopped)
    assert refusal(desk.call("POST", f"/{message_id}/resend"))[1] == "marketing_stopped"
