"""What the ticker does with messages whose time has come."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.conversations import scheduling
from appliance.conversations.models import Conversation, Message
from appliance.conversations.scheduling import SCHEDULED_NOT_SENT
from appliance.database import transaction, utc_now
from appliance.realtime.models import Event
from appliance.templates.models import Template
from tests.integration.appliance.conversations.conftest import Bearer, Desk
from tests.integration.appliance.conversations.scheduled import (
    at,
    make_due,
    release,
    schedule,
    statuses,
    waiting,
)
from tests.payloads.whatsapp import contact, text, value

pytestmark = pytest.mark.integration


def sent(desk: Desk) -> None:
    """The worker has sent what was queued."""
    with transaction(desk.context.sessions) as session:
        for row in session.scalars(select(Message).where(Message.status == "queued")):
            row.status = "accepted"


def test_its_time_comes(desk: Desk) -> None:
    message_id = schedule(desk)
    make_due(desk, message_id)
    before = utc_now().replace(microsecond=0)
    release(desk)
    row = desk.row(message_id)
    assert (row.status, row.scheduled_at is not None) == ("queued", True)
    assert row.sent_at >= before
    assert statuses(desk) == [("Amanhã", "queued")]
    assert desk.conversation().last_message_id == message_id
    assert desk.waiting_jobs() == 1
    assert waiting(desk) == []


def test_browsers_hear_that_it_waits_and_that_it_is_there(desk: Desk) -> None:
    message_id = schedule(desk)
    make_due(desk, message_id)
    release(desk)
    with desk.context.sessions() as session:
        rows = session.scalars(select(Event).order_by(Event.id))
        told = [row.kind for row in rows if row.payload["message_id"] == message_id]
    assert told == ["message.updated", "message.created"]


def test_released_by_many_at_once_it_leaves_once(desk: Desk) -> None:
    message_ids = [schedule(desk, str(number)) for number in range(5)]
    make_due(desk, *message_ids)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _number: release(desk), range(6)))
    assert statuses(desk) == [(str(number), "queued") for number in range(5)]


def test_what_falls_due_together_leaves_in_the_order_of_the_times(desk: Desk) -> None:
    """The outbox goes by ids, so one that was written earlier waits until those before it have left."""
    first, second, third = (schedule(desk, content) for content in "bca")
    make_due(desk, third, first, second)
    release(desk)
    assert statuses(desk) == [("a", "queued")]
    release(desk)
    assert statuses(desk) == [("a", "queued")]
    sent(desk)
    release(desk)
    assert statuses(desk) == [("a", "accepted"), ("b", "queued"), ("c", "queued")]


def test_too_late_for_whatsapp_it_fails_and_somebody_is_called(desk: Desk) -> None:
    message_id = schedule(desk)
    make_due(desk, message_id)
    desk.let_the_window_close()
    release(desk)
    row = desk.row(message_id)
    assert row.error is not None
    assert (row.status, row.error["kind"], row.error["reason"]) == ("failed", "window", "window")
    assert row.error["message"].startswith("Não foi enviada na hora marcada. Passaram mais de 24 horas")
    conversation = desk.conversation()
    assert (conversation.status, conversation.needs_human_attention) == ("open", True)
    assert conversation.attention_reason == SCHEDULED_NOT_SENT
    assert statuses(desk) == [("Amanhã", "failed")]


def test_a_template_leaves_whatever_the_clock_says(desk: Desk) -> None:
    template = {"template_id": desk.template({"type": "BODY", "text": "Olá!"})}
    message_id = desk.sent(message_type="template", template=template, scheduled_at=at(days=1))["id"]
    make_due(desk, message_id)
    desk.let_the_window_close()
    release(desk)
    assert desk.row(message_id).status == "queued"


@pytest.mark.parametrize("stopped", ["template", "marketing"])
def test_a_template_that_may_not_be_sent_any_more_fails(desk: Desk, stopped: str) -> None:
    template_id = desk.template({"type": "BODY", "text": "Olá!"}, category="MARKETING")
    asked = {"message_type": "template", "template": {"template_id": template_id}}
    message_id = desk.sent(**asked, scheduled_at=at(days=1))["id"]
    make_due(desk, message_id)
    with transaction(desk.context.sessions) as session:
        if stopped == "template":
            session.get_one(Template, template_id).status = "PAUSED"
        else:
            session.get_one(Contact, desk.conversation().contact_id).marketing_stopped_at = utc_now()
    release(desk)
    row = desk.row(message_id)
    assert row.error is not None
    reason = "template_missing" if stopped == "template" else "opted_out"
    assert (row.status, row.error["kind"], row.error["reason"]) == ("failed", "permanent", reason)
    assert desk.conversation().attention_reason == SCHEDULED_NOT_SENT


def test_whoever_answers_next_has_seen_to_it(desk: Desk) -> None:
    make_due(desk, schedule(desk))
    desk.let_the_window_close()
    release(desk)
    template = {"template_id": desk.template({"type": "BODY", "text": "Olá!"})}
    desk.sent(message_type="template", template=template)
    assert desk.conversation().needs_human_attention is False


def test_taking_it_over_again_says_it_was_seen(desk: Desk) -> None:
    make_due(desk, schedule(desk))
    desk.let_the_window_close()
    release(desk)
    url = f"/api/v1/conversations/{desk.id}/takeover"
    assert desk.app.test_client().post(url, headers=desk.headers).get_json()["needs_human_attention"] is False


def test_from_a_closed_conversation_it_still_leaves(desk: Desk) -> None:
    message_id = schedule(desk)
    desk.app.test_client().post(f"/api/v1/conversations/{desk.id}/close", headers=desk.headers)
    make_due(desk, message_id)
    release(desk)
    assert (desk.row(message_id).status, desk.conversation().status) == ("queued", "closed")


def test_it_goes_where_the_customer_is_talked_to_now(desk: Desk, write: Callable[..., int]) -> None:
    message_id = schedule(desk, reply_to=desk.inbound().id)
    desk.app.test_client().post(f"/api/v1/conversations/{desk.id}/close", headers=desk.headers)
    write("wamid.again", "Voltei")
    make_due(desk, message_id)
    release(desk)
    row = desk.row(message_id)
    with desk.context.sessions() as session:
        live = session.scalars(select(Conversation).where(Conversation.open_contact_id.is_not(None))).one()
    assert (row.conversation_id, row.status, row.reply_to_id) == (live.id, "queued", None)
    assert (live.last_message_id, live.status) == (message_id, "bot")


def test_it_moves_with_the_messages_of_merged_contacts(
    desk: Desk, deliver: Callable[..., int], clara: User, bearer: Bearer
) -> None:
    """Two people who are one: what was scheduled in either conversation leaves in the one that stays."""
    other = "5521987650002"
    deliver(value(messages=(text("wamid.other", sender=other),), contacts=(contact(other, "Ana"),)))
    with desk.context.sessions() as session:
        kept, merged = session.scalars(select(Contact.id).order_by(Contact.id))
        there = session.scalars(select(Conversation.id).where(Conversation.contact_id == merged)).one()
    client = desk.app.test_client()
    client.post(f"/api/v1/conversations/{there}/takeover", headers=desk.headers)
    body = {"conversation_id": there, "content": "Lá", "scheduled_at": at(days=1)}
    message_id = client.post("/api/v1/messages", json=body, headers=desk.headers).get_json()["id"]
    url, admin = f"/api/v1/contacts/{kept}/merge", bearer(clara)
    assert client.post(url, json={"other_id": merged}, headers=admin).status_code == 200
    make_due(desk, message_id)
    release(desk)
    assert (desk.row(message_id).conversation_id, desk.row(message_id).status) == (desk.id, "queued")
    with desk.context.sessions() as session:
        left = session.get_one(Conversation, there)
        last = session.get_one(Message, left.last_message_id)
    assert (left.status, last.message_type) == ("closed", "system")


def test_a_quote_that_grew_too_old_is_dropped(desk: Desk) -> None:
    message_id = schedule(desk, reply_to=desk.inbound().id)
    make_due(desk, message_id)
    with transaction(desk.context.sessions) as session:
        session.get_one(Message, desk.inbound().id).sent_at = utc_now() - timedelta(days=31)
    release(desk)
    assert desk.row(message_id).reply_to_id is None


def test_a_quote_of_what_failed_meanwhile_is_dropped(desk: Desk) -> None:
    quoted = desk.sent("Olá")["id"]
    with transaction(desk.context.sessions) as session:
        message = session.get_one(Message, quoted)
        message.status, message.whatsapp_message_id = "accepted", "wamid.ours"
    message_id = schedule(desk, reply_to=quoted)
    with transaction(desk.context.sessions) as session:
        session.get_one(Message, quoted).status = "failed"
    make_due(desk, message_id)
    release(desk)
    assert (desk.row(message_id).status, desk.row(message_id).reply_to_id) == ("queued", None)


def test_what_breaks_in_one_conversation_holds_up_no_other(
    desk: Desk, write: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = schedule(desk)
    write("wamid.2", sender="5521976540002")
    with transaction(desk.context.sessions) as session:
        other = session.scalars(select(Conversation.id).where(Conversation.id != desk.id)).one()
        broken = Message(
            conversation_id=other,
            sender_type="attendant",
            message_type="text",
            content="Quebrada",
            status="scheduled",
            scheduled_at=utc_now() - timedelta(hours=1),
            sent_at=utc_now(),
        )
        session.add(broken)
    make_due(desk, message_id)
    free = scheduling.release

    def release_others(session: Any, conversation: Conversation, message: Message, moment: datetime) -> None:
        if message.id == broken.id:
            raise ValueError("breaks every time")
        free(session, conversation, message, moment)

    monkeypatch.setattr(scheduling, "release", release_others)
    release(desk)
    assert (desk.row(message_id).status, desk.row(broken.id).status) == ("queued", "scheduled")
