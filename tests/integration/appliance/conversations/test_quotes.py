from datetime import timedelta

import pytest

from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from tests.integration.appliance.conversations.conftest import Desk, refusal

pytestmark = pytest.mark.integration


def age(desk: Desk, **since: float) -> int:
    """The customer's message is that old; its id."""
    with transaction(desk.context.sessions) as session:
        message = session.get_one(Message, desk.inbound().id)
        message.sent_at = utc_now() - timedelta(**since)
    return message.id


def test_an_old_message_is_not_quoted_since_whatsapp_would_show_nothing(desk: Desk) -> None:
    assert desk.sent("Sim", reply_to=age(desk, days=30, seconds=5))["reply_to"] is None
    inbound = age(desk, days=29, hours=23)
    assert desk.sent("Sim", reply_to=inbound)["reply_to"] == inbound


def test_nor_does_a_template_quote(desk: Desk) -> None:
    template = {"template_id": desk.template({"type": "BODY", "text": "Olá!"})}
    shown = desk.sent(message_type="template", template=template, reply_to=desk.inbound().id)
    assert shown["reply_to"] is None


@pytest.mark.parametrize("kind", ["reaction", "system", "note"])
def test_what_is_no_message_is_not_quoted(desk: Desk, kind: str) -> None:
    with transaction(desk.context.sessions) as session:
        session.get_one(Message, desk.inbound().id).message_type = kind
    assert refusal(desk.send("Sim", reply_to=desk.inbound().id)) == (422, "invalid_reply", "reply_to")


def test_what_is_not_sent_yet_is_not_quoted(desk: Desk) -> None:
    later = desk.sent("Amanhã", scheduled_at=(utc_now() + timedelta(days=1)).isoformat())
    assert refusal(desk.send("Sim", reply_to=later["id"])) == (422, "invalid_reply", "reply_to")
    assert refusal(desk.send("Sim", reply_to=424242)) == (422, "invalid_reply", "reply_to")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "failed"},
        {"status": "failed", "whatsapp_message_id": None},
        {"status": "queued", "whatsapp_message_id": None},
        {"status": "unknown", "whatsapp_message_id": None},
        {"status": "cancelled"},
    ],
)
def test_what_the_customer_never_got_is_not_quoted(desk: Desk, change: dict[str, str | None]) -> None:
    ours = desk.sent("Olá")["id"]
    alter(desk, ours, **{"whatsapp_message_id": "wamid.ours"} | change)
    response = desk.send("Sobre isto", reply_to=ours)
    assert refusal(response) == (422, "invalid_reply", "reply_to")
    assert "não está no WhatsApp do cliente" in response.get_json()["error"]["message"]


@pytest.mark.parametrize("status", ["accepted", "sent", "delivered", "read"])
def test_what_whatsapp_took_of_ours_is_quoted(desk: Desk, status: str) -> None:
    ours = desk.sent("Olá")["id"]
    alter(desk, ours, whatsapp_message_id="wamid.ours", status=status)
    assert desk.sent("Sobre isto", reply_to=ours)["reply_to"] == ours


def alter(desk: Desk, message_id: int, **change: str | None) -> None:
    """The message as it is after its fate was known."""
    with transaction(desk.context.sessions) as session:
        message = session.get_one(Message, message_id)
        for name, value in change.items():
            setattr(message, name, value)
