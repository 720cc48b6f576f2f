"""What is promised is counted after every change, shown, filtered by, and told once when nearly too late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.ownership import attended
from appliance.database import transaction, utc_now
from appliance.hours.models import Schedule
from appliance.queues.models import Queue
from appliance.realtime.models import Event
from appliance.service_levels.clocks import SLA_AT_RISK, SLA_BREACHED, keep_clocks
from appliance.service_levels.models import ServiceClock
from tests.integration.appliance.automation.conftest import Call, Handed, near

pytestmark = pytest.mark.integration

URL = "/service-levels"


@pytest.fixture
def promise(call: Call, clara: User) -> Callable[..., dict[str, Any]]:
    """Half an hour for the first answer, four hours for all, unless said otherwise."""

    def make(**more: Any) -> dict[str, Any]:
        status, shown = call(clara, "POST", URL, {"response_minutes": 30, "resolution_minutes": 240} | more)
        assert status == 201, shown
        return dict(shown)

    return make


def ids(call: Call, user: User, query: str) -> list[int]:
    return [row["id"] for row in call(user, "GET", f"/conversations?{query}")[1]["data"]]


def test_what_is_promised_is_shown(handed: Handed, promise: Any, ana: User) -> None:
    assert handed.count().sla_due_at is None
    assert handed.shown(ana)["service_level"] is None
    promise()
    row = handed.count()
    assert near(row.response_due_at, minutes=30)
    assert near(row.resolution_due_at, hours=4)
    assert near(row.sla_warn_at, minutes=24)
    assert row.sla_due_at == row.response_due_at
    assert handed.shown(ana)["service_level"]["state"] == "ok"


def test_with_the_bot_nothing_is_promised(context: Context, write: Callable[..., int], promise: Any) -> None:
    promise()
    write("wamid.1")
    keep_clocks(context)
    with context.sessions() as session:
        assert session.scalars(select(Conversation)).one().sla_due_at is None
        assert session.scalars(select(ServiceClock)).all() == []


def test_an_answer_keeps_the_first_and_stops_the_second(
    handed: Handed, promise: Any, ana: User, write: Callable[..., int]
) -> None:
    promise()
    handed.count()
    handed.let_pass(minutes=20)
    handed.answer(ana)
    row = handed.count()
    assert (row.response_due_at, row.resolution_due_at, row.sla_due_at) == (None, None, None)
    assert handed.shown(ana)["awaiting_customer_since"] is not None
    handed.let_pass(hours=10)
    write("wamid.2")
    row = handed.count()
    assert row.response_due_at is None
    assert near(row.resolution_due_at, hours=4, minutes=-20)


def test_who_writes_more_than_once_waits_since_the_first(
    handed: Handed, promise: Any, write: Callable[..., int]
) -> None:
    promise()
    handed.count()
    handed.let_pass(minutes=20)
    write("wamid.2")
    assert near(handed.count().response_due_at, minutes=10)


def test_it_is_told_once_that_it_is_at_risk_and_once_that_it_is_late(
    handed: Handed, context: Context, promise: Any, ana: User
) -> None:
    promise()
    handed.count()
    told = []
    for minutes in (23, 2, 1, 6, 1):
        handed.let_pass(minutes=minutes)
        row = handed.count()
        told.append(row.attention_reason if row.needs_human_attention else None)
        with transaction(context.sessions) as session:
            attended(session, session.get_one(Conversation, handed.id))
    assert told == ["ai_timeout", SLA_AT_RISK, None, SLA_BREACHED, None]
    assert handed.shown(ana)["service_level"]["state"] == "breached"


def test_of_two_promises_each_is_told(handed: Handed, promise: Any, ana: User) -> None:
    promise()
    handed.let_pass(minutes=31)
    assert handed.count().attention_reason == SLA_BREACHED
    handed.answer(ana)
    row = handed.count()
    assert (row.needs_human_attention, row.sla_due_at) == (False, None)


def test_the_list_is_narrowed_down_and_nobody_else_sees_more(
    handed: Handed, call: Call, promise: Any, ana: User, context: Context
) -> None:
    promise()
    handed.count()
    at_risk, breached = "sla=at_risk", "sla=breached"
    assert (ids(call, ana, at_risk), ids(call, ana, breached)) == ([], [])
    handed.let_pass(minutes=25)
    assert (ids(call, ana, at_risk), ids(call, ana, breached)) == ([handed.id], [])
    handed.let_pass(minutes=5)
    assert (ids(call, ana, at_risk), ids(call, ana, breached)) == ([], [handed.id])
    with transaction(context.sessions) as session:
        session.get_one(Conversation, handed.id).queue_id = None
        other = Queue(name="Outro", name_key="outro", colour="#3b5bdb")
        session.add(other)
        session.flush()
        session.get_one(Conversation, handed.id).queue_id = other.id
    assert ids(call, ana, breached) == []
    assert call(ana, "GET", "/conversations?sla=often")[0] == 422


def test_the_end_ends_it(handed: Handed, promise: Any, ana: User) -> None:
    promise()
    handed.count()
    handed.asks(ana, "POST", f"/conversations/{handed.id}/takeover")
    handed.asks(ana, "POST", f"/conversations/{handed.id}/close")
    assert handed.count().sla_due_at is None
    handed.asks(ana, "POST", f"/conversations/{handed.id}/reopen")
    row = handed.count()
    assert (row.response_due_at, row.resolution_due_at) == (None, None)


def test_a_priority_and_a_queue_have_promises_of_their_own(handed: Handed, promise: Any, ana: User) -> None:
    promise()
    promise(priority=2, response_minutes=5)
    assert near(handed.count().response_due_at, minutes=30)
    handed.asks(ana, "PUT", f"/conversations/{handed.id}/priority", {"priority": 2})
    assert near(handed.count().response_due_at, minutes=5)
    promise(queue_id=handed.queue_id, response_minutes=7)
    assert near(handed.count().response_due_at, minutes=7)
    handed.asks(ana, "POST", f"/conversations/{handed.id}/transfer", {"queue_id": None})
    assert near(handed.count().response_due_at, minutes=5)


def test_hours_that_change_are_counted_with(
    handed: Handed, promise: Any, context: Context, call: Call, clara: User
) -> None:
    """Closed all week but for one hour that begins in two."""
    promise()
    handed.count()
    zone = 3 * 60  # São Paulo is behind by so much
    begin = utc_now() + timedelta(hours=2)
    minutes = (begin.hour * 60 + begin.minute - zone) % 1440
    week = [[[minutes, minutes + 60]]] * 7
    status, hours = call(clara, "POST", "/schedules", {"name": "Tarde", "week": week})
    assert status == 201
    due = handed.count().response_due_at
    assert due is not None
    assert timedelta(hours=2, minutes=28) < due - utc_now() < timedelta(hours=2, minutes=31)
    assert call(clara, "DELETE", f"/schedules/{hours['id']}")[0] == 204
    assert near(handed.count().response_due_at, minutes=30)


def test_a_holiday_moves_what_is_due(
    handed: Handed, promise: Any, context: Context, call: Call, clara: User
) -> None:
    promise()
    with transaction(context.sessions) as session:
        always = [[[0, 1440]]] * 7
        session.add(Schedule(name="Sempre", name_key="sempre", is_default=True, week=always))
    before = handed.count().response_due_at
    for days in range(-1, 2):
        day = (utc_now() + timedelta(days=days)).date().isoformat()
        assert call(clara, "POST", "/holidays", {"day": day, "name": "Feriado"})[0] == 201
    after = handed.count().response_due_at
    assert before is not None
    assert after is not None
    assert timedelta(hours=20) < after - before < timedelta(days=3)


def test_what_did_not_change_is_not_told_again(handed: Handed, context: Context, promise: Any) -> None:
    promise()
    handed.count()
    with transaction(context.sessions) as session:
        session.execute(update(Conversation).values(clocks_changed=True))
        before = len(session.scalars(select(Event.id)).all())
    handed.count()
    with context.sessions() as session:
        assert len(session.scalars(select(Event.id)).all()) == before


def test_promises_are_changed_and_taken_away(
    handed: Handed, context: Context, call: Call, promise: Any, clara: User
) -> None:
    level = promise()
    assert near(handed.count().response_due_at, minutes=30)
    path = f"{URL}/{level['id']}"
    assert call(clara, "PATCH", path, {"response_minutes": 10})[1]["response_minutes"] == 10
    assert near(handed.count().response_due_at, minutes=10)
    assert call(clara, "GET", URL)[1]["data"][0]["warn_percent"] == 80
    assert call(clara, "DELETE", path)[0] == 204
    row = handed.count()
    assert (row.sla_due_at, row.sla_warn_at) == (None, None)
    assert call(clara, "DELETE", path)[0] == 404
    with context.sessions() as session:
        actions = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_kind == "service_level")
            .order_by(AuditEntry.id)
        ).all()
    assert actions == ["service_level.created", "service_level.changed", "service_level.deleted"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "nothing_promised"),
        ({"response_minutes": 30, "resolution_minutes": 10}, 422, "resolution_too_short"),
        ({"response_minutes": 30, "queue_id": 999_999}, 404, "queue_not_found"),
        ({"response_minutes": 31}, 409, "level_exists"),
        ({"response_minutes": 0}, 422, "invalid_input"),
    ],
)
def test_what_cannot_be_promised(
    call: Call, promise: Any, clara: User, body: dict[str, Any], status: int, code: str
) -> None:
    promise()
    answer = call(clara, "POST", URL, body)
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)


def test_attendants_read_and_do_not_promise(call: Call, promise: Any, ana: User) -> None:
    level = promise()
    assert call(ana, "GET", URL)[0] == 200
    assert call(ana, "POST", URL, {"response_minutes": 5})[0] == 403
    assert call(ana, "DELETE", f"{URL}/{level['id']}")[0] == 403


def test_the_board_shows_what_is_late_whoever_has_it(
    handed: Handed, call: Call, promise: Any, ana: User, clara: User, write: Callable[..., int]
) -> None:
    promise()
    handed.answer(ana)
    handed.count()
    write("wamid.2")  # the customer is waited for no more: the resolution's time goes on
    found = []
    for span in ({"hours": 3, "minutes": 20}, {"hours": 1}):
        handed.count()
        handed.let_pass(**span)
        board = call(clara, "GET", "/board")[1]
        [queue], person = board["queues"], board["people"][0]
        assert [(one["id"], one["assigned_user_id"]) for one in board["urgent"]] == [(handed.id, ana.id)]
        found.append([(one["breached"], one["at_risk"]) for one in (queue, person)])
    assert found == [[(0, 1)] * 2, [(1, 0)] * 2]
    later = (utc_now() + timedelta(days=1)).isoformat()
    assert call(ana, "PUT", f"/conversations/{handed.id}/snooze", {"until": later})[0] == 200
    board = call(clara, "GET", "/board")[1]
    assert (board["urgent"], board["queues"][0]["breached"]) == ([], 0)
