"""One window of 24 hours for all of a contact's conversations, and Meta's word on it above ours."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from appliance.conversations.models import Conversation
from appliance.database import transaction
from tests.integration.appliance.conversations.conftest import Desk, refusal
from tests.payloads.whatsapp import ANA_PAULA, envelope, failure, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]


def do(desk: Desk, what: str, conversation_id: int | None = None) -> None:
    url = f"/api/v1/conversations/{conversation_id or desk.id}/{what}"
    answer = desk.app.test_client().post(url, headers=desk.headers)
    assert answer.status_code == 200, answer.get_json()


def echo() -> dict[str, object]:
    raw = {"from": "551140040001", "to": ANA_PAULA, "id": "wamid.E", "timestamp": str(int(time.time()))}
    document = envelope(value(message_echoes=[{**raw, "type": "text", "text": {"body": "Pelo celular"}}]))
    document["entry"][0]["changes"][0]["field"] = "smb_message_echoes"
    return document


def test_a_new_conversation_goes_on_with_it(desk: Desk, deliver: Deliver) -> None:
    do(desk, "close")
    deliver(document=echo())
    with desk.context.sessions() as session:
        new = session.scalars(select(Conversation).where(Conversation.id != desk.id)).one()
    assert new.last_customer_message_at == desk.conversation().last_customer_message_at
    do(desk, "takeover", new.id)
    assert desk.call("POST", "", {"conversation_id": new.id, "content": "Oi"}).status_code == 201


def test_an_older_conversation_opened_again_has_it(desk: Desk, write: Deliver) -> None:
    do(desk, "close")
    desk.let_the_window_close()
    write("wamid.2")
    with transaction(desk.context.sessions) as session:
        new = session.scalars(select(Conversation.id).where(Conversation.id != desk.id)).one()
    do(desk, "close", new)
    do(desk, "reopen")
    desk.sent("Oi de novo")


def test_meta_says_later_that_it_is_closed(desk: Desk, deliver: Deliver) -> None:
    message = desk.sent("Oi")
    with transaction(desk.context.sessions) as session:
        row = session.merge(desk.row(message["id"]))
        row.status, row.whatsapp_message_id = "accepted", "wamid.O"
    deliver(value(statuses=(failure("wamid.O", 131047),)))
    assert refusal(desk.send("Oi?"))[:2] == (422, "window_closed")


def test_what_the_customer_wrote_since_opens_it_whatever_meta_said_before(
    desk: Desk, deliver: Deliver, write: Deliver
) -> None:
    message = desk.sent("Oi")
    with transaction(desk.context.sessions) as session:
        row = session.merge(desk.row(message["id"]))
        row.status, row.whatsapp_message_id = "accepted", "wamid.O"
        row.sent_at = row.sent_at.replace(year=row.sent_at.year - 1)
    deliver(value(statuses=(failure("wamid.O", 131047),)))
    desk.sent("Oi?")
