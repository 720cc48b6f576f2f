"""What leaves the outbox of a conversation, to whom, in which order, and how often."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.contacts.models import Contact
from appliance.conversations.models import Message
from appliance.database import transaction
from tests.integration.appliance.sending.outbox import PATH, Outbox, accepted
from tests.integration.appliance.sending_once import send_conversation
from tests.payloads.whatsapp import ANA_PAULA, status, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]


def test_an_accepted_message_gets_its_id(outbox: Outbox) -> None:
    message_id = outbox.queue("Olá ☕")
    token = {"Authorization": "Bearer graph-token"}
    outbox.meta.expect_request(PATH, "POST", headers=token).respond_with_json(accepted())
    outbox.send()
    sent = outbox.row(message_id)
    assert (sent.status, sent.whatsapp_message_id) == ("accepted", "wamid.O1")
    assert (sent.claimed_at, sent.attempts) == (None, 1)
    assert outbox.sent() == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": f"+{ANA_PAULA}",
            "type": "text",
            "text": {"body": "Olá ☕", "preview_url": False},
            "biz_opaque_callback_data": f"m{message_id}.1",
        }
    ]


def test_a_reply_quotes_the_message_by_its_id(outbox: Outbox) -> None:
    with outbox.context.sessions() as session:
        inbound = session.scalars(select(Message)).one()
    outbox.queue("Sim", reply_to=inbound.id)
    outbox.accepts()
    outbox.send()
    assert outbox.sent()[0]["context"] == {"message_id": "wamid.in"}


def test_a_customer_without_a_number_is_reached_by_bsuid(outbox: Outbox) -> None:
    with transaction(outbox.context.sessions) as session:
        contact = session.scalars(select(Contact)).one()
        contact.wa_id, contact.bsuid = None, "BR.77"
    outbox.queue()
    outbox.accepts()
    outbox.send()
    [body] = outbox.sent()
    assert (body.get("to"), body["recipient"]) == (None, "BR.77")


def test_messages_of_a_conversation_leave_in_order(outbox: Outbox) -> None:
    texts = ["um", "dois", "três", "quatro"]
    ids = [outbox.queue(text) for text in texts]
    outbox.answers(lambda request: Response(json.dumps(accepted(request.get_json()["text"]["body"]))))
    outbox.send()
    assert [body["text"]["body"] for body in outbox.sent()] == texts
    assert [outbox.row(message_id).whatsapp_message_id for message_id in ids] == texts


def test_sending_twice_at_once_sends_once(outbox: Outbox) -> None:
    outbox.queue()

    def answer(_request: Request) -> Response:
        outbox.send()  # a second worker, while the first waits
        return Response(json.dumps(accepted()))

    outbox.answers(answer)
    outbox.send()
    assert len(outbox.sent()) == 1


def test_a_receipt_that_overtakes_the_answer_is_kept(outbox: Outbox, deliver: Deliver) -> None:
    message_id = outbox.queue()

    def answer(_request: Request) -> Response:
        deliver(value(statuses=(status("wamid.O1", "delivered"),)))  # without callback data: it has to wait
        return Response(json.dumps(accepted()))

    outbox.answers(answer)
    outbox.send()
    assert outbox.row(message_id).status == "delivered"


def test_a_conversation_that_is_gone_has_nothing_to_send(outbox: Outbox) -> None:
    send_conversation(outbox.context, outbox.graph, 424242)
    assert outbox.sent() == []
