"""The bot's own messages: silent once a person took over, and a person called when one is refused."""

import json

import pytest
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import close
from appliance.database import transaction, utc_now
from appliance.realtime.models import Event
from appliance.whatsapp.meanings import DOWN
from tests.integration.appliance.sending.outbox import PATH, Outbox, refusal

pytestmark = pytest.mark.integration


def test_the_bot_is_silent_once_a_person_took_over(outbox: Outbox) -> None:
    message_id = outbox.queue_as_bot("Sou um robô")
    outbox.takes_over()
    outbox.send()
    silenced = outbox.row(message_id)
    assert silenced.status == "failed"
    assert silenced.error is not None
    assert silenced.error["kind"] == "superseded"
    assert outbox.sent() == []
    assert (outbox.conversation().status, outbox.conversation().needs_human_attention) == ("open", False)


def test_the_bots_answer_refused_calls_a_person(outbox: Outbox) -> None:
    first, second = outbox.queue_as_bot("Olá!"), outbox.queue_as_bot("Mais uma coisa")
    outbox.meta.expect_request(PATH).respond_with_json(refusal(131026), status=400)
    outbox.send()
    conversation = outbox.conversation()
    assert (conversation.status, conversation.needs_human_attention) == ("waiting", True)
    assert (conversation.attention_reason, conversation.version) == ("bot_message_failed", 2)
    reasons = [(outbox.row(message_id).error or {})["kind"] for message_id in (first, second)]
    assert reasons == ["permanent", "superseded"]
    assert len(outbox.sent()) == 1
    with outbox.context.sessions() as session:
        told = session.scalars(select(Event).where(Event.kind == "conversation.updated")).all()
    assert [event.published_at is None for event in told] == [False]  # browsers know


def test_the_bots_answer_that_waits_for_a_retry_stays_the_bots(outbox: Outbox) -> None:
    message_id = outbox.queue_as_bot("Olá!")
    outbox.meta.expect_request(PATH).respond_with_json(refusal(131016), status=500)
    outbox.send()
    assert outbox.conversation().status == "bot"
    with transaction(outbox.context.sessions) as session:
        row = session.get_one(Message, message_id)
        row.error, row.retry_at = DOWN.as_error() | {"tries": DOWN.tries - 1}, utc_now()
    outbox.send()
    assert outbox.conversation().attention_reason == "bot_message_failed"


@pytest.mark.parametrize("status", ["open", "closed"])
def test_an_answer_refused_after_a_person_took_over_changes_nothing(outbox: Outbox, status: str) -> None:
    message_id = outbox.queue_as_bot("Olá!")

    def answer(_request: Request) -> Response:
        outbox.takes_over()
        if status == "closed":
            with transaction(outbox.context.sessions) as session:
                close(session, session.get_one(Conversation, outbox.id))
        return Response(json.dumps(refusal(131026)), 400)

    outbox.answers(answer)
    outbox.send()
    conversation = outbox.conversation()
    assert outbox.row(message_id).status == "failed"
    assert (conversation.status, conversation.needs_human_attention) == (status, False)


def test_an_attendants_message_refused_calls_nobody(outbox: Outbox) -> None:
    outbox.queue()
    outbox.meta.expect_request(PATH).respond_with_json(refusal(131026), status=400)
    outbox.send()
    assert (outbox.conversation().status, outbox.conversation().needs_human_attention) == ("open", False)


def test_the_bot_speaks_while_the_conversation_is_its_own(outbox: Outbox) -> None:
    message_id = outbox.queue_as_bot("Olá!")
    outbox.accepts()
    outbox.send()
    assert outbox.row(message_id).status == "accepted"
