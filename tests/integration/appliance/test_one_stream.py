"""One stream of webhooks, delivered in any order, repeated, split and merged, makes one and the same
conversation: real database, the whole path from body to what the inbox is shown.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from appliance.contacts.identity import Identity, resolve
from appliance.context import Context
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Conversation, Message
from appliance.conversations.queries import list_messages, present_conversations
from appliance.database import Base, transaction
from appliance.whatsapp import deliveries
from appliance.whatsapp.receiving import process_delivery
from tests.payloads.whatsapp import ANA_PAULA, contact, encode, envelope, failure, status, value
from tests.payloads.whatsapp import text as text_message

pytestmark = pytest.mark.integration

THEN = 1_790_000_000
OUTGOING = ("wamid.O1", "wamid.O2")
EXAMPLES = 60

_TEXTS = [text_message(f"wamid.{n}", f"mensagem {n}", timestamp=THEN + n) for n in range(6)]
_QUOTES = [
    text_message("wamid.Q1", "sobre a 2", timestamp=THEN + 20, context={"id": "wamid.2"}),
    text_message("wamid.Q2", "sobre a nossa", timestamp=THEN + 21, context={"id": "wamid.O1"}),
]


def _said(own_id: str, after: int, kind: str, **part: Any) -> dict[str, Any]:
    return {"from": ANA_PAULA, "id": own_id, "timestamp": str(THEN + after), "type": kind, kind: part}


def _edit(own_id: str, after: int, target: str, body: str) -> dict[str, Any]:
    new = {"type": "text", "text": {"body": body}}
    return _said(own_id, after, "edit", original_message_id=target, message=new)


MESSAGES = [
    *_TEXTS,
    *_QUOTES,
    _said("wamid.R1", 30, "reaction", message_id="wamid.O1", emoji="👍"),
    _said("wamid.R2", 31, "reaction", message_id="wamid.O1", emoji="❤️"),
    _said("wamid.R3", 32, "reaction", message_id="wamid.3", emoji="😂"),
    _said("wamid.R4", 33, "reaction", message_id="wamid.3"),
    _edit("wamid.E1", 40, "wamid.1", "corrigida"),
    _edit("wamid.E2", 41, "wamid.1", "corrigida de novo"),
    _edit("wamid.E3", 42, "wamid.4", "tarde demais"),
    _said("wamid.X1", 43, "revoke", original_message_id="wamid.4"),
    _said("wamid.I1", 50, "image", id="900", mime_type="image/jpeg", caption="Foto"),
]
STATUSES = [
    *(status("wamid.O1", name) for name in ("sent", "delivered", "read")),
    status("wamid.O2", "sent"),
    failure("wamid.O2", 131026),
]
STREAM = [("messages", raw) for raw in MESSAGES] + [("statuses", raw) for raw in STATUSES]


@pytest.fixture(scope="module")
def shared(_module_context: Context) -> Iterator[Context]:
    """Emptied before each example, for which a function's fixture would be made only once."""
    yield _module_context


def test_any_delivery_of_a_stream_makes_the_same_conversation(shared: Context) -> None:
    expected = _conversation_of(shared, [[item] for item in STREAM])
    assert len(expected["messages"]) == 11
    assert expected["conversation"]["unread_count"] == 9 + 3

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.randoms(use_true_random=False))
    def deliver_somehow(random: Random) -> None:
        assert _conversation_of(shared, _bodies(random)) == expected

    deliver_somehow()


def _bodies(random: Random) -> list[list[tuple[str, dict[str, Any]]]]:
    """The stream shuffled, some of it twice, cut into bodies of any size."""
    items = [*STREAM, *random.sample(STREAM, random.randrange(len(STREAM)))]
    random.shuffle(items)
    bodies = []
    while items:
        size = random.choice((1, 1, 2, 5, 30))
        bodies.append(items[:size])
        items = items[size:]
    return bodies


def _conversation_of(context: Context, bodies: list[list[tuple[str, dict[str, Any]]]]) -> dict[str, Any]:
    """What the inbox shows at the end, without the ids that say in which order rows were made."""
    with transaction(context.sessions) as session:
        session.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
        for table in Base.metadata.sorted_tables:
            session.execute(table.delete())
        session.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
        _write_ours(session, context)
    for number, items in enumerate(bodies):
        _deliver(context, items, number)
    with context.sessions() as session:
        [conversation] = session.scalars(select(Conversation))
        [shown] = present_conversations(session, [conversation])
        messages, _more = list_messages(session, conversation.id, 100, None)
    names = {row["id"]: row["whatsapp_message_id"] for row in messages}
    return {
        "conversation": {
            "unread_count": shown["unread_count"],
            "window_expires_at": shown["window_expires_at"],
            "last_message": shown["last_message"]["whatsapp_message_id"],
            "last_message_at": shown["last_message_at"],
        },
        "messages": [_comparable(row, names) for row in messages],
    }


def _write_ours(session: Any, context: Context) -> None:
    """Two messages of ours, sent before the customer wrote."""
    person = resolve(session, Identity(wa_id=ANA_PAULA, bsuid=None))
    conversation = live_conversation(session, person, context.settings.tenant.timezone)
    conversation.last_message_at = datetime.fromtimestamp(THEN - 100, UTC)
    for number, whatsapp_message_id in enumerate(OUTGOING):
        session.add(
            Message(
                conversation_id=conversation.id,
                sender_type="bot",
                message_type="text",
                content="Olá",
                whatsapp_message_id=whatsapp_message_id,
                status="accepted",
                sent_at=datetime.fromtimestamp(THEN - 100 + number, UTC),
            )
        )


def _deliver(context: Context, items: list[tuple[str, dict[str, Any]]], number: int) -> None:
    """One body with all of them, each list in a change of its own."""
    values = [
        value(contacts=(contact(),), **{kind: tuple(raw for each, raw in items if each == kind)})
        for kind in ("messages", "statuses")
        if any(each == kind for each, _ in items)
    ]
    delivery_id = deliveries.store(context.sessions, encode({**envelope(*values), "nonce": number}))
    assert delivery_id is not None
    process_delivery(context, delivery_id)


def _comparable(shown: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    kept = {key: shown[key] for key in ("whatsapp_message_id", "sender_type", "message_type", "content")}
    media = {key: part for key, part in shown["metadata"].get("media", {}).items() if key != "id"}
    return {
        **kept,
        "status": shown["status"],
        "error": shown["error"],
        "sent_at": shown["sent_at"],
        "reply_to": names.get(shown["reply_to"]),
        "metadata": {**shown["metadata"], **({"media": media} if media else {})},
    }
