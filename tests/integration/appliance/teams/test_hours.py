"""Opening hours and holidays, and what they change."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.ai.handing import call_person
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.queues.models import Queue
from appliance.routing.offering import offer_waiting
from tests.integration.appliance.teams.conftest import Call, error

pytestmark = pytest.mark.integration

ALWAYS: list[list[list[int]]] = [[[0, 1440]]] * 7
NEVER: list[list[list[int]]] = [[]] * 7


def test_made_changed_and_taken_away(clara: User, ana: User, call: Call) -> None:
    made = call(clara, "POST", "/schedules", {"name": " Comercial ", "week": ALWAYS})
    assert made.status_code == 201
    shown = made.get_json()
    assert (shown["name"], shown["is_default"], shown["is_open"]) == ("Comercial", True, True)
    changed = call(clara, "PATCH", f"/schedules/{shown['id']}", {"week": NEVER, "closed_text": "Até {volta}"})
    assert (changed.get_json()["is_open"], changed.get_json()["opens_at"]) == (False, None)
    assert [one["name"] for one in call(ana, "GET", "/schedules").get_json()["data"]] == ["Comercial"]
    assert call(ana, "POST", "/schedules", {"name": "Meu", "week": ALWAYS}).status_code == 403
    assert call(clara, "DELETE", f"/schedules/{shown['id']}").status_code == 204
    assert call(ana, "GET", "/schedules").get_json()["data"] == []


def test_one_is_the_clients(clara: User, call: Call) -> None:
    call(clara, "POST", "/schedules", {"name": "Um", "week": ALWAYS})
    call(clara, "POST", "/schedules", {"name": "Dois", "week": ALWAYS, "is_default": True})
    found = {one["name"]: one["is_default"] for one in call(clara, "GET", "/schedules").get_json()["data"]}
    assert found == {"Um": False, "Dois": True}
    assert error(call(clara, "POST", "/schedules", {"name": "DOIS", "week": ALWAYS})) == "schedule_exists"


def test_the_first_need_not_be_the_clients(clara: User, call: Call) -> None:
    made = call(clara, "POST", "/schedules", {"name": "Plantão", "week": NEVER, "is_default": False})
    assert made.get_json()["is_default"] is False


@pytest.mark.parametrize(("end", "status"), [(1440 + 600, 422), (1440 + 540, 201)])
def test_a_night_ends_before_the_next_day_begins(clara: User, call: Call, end: int, status: int) -> None:
    week = [[[1200, end]], [[540, 1080]], *NEVER[2:]]
    assert call(clara, "POST", "/schedules", {"name": f"Noite {end}", "week": week}).status_code == status


@pytest.mark.parametrize(
    "slots",
    [
        [[600, 500]],
        [[-1, 60]],
        [[0, 2881]],
        [[540, 720], [700, 800]],
        [[60]],
        [[1440, 1500]],
        [["9h", "18h"]],
    ],
)
def test_slots_that_are_none(clara: User, call: Call, slots: list[list[int]]) -> None:
    week = [slots, *NEVER[1:]]
    assert error(call(clara, "POST", "/schedules", {"name": "X", "week": week})) == "invalid_input"


def test_seven_days_make_a_week(clara: User, call: Call) -> None:
    assert call(clara, "POST", "/schedules", {"name": "X", "week": ALWAYS[:6]}).status_code == 422


def test_holidays_are_noted_filled_in_once_and_taken_out(clara: User, ana: User, call: Call) -> None:
    own = {"day": "2027-09-07", "name": "Nosso dia", "slots": [[540, 720]]}
    assert call(clara, "POST", "/holidays", own).status_code == 201
    added = call(clara, "POST", "/holidays/fill-in", {"year": 2027, "state": "SP"}).get_json()["added"]
    assert added > 10
    assert call(clara, "POST", "/holidays/fill-in", {"year": 2027, "state": "SP"}).get_json() == {"added": 0}
    listed = call(ana, "GET", "/holidays?year=2027").get_json()["data"]
    assert len(listed) == added + 1
    assert [one["name"] for one in listed if one["day"] == "2027-09-07"] == ["Nosso dia"]
    assert call(clara, "DELETE", f"/holidays/{listed[0]['id']}").status_code == 204
    assert len(call(ana, "GET", "/holidays?year=2027").get_json()["data"]) == added
    assert call(ana, "GET", "/holidays?year=2026").get_json()["data"] == []


def test_a_year_or_state_that_is_none(clara: User, call: Call) -> None:
    assert error(call(clara, "POST", "/holidays/fill-in", {"year": 2027, "state": "ZZ"})) == "invalid_state"
    assert call(clara, "POST", "/holidays/fill-in", {"year": 1500}).status_code == 422
    assert call(clara, "POST", "/holidays", {"day": "amanhã", "name": "X"}).status_code == 422


def test_a_holiday_closes_an_open_day(context: Context, clara: User, call: Call) -> None:
    today = utc_now().astimezone(ZoneInfo(context.settings.tenant.timezone)).date()
    call(clara, "POST", "/schedules", {"name": "Sempre", "week": ALWAYS})
    for day in (today, today - timedelta(days=1)):
        call(clara, "POST", "/holidays", {"day": day.isoformat(), "name": "Greve"})
    [shown] = call(clara, "GET", "/schedules").get_json()["data"]
    assert (shown["is_open"], shown["opens_at"] is not None) == (False, True)


def last_text(context: Context) -> str:
    with context.sessions() as session:
        message = session.scalars(
            select(Message).where(Message.sender_type == "system").order_by(Message.id.desc())
        ).first()
    assert message is not None
    return message.content or ""


@pytest.mark.parametrize(("week", "is_told"), [(NEVER, True), (ALWAYS, False)])
def test_who_is_handed_over_outside_the_hours_reads_so(
    context: Context,
    conversation_id: int,
    clara: User,
    call: Call,
    week: list[list[list[int]]],
    is_told: bool,
) -> None:
    call(clara, "POST", "/schedules", {"name": "Comercial", "week": week})
    with transaction(context.sessions) as session:
        row = session.get_one(Conversation, conversation_id, with_for_update=True)
        call_person(session, context.settings.tenant, row, "ai_timeout")
    assert ("fora do horário" in last_text(context)) is is_told


def test_a_queue_has_hours_of_its_own_and_offers_within_them(
    context: Context,
    conversation_id: int,
    ana: User,
    clara: User,
    call: Call,
    queue: Callable[..., int],
) -> None:
    sales = queue("Vendas", ana)
    presence.seen(context.redis, ana.id)
    call(clara, "POST", "/schedules", {"name": "Sempre", "week": ALWAYS})
    shut = call(clara, "POST", "/schedules", {"name": "Nunca", "week": NEVER}).get_json()["id"]
    change = {"schedule_id": shut, "routing": "round_robin"}
    assert call(clara, "PATCH", f"/queues/{sales}", change).get_json()["schedule_id"] == shut
    with transaction(context.sessions) as session:
        row = session.get_one(Conversation, conversation_id)
        row.queue_id = sales
        session.flush()
        ownership.hand_off(session, row, "ai_timeout")

    def offered() -> int | None:
        offer_waiting(context)
        with context.sessions() as session:
            return session.get_one(Conversation, conversation_id).offered_to_id

    assert offered() is None
    assert call(clara, "DELETE", f"/schedules/{shut}").status_code == 204
    with context.sessions() as session:
        assert session.get_one(Queue, sales).schedule_id is None
    assert offered() == ana.id
