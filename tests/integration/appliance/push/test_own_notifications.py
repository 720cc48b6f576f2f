"""What one chooses, and the browsers one is told in, over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.job_queues import PUSH
from appliance.push import choices
from appliance.push.browsers import MOST
from appliance.push.models import PushBrowser
from tests.push_browser import Browser

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]


def add(call: Call, user: User, number: int = 1) -> dict[str, Any]:
    browser = Browser(f"https://push.example/send/{number}")
    status, body = call(user, "POST", "/notifications/browsers", browser.subscription())
    assert status == 201, body
    return dict(body)


def listed(call: Call, user: User) -> list[int]:
    return [one["id"] for one in call(user, "GET", "/notifications")[1]["browsers"]]


def test_whoever_chose_nothing_has_what_holds_at_first(ana: User, call: Call) -> None:
    status, body = call(ana, "GET", "/notifications")
    assert (status, body["choices"]) == (200, choices.at_first())
    assert body["tones"] == list(choices.TONES)


def test_a_choice_is_kept_for_its_person_and_only_what_changed_is_on_record(
    context: Context, ana: User, bruno: User, call: Call
) -> None:
    mine = choices.at_first()
    mine["events"]["waiting"]["sound"] = True
    assert call(ana, "PUT", "/notifications/choices", mine) == (200, mine)
    assert call(ana, "GET", "/notifications")[1]["choices"] == mine
    assert call(bruno, "GET", "/notifications")[1]["choices"] == choices.at_first()
    with context.sessions() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "notifications.changed"))
        assert (entry.before, entry.after) == ({"waiting.sound": False}, {"waiting.sound": True})


@pytest.mark.parametrize(
    "change",
    [
        {"push_shows": "everything"},
        {"quiet_when_away": "perhaps"},
        {"events": {}},
        {
            "events": choices.at_first()["events"]
            | {"message": {"sound": True, "tone": "gong", "notice": True}}
        },
        {"events": choices.at_first()["events"] | {"birthday": {}}},
    ],
)
def test_what_is_no_choice_is_refused(change: dict[str, Any], ana: User, call: Call) -> None:
    assert call(ana, "PUT", "/notifications/choices", choices.at_first() | change)[0] == 422


def test_a_browser_that_asks_again_is_the_same(ana: User, call: Call) -> None:
    assert add(call, ana)["id"] == add(call, ana)["id"]
    assert len(listed(call, ana)) == 1


def test_a_browser_belongs_to_whoever_asked_last_in_it(ana: User, bruno: User, call: Call) -> None:
    add(call, ana)
    add(call, bruno)
    assert listed(call, ana) == []
    assert len(listed(call, bruno)) == 1


def test_of_too_many_browsers_the_oldest_goes(context: Context, ana: User, call: Call) -> None:
    ids = [add(call, ana, number)["id"] for number in range(MOST + 1)]
    with context.sessions() as session:
        assert list(session.scalars(select(PushBrowser.id).order_by(PushBrowser.id))) == ids[1:]


def test_one_removes_ones_own_alone(ana: User, bruno: User, call: Call) -> None:
    browser_id = add(call, ana)["id"]
    assert call(bruno, "DELETE", f"/notifications/browsers/{browser_id}")[0] == 404
    assert call(ana, "DELETE", f"/notifications/browsers/{browser_id}")[0] == 204
    assert listed(call, ana) == []
    assert call(ana, "DELETE", f"/notifications/browsers/{browser_id}")[0] == 404


def test_an_address_of_our_own_networks_is_refused(ana: User, call: Call) -> None:
    given = Browser("https://mysql:3306/").subscription()
    status, body = call(ana, "POST", "/notifications/browsers", given)
    assert (status, body["error"]["code"]) == (422, "endpoint_refused")


def test_a_test_is_sent_and_not_again_at_once(context: Context, ana: User, bruno: User, call: Call) -> None:
    path = f"/notifications/browsers/{add(call, ana)['id']}/test"
    assert call(bruno, "POST", path)[0] == 404
    assert call(ana, "POST", path)[0] == 202
    assert context.queues[PUSH].count == 1
    status, body = call(ana, "POST", path)
    assert (status, body["error"]["code"]) == (429, "too_soon")
