"""Messages whose time comes later, and what people do with them until then."""

from datetime import datetime, timedelta

import pytest

from appliance.accounts.models import User
from appliance.database import utc_now
from tests.integration.appliance.conversations.conftest import Bearer, Desk, refusal
from tests.integration.appliance.conversations.scheduled import (
    at,
    make_due,
    release,
    schedule,
    statuses,
    waiting,
)

pytestmark = pytest.mark.integration

TOMORROW = timedelta(days=1)


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
