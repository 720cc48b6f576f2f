"""Reactions, edits and revocations on real rows, in any order."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation, Message, MessageChange
from appliance.database import run_transaction, transaction, utc_now
from appliance.realtime.models import Event
from appliance.whatsapp.changes import settle_late
from tests.payloads.whatsapp import ANA_PAULA, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]
THEN = 1_790_000_000


@pytest.fixture
def say(deliver: Deliver) -> Callable[..., int]:
    """A customer says something about a message."""

    def run(kind: str, own_id: str, target: str, at: int = THEN, **part: Any) -> int:
        name = "message_id" if kind == "reaction" else "original_message_id"
        raw = {
            "from": ANA_PAULA,
            "id": own_id,
            "timestamp": str(at),
            "type": kind,
            kind: {name: target, **part},
        }
        return deliver(value(messages=(raw,)))

    return run


def message(context: Context, whatsapp_message_id: str = "wamid.1") -> Message:
    with context.sessions() as session:
        wanted = select(Message).where(Message.whatsapp_message_id == whatsapp_message_id)
        return session.scalars(wanted).one()


def conversation(context: Context) -> Conversation:
    with context.sessions() as session:
        return session.scalars(select(Conversation)).one()


def text(body: str) -> dict[str, Any]:
    return {"message": {"type": "text", "text": {"body": body}}}


def test_a_reaction_is_shown_on_its_message_and_is_no_message(
    context: Context, write: Deliver, say: Deliver
) -> None:
    write("wamid.1", timestamp=THEN)
    before = conversation(context)
    say("reaction", "wamid.R1", "wamid.1", at=THEN + 5, emoji="👍")
    after = conversation(context)
    assert message(context).reactions == [{"by": "customer", "emoji": "👍"}]
    assert after.unread_count == before.unread_count + 1
    assert (after.last_message_id, after.last_customer_message_at) == (
        before.last_message_id,
        before.last_customer_message_at,
    )
    with context.sessions() as session:
        assert session.scalars(select(Event.kind).order_by(Event.id)).all()[-1] == "message.updated"


@pytest.mark.parametrize("removal", [{}, {"emoji": ""}])
def test_a_reaction_taken_away_is_gone_in_either_order(
    context: Context, write: Deliver, say: Deliver, removal: dict[str, str]
) -> None:
    for target, order in (("wamid.1", (0, 1)), ("wamid.2", (1, 0))):
        write(target)
        steps = [
            lambda target=target: say("reaction", f"{target}.add", target, at=THEN, emoji="👍"),
            lambda target=target: say("reaction", f"{target}.gone", target, at=THEN + 9, **removal),
        ]
        for step in order:
            steps[step]()
        assert message(context, target).reactions == []
    assert conversation(context).unread_count == 4


def test_another_reaction_takes_the_place_of_the_first(
    context: Context, write: Deliver, say: Deliver
) -> None:
    write("wamid.1")
    say("reaction", "wamid.R2", "wamid.1", at=THEN + 9, emoji="❤️")
    say("reaction", "wamid.R1", "wamid.1", at=THEN, emoji="👍")
    assert message(context).reactions == [{"by": "customer", "emoji": "❤️"}]


def test_what_comes_before_its_message_waits_for_it(context: Context, write: Deliver, say: Deliver) -> None:
    say("reaction", "wamid.R1", "wamid.1", emoji="👍")
    say("edit", "wamid.E1", "wamid.1", at=THEN + 5, **text("corrigido"))
    write("wamid.1", "errado", timestamp=THEN)
    shown = message(context)
    assert (shown.content, shown.reactions) == ("corrigido", [{"by": "customer", "emoji": "👍"}])
    assert conversation(context).unread_count == 2


def test_a_repeat_changes_nothing(context: Context, write: Deliver, say: Deliver) -> None:
    write("wamid.1")
    say("reaction", "wamid.R1", "wamid.1", emoji="👍")
    say("reaction", "wamid.R1", "wamid.1", emoji="👍", nonce=1)
    assert conversation(context).unread_count == 2
    with context.sessions() as session:
        assert len(session.scalars(select(MessageChange)).all()) == 1


def test_the_latest_edit_counts_whatever_came_last(context: Context, write: Deliver, say: Deliver) -> None:
    write("wamid.1", "um", timestamp=THEN)
    say("edit", "wamid.E2", "wamid.1", at=THEN + 60, **text("três"))
    say("edit", "wamid.E1", "wamid.1", at=THEN + 30, **text("dois"))
    shown = message(context)
    assert shown.content == "três"
    assert shown.edited_at is not None
    assert shown.edited_at.timestamp() == THEN + 60


def test_what_was_taken_back_stays_so(context: Context, write: Deliver, say: Deliver) -> None:
    write("wamid.1", "segredo", timestamp=THEN)
    say("revoke", "wamid.X1", "wamid.1", at=THEN + 60)
    say("edit", "wamid.E1", "wamid.1", at=THEN + 30, **text("outro"))
    shown = message(context)
    assert shown.content == "[Mensagem apagada]"
    assert shown.revoked_at is not None
    assert shown.revoked_at.timestamp() == THEN + 60
    assert shown.payload is not None
    assert shown.payload["text"]["body"] == "segredo"


def test_only_who_wrote_a_message_changes_it(context: Context, write: Deliver, say: Deliver) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        [row] = session.scalars(select(Message))
        row.sender_type = "attendant"
    say("revoke", "wamid.X1", "wamid.1")
    say("edit", "wamid.E1", "wamid.1", **text("eu não disse isso"))
    shown = message(context)
    assert (shown.content, shown.revoked_at, shown.edited_at) == ("Oi!", None, None)


def test_in_a_closed_conversation_it_is_shown_and_nobody_is_called_back(
    context: Context, write: Deliver, say: Deliver
) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        ownership.close(session, session.scalars(select(Conversation)).one())
    say("reaction", "wamid.R1", "wamid.1", emoji="👍")
    assert message(context).reactions == [{"by": "customer", "emoji": "👍"}]
    assert (conversation(context).status, conversation(context).unread_count) == ("closed", 0)


def test_a_reaction_that_names_no_message_is_a_message_that_can_be_seen(
    context: Context, deliver: Deliver
) -> None:
    raw = {"from": ANA_PAULA, "id": "wamid.R1", "type": "reaction", "reaction": {"emoji": "👍"}}
    deliver(value(messages=(raw,)))
    assert message(context, "wamid.R1").content == "👍"


def test_the_sweep_shows_what_neither_side_saw(context: Context, write: Deliver) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        session.add(
            MessageChange(
                kind="reaction",
                by="customer",
                target_whatsapp_message_id="wamid.1",
                whatsapp_message_id="wamid.R1",
                emoji="👍",
                sent_at=utc_now(),
            )
        )
    run_transaction(context.sessions, settle_late)
    assert message(context).reactions == [{"by": "customer", "emoji": "👍"}]
