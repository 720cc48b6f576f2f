"""What waits is offered, in its order, to whoever is there and has room."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation
from appliance.database import transaction, utc_now
from appliance.queues.models import Queue
from appliance.routing import offering
from appliance.routing.leaving import give_back
from appliance.routing.models import Offer
from appliance.routing.offering import offer_waiting
from tests.integration.appliance.teams.conftest import Call, error

pytestmark = pytest.mark.integration


@pytest.fixture
def sales(context: Context, ana: User, bruno: User, queue: Callable[..., int]) -> int:
    """A queue of both, by turns; both are there."""
    number = queue("Vendas", ana, bruno)
    settle(context, number, routing="round_robin")
    for user in (ana, bruno):
        presence.seen(context.redis, user.id)
    return number


def settle(context: Context, queue_id: int, **settings: Any) -> None:
    with transaction(context.sessions) as session:
        session.execute(update(Queue).where(Queue.id == queue_id).values(**settings))


@pytest.fixture
def waiting(context: Context, write: Callable[..., int], sales: int) -> Callable[[int], list[int]]:
    """So many conversations that wait, in this order."""

    def make(number: int) -> list[int]:
        made = []
        for position in range(number):
            write(f"wamid.w{position}", sender=f"55119876500{position:02d}")
            with transaction(context.sessions) as session:
                row = session.scalars(select(Conversation).order_by(Conversation.id.desc())).first()
                assert row is not None
                row.queue_id = sales
                session.flush()
                ownership.hand_off(session, row, "ai_timeout")
                made.append(row.id)
        return made

    return make


def read(context: Context, conversation_id: int) -> Conversation:
    with context.sessions() as session:
        return session.get_one(Conversation, conversation_id)


def offered(context: Context, ids: list[int]) -> list[int | None]:
    return [read(context, one).offered_to_id for one in ids]


def let_time_pass(context: Context) -> None:
    """Every offer's time is up."""
    past = utc_now() - timedelta(seconds=1)
    with transaction(context.sessions) as session:
        session.execute(update(Conversation).values(offer_expires_at=past))
        session.execute(update(Offer).values(expires_at=past))


def outcomes(context: Context) -> list[tuple[int, str | None]]:
    with context.sessions() as session:
        return [(one.user_id, one.outcome) for one in session.scalars(select(Offer).order_by(Offer.id))]


def test_by_turns_first_come_first_served(
    context: Context, waiting: Callable[[int], list[int]], ana: User, bruno: User
) -> None:
    ids = waiting(3)
    offer_waiting(context)
    assert offered(context, ids) == [ana.id, bruno.id, ana.id]
    assert read(context, ids[0]).status == "waiting"


def test_to_the_least_busy_within_what_each_can_take(
    context: Context, waiting: Callable[[int], list[int]], ana: User, bruno: User, sales: int
) -> None:
    settle(context, sales, routing="least_busy")
    with transaction(context.sessions) as session:
        session.get_one(User, ana.id).capacity = 1
    ids = waiting(4)
    offer_waiting(context)
    assert offered(context, ids) == [ana.id, bruno.id, bruno.id, bruno.id]
    with transaction(context.sessions) as session:
        session.get_one(User, bruno.id).capacity = 1
    let_time_pass(context)
    offer_waiting(context)
    assert sorted(filter(None, offered(context, ids))) == [ana.id, bruno.id]


def test_who_accepts_has_it(
    context: Context, waiting: Callable[[int], list[int]], ana: User, call: Call
) -> None:
    [one] = waiting(1)
    offer_waiting(context)
    assert [it["id"] for it in call(ana, "GET", "/offers").get_json()["data"]] == [one]
    shown = call(ana, "POST", f"/conversations/{one}/takeover", {}).get_json()
    assert call(ana, "GET", "/offers").get_json()["data"] == []
    assert (shown["status"], shown["assigned_user_id"], shown["offered_to_id"]) == ("open", ana.id, None)
    assert shown["waiting_since"] is None
    assert outcomes(context) == [(ana.id, "accepted")]


def test_a_colleague_may_take_it_and_the_offer_ends(
    context: Context, waiting: Callable[[int], list[int]], ana: User, bruno: User, call: Call
) -> None:
    [one] = waiting(1)
    offer_waiting(context)
    assert call(bruno, "POST", f"/conversations/{one}/takeover", {}).status_code == 200
    assert outcomes(context) == [(ana.id, "withdrawn")]


def test_who_declines_or_lets_it_pass_is_followed_by_the_next_and_then_asked_again(
    context: Context, waiting: Callable[[int], list[int]], ana: User, bruno: User, call: Call
) -> None:
    [one] = waiting(1)
    offer_waiting(context)
    assert call(ana, "POST", f"/conversations/{one}/decline").get_json()["offered_to_id"] is None
    offer_waiting(context)
    assert offered(context, [one]) == [bruno.id]
    let_time_pass(context)
    offer_waiting(context)
    assert offered(context, [one]) == [ana.id]
    assert outcomes(context) == [(ana.id, "declined"), (bruno.id, "expired"), (ana.id, None)]


def test_an_offer_that_stands_is_left_alone(
    context: Context, waiting: Callable[[int], list[int]], ana: User, bruno: User, call: Call
) -> None:
    [one] = waiting(1)
    for _ in range(3):
        offer_waiting(context)
    assert outcomes(context) == [(ana.id, None)]
    assert error(call(bruno, "POST", f"/conversations/{one}/decline")) == "not_offered"


def test_without_time_to_accept_it_is_theirs_at_once(
    context: Context, waiting: Callable[[int], list[int]], ana: User, sales: int
) -> None:
    settle(context, sales, offer_seconds=0)
    [one] = waiting(1)
    offer_waiting(context)
    row = read(context, one)
    assert (row.status, row.assigned_user_id, row.attention_reason) == ("open", ana.id, "assigned")
    assert outcomes(context) == [(ana.id, "accepted")]


def test_who_is_away_or_not_there_is_offered_nothing(
    context: Context, waiting: Callable[[int], list[int]], ana: User, bruno: User, call: Call
) -> None:
    presence.gone(context.redis, bruno.id)
    pause = {"availability": "paused", "pause_reason": "Almoço"}
    assert call(ana, "PUT", "/users/me/availability", pause).get_json() == pause
    ids = waiting(1)
    offer_waiting(context)
    assert offered(context, ids) == [None]
    call(ana, "PUT", "/users/me/availability", {"availability": "online"})
    offer_waiting(context)
    assert offered(context, ids) == [ana.id]


def test_a_queue_by_hand_offers_nothing(
    context: Context, waiting: Callable[[int], list[int]], sales: int
) -> None:
    settle(context, sales, routing="manual")
    ids = waiting(1)
    offer_waiting(context)
    assert offered(context, ids) == [None]


def test_what_waits_knows_its_place(
    context: Context, waiting: Callable[[int], list[int]], ana: User, call: Call
) -> None:
    ids = waiting(3)
    places = [call(ana, "GET", f"/conversations/{one}").get_json()["queue_position"] for one in ids]
    assert places == [1, 2, 3]
    call(ana, "POST", f"/conversations/{ids[0]}/takeover", {})
    assert call(ana, "GET", f"/conversations/{ids[1]}").get_json()["queue_position"] == 1
    assert "queue_position" not in call(ana, "GET", f"/conversations/{ids[0]}").get_json()


def test_what_the_bot_hands_over_goes_to_the_queue_for_it(
    context: Context, write: Callable[..., int], clara: User, call: Call, sales: int
) -> None:
    other = call(clara, "POST", "/queues", {"name": "Triagem", "is_default": True}).get_json()["id"]
    call(clara, "PATCH", f"/queues/{sales}", {"is_default": True})
    found = {one["id"]: one["is_default"] for one in call(clara, "GET", "/queues").get_json()["data"]}
    assert found == {sales: True, other: False}
    write("wamid.new")
    with transaction(context.sessions) as session:
        row = session.scalars(select(Conversation)).one()
        ownership.hand_off(session, row, "ai_timeout")
    assert read(context, row.id).queue_id == sales


def test_a_queue_where_nobody_is_holds_up_no_other(
    context: Context,
    waiting: Callable[[int], list[int]],
    ana: User,
    queue: Callable[..., int],
    put: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offering, "BATCH", 2)
    deserted = queue("Deserta")
    settle(context, deserted, routing="round_robin")
    ids = waiting(4)
    for one in ids[:3]:
        put(one, queue_id=deserted)
    offer_waiting(context)
    assert offered(context, ids) == [None, None, None, ana.id]


def test_what_is_put_off_is_offered_to_nobody(
    context: Context, waiting: Callable[[int], list[int]], put: Callable[..., None]
) -> None:
    ids = waiting(1)
    put(ids[0], snoozed_until=utc_now() + timedelta(hours=1))
    offer_waiting(context)
    assert offered(context, ids) == [None]


@pytest.fixture
def anas(context: Context, waiting: Callable[[int], list[int]], ana: User, call: Call) -> int:
    [one] = waiting(1)
    assert call(ana, "POST", f"/conversations/{one}/takeover", {}).status_code == 200
    return one


def left_long_ago(context: Context, user: User) -> None:
    presence.gone(context.redis, user.id)
    with transaction(context.sessions) as session:
        session.get_one(User, user.id).last_seen_at = utc_now() - timedelta(minutes=11)


def test_unanswered_conversations_of_who_left_come_back(
    context: Context, anas: int, ana: User, sales: int
) -> None:
    settle(context, sales, return_minutes=10)
    give_back(context)
    assert read(context, anas).assigned_user_id == ana.id
    left_long_ago(context, ana)
    give_back(context)
    row = read(context, anas)
    assert (row.status, row.assigned_user_id, row.queue_id) == ("waiting", None, sales)
    assert row.attention_reason == "owner_left"


def test_without_that_rule_they_stay(context: Context, anas: int, ana: User) -> None:
    left_long_ago(context, ana)
    give_back(context)
    assert read(context, anas).assigned_user_id == ana.id


def test_what_was_answered_waits_for_the_customer(
    context: Context, anas: int, ana: User, sales: int, call: Call
) -> None:
    settle(context, sales, return_minutes=10)
    sent = call(
        ana, "POST", "/messages", {"conversation_id": anas, "message_type": "text", "content": "Um momento"}
    )
    assert sent.status_code == 201
    left_long_ago(context, ana)
    give_back(context)
    assert read(context, anas).assigned_user_id == ana.id


def test_a_deactivated_persons_come_back_at_once(
    context: Context, anas: int, ana: User, clara: User, call: Call
) -> None:
    call(clara, "PATCH", f"/users/{ana.id}", {"is_active": False})
    give_back(context)
    assert read(context, anas).status == "waiting"


def test_how_much_somebody_takes_is_the_admins_to_say(ana: User, clara: User, call: Call) -> None:
    path = f"/users/{ana.id}"
    assert call(clara, "PATCH", path, {"capacity": 5}).get_json()["capacity"] == 5
    assert call(clara, "PATCH", path, {"name": "Ana Lima"}).get_json()["capacity"] == 5
    assert call(clara, "PATCH", path, {"capacity": None}).get_json()["capacity"] is None
    assert call(clara, "PATCH", path, {"capacity": 0}).status_code == 422
    assert call(ana, "PATCH", path, {"capacity": 5}).status_code == 403


def moments(context: Context, ids: list[int]) -> list[datetime | None]:
    return [read(context, one).waiting_since for one in ids]


def send(call: Call, user: User, conversation_id: int) -> None:
    """A person's reply."""
    body = {"conversation_id": conversation_id, "message_type": "text", "content": "Um momento"}
    assert call(user, "POST", "/messages", body).status_code == 201


def test_whom_nobody_has_answered_keeps_their_place_through_a_transfer(
    context: Context, waiting: Callable[[int], list[int]], ana: User, call: Call, sales: int
) -> None:
    ids = waiting(2)
    since = moments(context, ids)
    call(ana, "POST", f"/conversations/{ids[0]}/takeover", {})
    call(ana, "POST", f"/conversations/{ids[0]}/transfer", {"queue_id": sales})
    assert moments(context, ids) == since
    assert read(context, ids[0]).queued_at > since[0]  # type: ignore[operator]
    places = [call(ana, "GET", f"/conversations/{one}").get_json()["queue_position"] for one in ids]
    assert places == [1, 2]
    offer_waiting(context)
    with context.sessions() as session:
        first = session.scalars(select(Offer).where(Offer.outcome.is_(None)).order_by(Offer.id)).first()
    assert first is not None
    assert first.conversation_id == ids[0]


def test_and_through_a_second_queue(
    context: Context, waiting: Callable[[int], list[int]], ana: User, call: Call, queue: Callable[..., int]
) -> None:
    [one] = waiting(1)
    since = moments(context, [one])
    for name in ("Cobrança", "Trocas"):
        call(ana, "POST", f"/conversations/{one}/transfer", {"queue_id": queue(name, ana)})
    assert moments(context, [one]) == since


def test_and_when_who_had_it_leaves(
    context: Context, anas: int, ana: User, sales: int, clara: User, call: Call
) -> None:
    since = moments(context, [anas])
    assert since != [None]
    call(clara, "PATCH", f"/users/{ana.id}", {"is_active": False})
    give_back(context)
    assert read(context, anas).status == "waiting"
    assert moments(context, [anas]) == since


def test_a_persons_reply_ends_the_wait(
    context: Context, anas: int, ana: User, call: Call, sales: int
) -> None:
    before = moments(context, [anas])
    send(call, ana, anas)
    assert moments(context, [anas]) == [None]
    shown = call(ana, "POST", f"/conversations/{anas}/transfer", {"queue_id": sales}).get_json()
    assert moments(context, [anas]) > before  # type: ignore[operator]
    assert shown["waiting_since"] == shown["queued_at"]


def test_what_the_customer_wrote_after_it_is_since_when_they_wait(
    context: Context, anas: int, ana: User, call: Call, sales: int, write: Callable[..., int]
) -> None:
    send(call, ana, anas)
    with transaction(context.sessions) as session:  # a while ago
        session.get_one(Conversation, anas).awaiting_customer_since = utc_now() - timedelta(minutes=9)
    first = int((utc_now() - timedelta(minutes=5)).timestamp())
    write("wamid.again", "E aí?", sender="5511987650000", timestamp=first)
    write("wamid.andagain", "Alguém?", sender="5511987650000", timestamp=first + 60)
    call(ana, "POST", f"/conversations/{anas}/transfer", {"queue_id": sales})
    assert [at and int(at.timestamp()) for at in moments(context, [anas])] == [first]


def test_what_is_put_off_stands_before_nobody(
    context: Context, waiting: Callable[[int], list[int]], put: Callable[..., None], ana: User, call: Call
) -> None:
    ids = waiting(2)
    put(ids[0], snoozed_until=utc_now() + timedelta(hours=1))
    assert call(ana, "GET", f"/conversations/{ids[1]}").get_json()["queue_position"] == 1


def test_who_may_not_answer_is_offered_nothing(
    context: Context, waiting: Callable[[int], list[int]], ana: User, bruno: User, clara: User, call: Call
) -> None:
    body = {"name": "Consulta", "permissions": ["conversation.read", "message.read"]}
    role = call(clara, "POST", "/roles", body).get_json()["key"]
    call(clara, "PATCH", f"/users/{ana.id}", {"role": role})
    presence.seen(context.redis, ana.id)
    ids = waiting(2)
    offer_waiting(context)
    assert offered(context, ids) == [bruno.id, bruno.id]
