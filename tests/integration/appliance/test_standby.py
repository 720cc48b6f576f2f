"""A number on which Meta's Business Agent answers: what is said there is followed, and nobody is called."""

from collections.abc import Callable
from typing import Any

import pytest

from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.job_queues import AI
from tests.integration.appliance.test_coexistence import OURS, of_field, rows
from tests.payloads.whatsapp import ANA_PAULA, PHONE_NUMBER_ID, envelope, status, text, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]


def handover(event: str) -> dict[str, Any]:
    document = envelope()
    said = {
        "messaging_product": "whatsapp",
        "recipient": {"display_phone_number": OURS, "phone_number_id": PHONE_NUMBER_ID},
        "sender": {"phone_number": ANA_PAULA},
        "timestamp": "1780000000",
        event: {"metadata": "why"},
    }
    document["entry"][0]["changes"] = [{"field": "messaging_handovers", "value": said}]
    return document


def agents(own_id: str, body: str = "Sou o agente") -> dict[str, Any]:
    return {**text(own_id, body, sender=OURS), "to": ANA_PAULA}


def test_what_is_said_to_metas_agent_is_in_the_thread_and_waits_for_nobody(
    context: Context, deliver: Deliver
) -> None:
    deliver(document=of_field("standby", messages=[text("wamid.S1", "Bom dia")]))
    deliver(document=of_field("standby", messages=[text("wamid.S1", "Bom dia"), text("wamid.S2", "Oi?")]))
    [conversation] = rows(context, Conversation)
    assert [row.content for row in rows(context, Message)] == ["Bom dia", "Oi?"]
    assert rows(context, Message)[0].record == {"standby": True}
    assert (conversation.unread_count, conversation.needs_human_attention) == (0, False)
    assert conversation.last_customer_message_at is not None
    assert context.queues[AI].count == 0


def test_the_agents_answer_is_a_bots_with_its_receipts(context: Context, deliver: Deliver) -> None:
    deliver(document=of_field("standby", statuses=[status("wamid.A1", "delivered")]))
    deliver(document=of_field("standby", message_echoes=[agents("wamid.A1")]))
    deliver(document=of_field("standby", statuses=[status("wamid.A1", "read")]))
    [answer] = rows(context, Message)
    assert (answer.sender_type, answer.content, answer.status) == ("bot", "Sou o agente", "read")


def test_a_message_that_comes_to_us_again_goes_to_people(context: Context, deliver: Deliver) -> None:
    deliver(document=of_field("standby", messages=[text("wamid.S1")]))
    deliver(value(messages=(text("wamid.1"),)))
    [conversation] = rows(context, Conversation)
    assert (conversation.status, conversation.unread_count) == ("waiting", 1)
    assert context.queues[AI].count == 0


@pytest.mark.parametrize(
    ("event", "unread", "words"),
    [
        ("control_passed", 1, "passou a conversa"),
        ("control_taken", 0, "assumiu a conversa"),
        ("control_what", 0, "O controle da conversa mudou"),
    ],
)
def test_a_handover_is_a_line_in_the_conversation_once(
    context: Context, deliver: Deliver, event: str, unread: int, words: str
) -> None:
    deliver(document=handover(event))
    twice = handover(event)
    twice["entry"] *= 2
    deliver(document=twice)
    [line] = rows(context, Message)
    [conversation] = rows(context, Conversation)
    assert (line.message_type, line.sender_type) == ("system", "system")
    assert words in line.content
    assert conversation.unread_count == unread
