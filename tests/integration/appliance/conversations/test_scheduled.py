"""Messages whose time comes later: what people do with them, and what the ticker does."""

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
from appliance.conversations.scheduling import SCHEDULED_NOT_SENT, release_due
from appliance.database import transaction, utc_now
from appliance.realtime.models import Event
from appliance.templates.models import Template
from tests.integration.appliance.conversations.conftest import Bearer, Desk, refusal
from tests.payloads.whatsapp import contact, text, value

pytestmark = pytest.mark.integration

TOMORROW = timedelta(days=1)


def at(**ahead: float) -> str:
    return (utc_now() + timedelta(**ahead)).isoformat()


def schedule(desk: Desk, content: str = "Amanhã", **more: Any) -> int:
    return int(desk.sent(content, **{"scheduled_at": at(days=1), **more})["id"])


def make_due(desk: Desk, *message_ids: int, **ago: float) -> None:
    """Their times have come, in this order."""
    with transaction(desk.context.sessions) as session:
        for place, message_id in enumerate(message_ids):
            moment = utc_now() - timedelta(**ago or {"seconds": 10}) + timedelta(milliseconds=place)
            session.get_one(Message, message_id).scheduled_at = moment


def release(desk: Desk) -> None:
    release_due(desk.context)


def waiting(desk: Desk, query: str = "") -> list[str]:
    response = desk.call("GET", f"/scheduled{query}")
    return [row["content"] for row in response.get_json()["data"]]


def statuses(desk: Desk) -> list[tuple[str, str]]:
    return [(row["content"], row["status"]) for row in desk.thread()[1:]]


def sent(desk: Desk) -> None:
    """The worker has sent what was queued."""
    with transaction(desk.context.sessions) as session:
        for row in session.scalars(select(Message).where(Message.status == "queued")):
            row.status = "accepted"


def test_it_waits_outside_the_thread(desk: Desk) -> None:
    moment = (utc_now() + TOMORROW).replace(microsecond=0)
    shown = desk.sent("Amanhã", scheduled_at=moment.isoformat())
    assert (shown["status"], shown["scheduled_at"]) == (
        "scheduled",
        moment.isoformat().replace("+00:00", "Z"),
    )
    assert [row["content"] for row in desk.thread()] == ["Oi!"]
    assert desk.conversation().last_message_id == desk.inbound().id
    assert desk.waiting_jobs() == 0
    release(desk)
    assert desk.row(shown["id"]).status == "scheduled"


def test_they_are_listed_by_their_times_page_by_page(desk: Desk) -> None:
    for hours in (3, 1, 2):
        schedule(desk, str(hours), scheduled_at=at(hours=hours))
    assert waiting(desk) == waiting(desk, f"?conversation_id={desk.id}") == ["1", "2", "3"]
    first = desk.call("GET", "/scheduled?limit=2").get_json()
    assert [row["content"] for row in first["data"]] == ["1", "2"]
    assert waiting(desk, f"?limit=2&cursor={first['next_cursor']}") == ["3"]
    assert desk.call("GET", "/scheduled?conversation_id=424242").status_code == 404


@pytest.mark.parametrize("ahead", [{"seconds": -1}, {"days": 365, "minutes": 1}, {"days": -1}])
def test_a_time_is_ahead_and_within_a_year(desk: Desk, ahead: dict[str, float]) -> None:
    response = desk.send("Oi", scheduled_at=at(**ahead))
    assert refusal(response) == (422, "invalid_schedule", "scheduled_at")
    assert response.get_json()["error"]["details"]["limit"] == 365


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


def test_what_a_merge_leaves_last_is_never_what_waits(desk: Desk) -> None:
    schedule(desk)
    assert desk.conversation().last_message_id == desk.inbound().id


def test_another_time_and_other_words(desk: Desk) -> None:
    message_id = schedule(desk)
    moment = at(days=2)
    shown = desk.call("PATCH", f"/{message_id}", {"scheduled_at": moment, "content": "Depois"}).get_json()
    assert (shown["content"], datetime.fromisoformat(shown["scheduled_at"])) == (
        "Depois",
        datetime.fromisoformat(moment),
    )
    assert refusal(desk.call("PATCH", f"/{message_id}", {"content": "x" * 4097}))[1] == "too_long"
    assert (
        refusal(desk.call("PATCH", f"/{message_id}", {"scheduled_at": at(days=-1)}))[1] == "invalid_schedule"
    )
    assert desk.row(message_id).content == "Depois"


def test_a_caption_changes_in_what_is_sent_too(desk: Desk) -> None:
    media_id = desk.upload()
    shown = desk.sent("Velha", message_type="image", media_id=media_id, scheduled_at=at(days=1))
    changed = desk.call("PATCH", f"/{shown['id']}", {"content": "Nova"}).get_json()
    assert changed["metadata"]["media"]["id"] == media_id
    outgoing = desk.row(shown["id"]).outgoing
    assert outgoing == {"type": "image", "image": {"id": {"guiche_media": media_id}, "caption": "Nova"}}


def test_called_off_it_is_gone_from_everywhere(desk: Desk) -> None:
    message_id = schedule(desk)
    assert desk.call("POST", f"/{message_id}/cancel").get_json()["status"] == "cancelled"
    make_due(desk, message_id)
    release(desk)
    assert (desk.row(message_id).status, waiting(desk), statuses(desk)) == ("cancelled", [], [])


def test_sent_now_it_leaves_at_once(desk: Desk) -> None:
    message_id = schedule(desk)
    assert desk.call("POST", f"/{message_id}/send-now").get_json()["status"] == "queued"
    assert statuses(desk) == [("Amanhã", "queued")]
    assert desk.waiting_jobs() == 1


def test_sent_now_when_whatsapp_would_not_take_it_it_waits_on(desk: Desk) -> None:
    message_id = schedule(desk)
    desk.let_the_window_close()
    assert refusal(desk.call("POST", f"/{message_id}/send-now"))[:2] == (422, "window_closed")
    assert desk.row(message_id).status == "scheduled"


@pytest.mark.parametrize("action", ["cancel", "send-now", ""])
def test_once_it_has_left_nothing_of_that_can_be_done(desk: Desk, action: str) -> None:
    message_id = schedule(desk)
    desk.call("POST", f"/{message_id}/send-now")
    response = (
        desk.call("POST", f"/{message_id}/{action}")
        if action
        else desk.call("PATCH", f"/{message_id}", {"content": "x"})
    )
    assert refusal(response)[:2] == (409, "not_scheduled")
    assert refusal(desk.call("POST", "/424242/cancel"))[:2] == (404, "message_not_found")


def test_of_another_persons_only_an_admin_or_the_owner_disposes(
    desk: Desk, bruno: User, clara: User, bearer: Bearer
) -> None:
    message_id = schedule(desk)
    url, client = f"/api/v1/messages/{message_id}", desk.app.test_client()
    assert refusal(client.post(f"{url}/cancel", headers=bearer(bruno)))[:2] == (409, "not_owner")
    assert refusal(client.post(f"{url}/send-now", headers=bearer(clara)))[:2] == (409, "not_owner")
    assert client.patch(url, json={"content": "x"}, headers=bearer(clara)).status_code == 200
    assert client.post(f"{url}/cancel", headers=bearer(clara)).status_code == 200


def test_its_author_calls_it_off_even_when_the_conversation_is_closed(desk: Desk) -> None:
    message_id = schedule(desk)
    desk.app.test_client().post(f"/api/v1/conversations/{desk.id}/close", headers=desk.headers)
    response = desk.call("POST", f"/{message_id}/send-now")
    assert refusal(response)[:2] == (409, "not_owner")
    assert "Reabra-a" in response.get_json()["error"]["message"]
    assert desk.call("POST", f"/{message_id}/cancel").status_code == 200


def test_scheduled_twice_with_one_key_it_is_one(desk: Desk) -> None:
    moment = at(days=1)
    answers = [desk.send("Amanhã", scheduled_at=moment, client_key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert refusal(desk.send("Amanhã", client_key="k"))[:2] == (409, "client_key_used")
    make_due(desk, answers[0].get_json()["id"])
    assert desk.send("Amanhã", scheduled_at=moment, client_key="k").status_code == 200


def test_a_quote_that_grew_too_old_is_dropped(desk: Desk) -> None:
    message_id = schedule(desk, reply_to=desk.inbound().id)
    make_due(desk, message_id)
    with transaction(desk.context.sessions) as session:
        session.get_one(Message, desk.inbound().id).sent_at = utc_now() - timedelta(days=31)
    release(desk)
    assert desk.row(message_id).reply_to_id is None


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
