from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.snoozing import wake_due
from appliance.database import transaction, utc_now

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]


def later(**more: float) -> str:
    return (utc_now() + timedelta(**more)).isoformat()


def let_it_pass(context: Context, conversation_id: int, moment: datetime | None = None) -> None:
    with transaction(context.sessions) as session:
        session.get_one(Conversation, conversation_id).snoozed_until = moment or utc_now()


@pytest.fixture
def conversation(context: Context, write: Callable[..., int]) -> int:
    write("wamid.1")
    with context.sessions() as session:
        return session.scalars(select(Conversation.id)).one()


@pytest.fixture
def snooze(call: Call, conversation: int) -> Callable[..., tuple[int, Any]]:
    def run(user: User, until: str | None) -> tuple[int, Any]:
        return call(user, "PUT", f"/conversations/{conversation}/snooze", {"until": until})

    return run


def ids(call: Call, user: User, query: str = "") -> list[int]:
    return [row["id"] for row in call(user, "GET", f"/conversations{query}")[1]["data"]]


def test_what_is_put_off_is_in_no_list_but_its_own(
    call: Call, snooze: Any, ana: User, conversation: int
) -> None:
    status, shown = snooze(ana, later(hours=1))
    assert (status, shown["snoozed_until"] is not None) == (200, True)
    assert (ids(call, ana), ids(call, ana, "?status=bot")) == ([], [])
    assert ids(call, ana, "?snoozed=true") == ids(call, ana, "?q=Ana") == [conversation]
    assert snooze(ana, None)[1]["snoozed_until"] is None
    assert ids(call, ana) == [conversation]


def test_it_is_back_on_time_and_calls_for_a_look(
    context: Context, call: Call, snooze: Any, ana: User, conversation: int
) -> None:
    snooze(ana, later(hours=1))
    wake_due(context)
    assert ids(call, ana) == []
    let_it_pass(context, conversation)
    wake_due(context)
    [shown] = call(ana, "GET", "/conversations")[1]["data"]
    assert (shown["snoozed_until"], shown["attention_reason"]) == (None, "snooze_over")


@pytest.mark.parametrize("known", [False, True])
def test_it_is_back_when_the_customer_writes(
    call: Call, snooze: Any, ana: User, conversation: int, write: Callable[..., int], known: bool
) -> None:
    if known:  # a customer with several messages takes the quicker way in
        write("wamid.2")
    snooze(ana, later(days=2))
    write("wamid.3")
    assert ids(call, ana) == [conversation]


def test_whoever_takes_it_over_has_it_back(call: Call, snooze: Any, ana: User, conversation: int) -> None:
    snooze(ana, later(days=2))
    assert call(ana, "POST", f"/conversations/{conversation}/takeover")[1]["snoozed_until"] is None


@pytest.mark.parametrize("distance", [{"seconds": -1}, {"days": 91}])
def test_neither_past_nor_far(snooze: Any, ana: User, distance: dict[str, int]) -> None:
    assert snooze(ana, later(**distance))[0] == 422


@pytest.mark.parametrize("until", ["2026-13-01", "tomorrow", "2026-11-21T10:00:00"])
def test_no_such_moment(snooze: Any, ana: User, until: str) -> None:
    assert snooze(ana, until)[0] == 422


def test_what_is_closed_is_not_put_off(call: Call, snooze: Any, ana: User, conversation: int) -> None:
    call(ana, "POST", f"/conversations/{conversation}/takeover")
    call(ana, "POST", f"/conversations/{conversation}/close")
    assert snooze(ana, later(hours=1))[1]["error"]["code"] == "wrong_state"


def test_only_who_answers_or_assigns_decides(
    call: Call, snooze: Any, ana: User, bruno: User, clara: User, conversation: int
) -> None:
    call(ana, "POST", f"/conversations/{conversation}/takeover")
    assert snooze(bruno, later(hours=1))[1]["error"]["code"] == "not_owner"
    path = f"/conversations/{conversation}/priority"
    assert call(bruno, "PUT", path, {"priority": 1})[1]["error"]["code"] == "not_owner"
    assert call(clara, "PUT", path, {"priority": 2})[1]["priority"] == 2


@pytest.mark.parametrize(("priority", "status"), [(-2, 422), (-1, 200), (2, 200), (3, 422), (None, 422)])
def test_four_priorities(call: Call, ana: User, conversation: int, priority: Any, status: int) -> None:
    assert call(ana, "PUT", f"/conversations/{conversation}/priority", {"priority": priority})[0] == status


def test_both_are_audited(context: Context, call: Call, snooze: Any, ana: User, conversation: int) -> None:
    until = later(hours=1)
    snooze(ana, until)
    call(ana, "PUT", f"/conversations/{conversation}/priority", {"priority": 1})
    call(ana, "PUT", f"/conversations/{conversation}/priority", {"priority": 1})
    with context.sessions() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.before, bool(entry.after)) for entry in entries] == [
        ("conversation.snoozed", {"snoozed_until": None}, True),
        ("conversation.prioritised", {"priority": 0}, True),
    ]
