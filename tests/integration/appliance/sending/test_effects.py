"""What a refusal, at once or by a receipt, says about others than its message."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug import Response

from appliance.contacts.models import Contact
from appliance.conversations import reactions
from appliance.conversations.models import Message, MessageChange
from appliance.database import transaction, utc_now
from appliance.whatsapp import heeding, settling
from appliance.whatsapp.own_reasons import NO_ANSWER
from tests.integration.appliance.sending.conftest import Post, refusal
from tests.payloads.whatsapp import failure, status, value

pytestmark = pytest.mark.integration
Deliver = Callable[..., int]
Tell = Callable[[Post, Deliver, int], int]

TEMPLATE = {"type": "template", "template": {"name": "x", "language": {"code": "pt_BR"}}}


def at_once(post: Post, _deliver: Deliver, code: int) -> int:
    message_id = post.queue(post.customer(), message_type="template", outgoing=TEMPLATE)
    post.answer = lambda _body: refusal(code)
    post.send()
    return message_id


def by_receipt(post: Post, deliver: Deliver, code: int) -> int:
    message_id = post.queue(post.customer(), message_type="template", outgoing=TEMPLATE)
    post.send()
    deliver(value(statuses=(failure(post.row(message_id).whatsapp_message_id or "", code),)))
    return message_id


@pytest.fixture(params=[at_once, by_receipt], ids=["at once", "by receipt"])
def tell(request: pytest.FixtureRequest) -> Tell:
    found: Tell = request.param
    return found


def test_who_wants_no_marketing_is_remembered(post: Post, deliver: Deliver, tell: Tell) -> None:
    message_id = tell(post, deliver, 131050)
    assert post.row(message_id).status == "failed"
    with post.context.sessions() as session:
        contact = session.scalars(select(Contact)).one()
    assert contact.marketing_stopped_at is not None
    assert contact.marketing_said_at == contact.marketing_stopped_at


@pytest.mark.parametrize(("code", "syncs"), [(132001, True), (132015, True), (131026, False)])
def test_templates_that_are_not_as_we_know_them_are_fetched(
    post: Post, deliver: Deliver, tell: Tell, code: int, syncs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    for module in (heeding, settling):
        monkeypatch.setattr(module, "ask_for_sync", asked.append)
    assert post.row(tell(post, deliver, code)).status == "failed"
    assert bool(asked) == syncs


def test_what_meta_holds_back_says_for_how_long(post: Post, deliver: Deliver, tell: Tell) -> None:
    error = post.error(tell(post, deliver, 131049))
    left = datetime.fromisoformat(error["until"]) - utc_now()
    assert timedelta(hours=23) < left <= timedelta(hours=24)


@pytest.mark.parametrize(("code", "about"), [(131026, "recipient"), (137000, "recipient"), (131009, None)])
def test_what_is_the_recipients_is_kept_as_that(
    post: Post, deliver: Deliver, tell: Tell, code: int, about: str | None
) -> None:
    assert post.error(tell(post, deliver, code)).get("about") == about


@pytest.fixture
def reaction(post: Post) -> int:
    """Ours to a customer's message, shown already; the reaction's own id."""
    conversation_id = post.customer()
    target = post.queue(
        conversation_id,
        sender_type="customer",
        status="received",
        whatsapp_message_id="wamid.in",
        reactions=[{"by": "business", "emoji": "👍"}],
    )
    outgoing = {"type": "reaction", "reaction": {"message_id": "wamid.in", "emoji": "👍"}}
    message_id = post.queue(
        conversation_id,
        message_type="reaction",
        outgoing=outgoing,
        record={"reaction": {"message_id": target, "emoji": "👍"}},
    )
    change = {"kind": "reaction", "by": "business", "emoji": "👍", "payload": {"message_id": message_id}}
    with transaction(post.context.sessions) as session:
        sent_at = session.get_one(Message, message_id).sent_at
        session.add(MessageChange(target_whatsapp_message_id="wamid.in", sent_at=sent_at, **change))
    return message_id


def reactions_shown(post: Post) -> list[Any]:
    with post.context.sessions() as session:
        target = session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.in")).one()
    return target.reactions or []


def test_a_reaction_taken_is_known_by_its_id(post: Post, reaction: int) -> None:
    post.send()
    assert "context" not in post.bodies[0]
    with post.context.sessions() as session:
        known = session.scalars(select(MessageChange.whatsapp_message_id)).all()
    assert known == [post.row(reaction).whatsapp_message_id]
    assert reactions_shown(post) == [{"by": "business", "emoji": "👍"}]


@pytest.mark.parametrize("late", [False, True])
def test_a_reaction_refused_is_taken_back_and_says_why(
    post: Post, reaction: int, deliver: Deliver, late: bool
) -> None:
    if not late:
        post.answer = lambda _body: refusal(131009)
    post.send()
    if late:
        deliver(value(statuses=(failure(post.row(reaction).whatsapp_message_id or "", 131009),)))
    assert reactions_shown(post) == []
    with post.context.sessions() as session:
        target = session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.in")).one()
    assert (target.record or {})[reactions.ERROR]["code"] == 131009


def test_a_reaction_without_an_answer_is_sent_again(post: Post, reaction: int) -> None:
    post.answer = lambda _body: Response("<html>", 502)
    post.send()
    assert (post.row(reaction).status, post.error(reaction)["reason"]) == ("queued", "no_answer")
    post.answer = None
    post.change(reaction, retry_at=None)
    post.send()
    assert post.row(reaction).status == "accepted"
    assert reactions_shown(post) == [{"by": "business", "emoji": "👍"}]


def test_and_in_the_end_it_is_taken_back_and_says_why(post: Post, reaction: int) -> None:
    post.answer = lambda _body: Response("<html>", 502)
    for _ in range(NO_ANSWER.tries):
        post.change(reaction, retry_at=None)
        post.send()
    assert (post.row(reaction).status, len(post.bodies)) == ("failed", NO_ANSWER.tries)
    assert reactions_shown(post) == []
    with post.context.sessions() as session:
        target = session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.in")).one()
    assert (target.record or {})[reactions.ERROR]["reason"] == "no_answer"


def data(message_id: int, attempt: int) -> str:
    return f"m{message_id}.{attempt}"


def test_an_older_attempt_that_arrived_stops_the_resend_that_met_trouble(
    post: Post, deliver: Deliver
) -> None:
    """No answer, sent again by a person; then, while that call runs, the receipt of the first comes."""
    message_id = post.queue(post.customer(), attempts=1)

    def answer(_body: dict[str, Any]) -> Any:
        receipt = status("wamid.first", "delivered", biz_opaque_callback_data=data(message_id, 1))
        deliver(value(statuses=(receipt,)))
        return refusal(131016, 500)

    post.answer = answer
    post.send()
    settled = post.row(message_id)
    assert (settled.status, settled.whatsapp_message_id) == ("delivered", "wamid.first")
    post.send()
    assert len(post.bodies) == 1


def test_the_sent_of_an_attempt_that_failed_is_no_arrival(post: Post, deliver: Deliver) -> None:
    """It failed by a receipt, a person sent it again, and that is refused while the old `sent` waits."""
    message_id = post.queue(post.customer(), attempts=1)
    old = data(message_id, 1)

    def answer(_body: dict[str, Any]) -> Any:
        deliver(value(statuses=(failure("wamid.first", 131000, biz_opaque_callback_data=old),)))
        deliver(value(statuses=(status("wamid.first", "sent", biz_opaque_callback_data=old),)))
        return refusal(131026)

    post.answer = answer
    post.send()
    refused = post.row(message_id)
    assert (refused.status, refused.whatsapp_message_id) == ("failed", None)


def test_a_receipt_of_an_older_attempt_does_not_tick_the_new_one(post: Post, deliver: Deliver) -> None:
    message_id = post.queue(post.customer(), attempts=1)
    post.send()
    assert post.bodies[0]["biz_opaque_callback_data"] == data(message_id, 2)
    for name in ("sent", "read"):
        old = status("wamid.first", name, biz_opaque_callback_data=data(message_id, 1))
        deliver(value(statuses=(old,)))
    assert post.row(message_id).status == "accepted"


def test_a_failure_of_an_older_attempt_does_not_fail_the_new_one(post: Post, deliver: Deliver) -> None:
    message_id = post.queue(post.customer(), attempts=1)
    post.send()
    deliver(value(statuses=(failure("wamid.first", 131026, biz_opaque_callback_data=data(message_id, 1)),)))
    assert post.row(message_id).status == "accepted"
