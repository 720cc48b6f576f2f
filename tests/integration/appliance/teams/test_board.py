"""Who is there, who waits, and who is waited for."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation
from appliance.database import transaction
from tests.integration.appliance.conftest import SMOKE_WA_ID
from tests.integration.appliance.teams.conftest import Call

pytestmark = pytest.mark.integration


@pytest.fixture
def make(context: Context, write: Callable[..., int]) -> Callable[..., int]:
    """A conversation of a new customer, placed."""
    made: list[int] = []

    def one(queue_id: int | None = None, *, waits: bool = False) -> int:
        write(f"wamid.b{len(made)}", sender=f"55119876500{len(made):02d}")
        with transaction(context.sessions) as session:
            row = session.scalars(select(Conversation).order_by(Conversation.id.desc())).first()
            assert row is not None
            row.queue_id = queue_id
            session.flush()
            if waits:
                ownership.hand_off(session, row, "ai_timeout")
            made.append(row.id)
        return row.id

    return one


def queues(shown: dict[str, Any]) -> dict[int | None, tuple[int, int, int]]:
    return {one["id"]: (one["bot"], one["waiting"], one["open"]) for one in shown["queues"]}


def test_it_counts_by_queue_and_by_person(
    context: Context,
    make: Callable[..., int],
    queue: Callable[..., int],
    ana: User,
    bruno: User,
    clara: User,
    call: Call,
) -> None:
    sales = queue("Vendas", ana)
    presence.seen(context.redis, bruno.id)
    make()
    first, second = make(sales, waits=True), make(sales, waits=True)
    answered = make(sales, waits=True)
    call(ana, "POST", f"/conversations/{answered}/takeover", {})
    shown = call(clara, "GET", "/board").get_json()
    assert queues(shown) == {None: (1, 0, 0), sales: (0, 2, 1)}
    assert [one["id"] for one in shown["waiting"]] == [first, second]
    [longest] = [one["waiting_since"] for one in shown["queues"] if one["id"] == sales]
    assert longest == shown["waiting"][0]["waiting_since"]
    people = {one["user"]["name"]: one for one in shown["people"]}
    assert (people["Ana"]["open"], people["Ana"]["unanswered"]) == (1, 1)
    assert people["Ana"]["unanswered_since"] is not None
    assert people["Ana"]["user"]["is_online"] is False
    assert (people["Bruno"]["open"], people["Bruno"]["user"]["is_online"]) == (0, True)


def test_what_was_answered_waits_for_nobody(
    make: Callable[..., int], ana: User, clara: User, call: Call
) -> None:
    one = make()
    call(ana, "POST", f"/conversations/{one}/takeover", {})
    body = {"conversation_id": one, "message_type": "text", "content": "Pronto"}
    assert call(ana, "POST", "/messages", body).status_code == 201
    person = call(clara, "GET", "/board").get_json()["people"][0]
    assert (person["user"]["name"], person["open"], person["unanswered"], person["unanswered_since"]) == (
        "Ana",
        1,
        0,
        None,
    )


def test_an_empty_desk(clara: User, call: Call) -> None:
    shown = call(clara, "GET", "/board").get_json()
    assert (shown["queues"], shown["waiting"], shown["urgent"]) == ([], [], [])
    assert shown["ai"] == {"state": "ok"}


def test_who_is_there_is_connected(context: Context, clara: User, call: Call) -> None:
    """Looking at the board by itself makes nobody present: its page is connected, as every page is."""
    assert call(clara, "GET", "/board").get_json()["people"] == []
    presence.seen(context.redis, clara.id)
    [person] = call(clara, "GET", "/board").get_json()["people"]
    assert (person["user"]["id"], person["user"]["is_online"]) == (clara.id, True)


def test_the_provisioning_tests_own_is_not_counted(
    write: Callable[..., int], clara: User, call: Call
) -> None:
    write("wamid.smoke", sender=SMOKE_WA_ID)
    assert call(clara, "GET", "/board").get_json()["queues"] == []


def test_it_is_for_who_may_see_it(ana: User, call: Call) -> None:
    assert call(ana, "GET", "/board").status_code == 403
