"""What one may not see does not exist: in lists, by id, in every route, in every room."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from appliance.accounts.models import Role, User
from appliance.accounts.permissions import SEE_ALL, SEE_QUEUE
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.visibility import sees, visible_to
from appliance.database import transaction, utc_now
from appliance.media.models import Media
from appliance.realtime.emitting import CHANNEL
from tests.integration.appliance.teams.conftest import Call

pytestmark = pytest.mark.integration

BODIES: dict[str, Any] = {
    "POST /conversations/{conversation_id}/transfer": {"queue_id": None},
    "PATCH /messages/{message_id}": {"content": "Oi"},
    "PUT /messages/{message_id}/reaction": {"emoji": "👍"},
    "POST /conversations/{conversation_id}/notes": {"content": "Só nós."},
    "PUT /conversations/{conversation_id}/labels": {"label_ids": []},
    "PUT /conversations/{conversation_id}/snooze": {"until": (utc_now() + timedelta(days=1)).isoformat()},
    "PUT /conversations/{conversation_id}/priority": {"priority": 1},
}
"""What a route needs to be let in at all; a new route that takes a body needs its line here."""
NAMED = ("conversation_id", "message_id", "media_id")


def limit(context: Context, *permissions: str) -> None:
    """What attendants may from now on."""
    with transaction(context.sessions) as session:
        role = session.get_one(Role, "atendente")
        others = (one for one in role.permissions if one not in {SEE_ALL, SEE_QUEUE})
        role.permissions = [*others, *permissions]


@pytest.mark.parametrize("permissions", [(SEE_ALL,), (SEE_QUEUE,), ()])
def test_the_list_holds_exactly_what_may_be_seen(
    context: Context,
    permissions: tuple[str, ...],
    ana: User,
    bruno: User,
    queue: Callable[..., int],
    again: Callable[[User], User],
    write: Callable[..., int],
    put: Callable[..., None],
    call: Call,
) -> None:
    limit(context, *permissions)
    places = list(product((None, queue("Vendas", ana), queue("Suporte")), (None, ana.id, bruno.id)))
    for number, (queue_id, owner) in enumerate(places):
        write(f"wamid.{number}", sender=f"55119876500{number:02d}")
        with context.sessions() as session:
            newest = session.scalars(select(Conversation.id).order_by(Conversation.id.desc())).first()
        put(newest, queue_id=queue_id, assigned_user_id=owner)
    me = again(ana)
    with context.sessions() as session:
        expected = {row.id for row in session.scalars(select(Conversation)) if sees(me, row)}
        assert set(session.scalars(select(Conversation.id).where(visible_to(me)))) == expected
    listed = call(ana, "GET", "/conversations").get_json()["data"]
    assert {one["id"] for one in listed} == expected
    assert len(expected) == {(SEE_ALL,): 9, (SEE_QUEUE,): 7, (): 5}[permissions]


@pytest.fixture
def elsewhere(
    context: Context, conversation_id: int, queue: Callable[..., int], put: Callable[..., None], clara: User
) -> dict[str, int]:
    """A conversation in a queue that no attendant works in, with a message and a file."""
    put(conversation_id, queue_id=queue("Diretoria"), assigned_user_id=clara.id, status="open")
    with transaction(context.sessions) as session:
        message = session.scalars(select(Message)).one()
        media = Media(message_id=message.id, kind="image", state="stored", path="x", content_type="image/png")
        session.add(media)
    return {"conversation_id": conversation_id, "message_id": message.id, "media_id": media.id}


def routes(app: Flask) -> list[tuple[str, str]]:
    """Method and path of every route about one conversation, message or file."""
    return sorted(
        (method, rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1") and rule.arguments and rule.arguments <= set(NAMED)
    )


def test_no_route_knows_it(app: Flask, elsewhere: dict[str, int], ana: User, call: Call) -> None:
    found = routes(app)
    assert len(found) > 15
    for method, rule in found:
        name = rule.replace("<int:", "{").replace(">", "}")
        answer = call(ana, method, name.format(**elsewhere), BODIES.get(f"{method} {name}"))
        assert answer.status_code == 404, (method, name, answer.status_code, answer.get_data(as_text=True))


def test_no_list_shows_it(elsewhere: dict[str, int], ana: User, call: Call, context: Context) -> None:
    number = elsewhere["conversation_id"]
    assert call(ana, "GET", "/conversations").get_json()["data"] == []
    assert call(ana, "GET", f"/messages?conversation_id={number}").status_code == 404
    assert call(ana, "GET", f"/messages/scheduled?conversation_id={number}").status_code == 404
    with context.sessions() as session:
        contact_id = session.get_one(Conversation, number).contact_id
    assert call(ana, "GET", f"/contacts/{contact_id}").get_json()["conversations"] == []
    assert call(ana, "POST", "/conversations", {"contact_id": contact_id}).get_json()["error"]["code"] == (
        "in_another_queue"
    )
    sent = call(ana, "POST", "/messages", {"conversation_id": number, "content": "Oi"})
    assert sent.status_code == 404


def test_what_leaves_ones_sight_says_so_and_where_it_is_now(
    context: Context,
    conversation_id: int,
    queue: Callable[..., int],
    clara: User,
    call: Call,
) -> None:
    sales = queue("Vendas")
    subscription = context.redis.pubsub(ignore_subscribe_messages=True)
    subscription.subscribe(CHANNEL)
    subscription.get_message(timeout=1)
    answer = call(clara, "POST", f"/conversations/{conversation_id}/transfer", {"queue_id": sales})
    assert answer.status_code == 200
    told = {}
    while (message := subscription.get_message(timeout=0.2)) is not None:
        emitted = json.loads(message["data"])
        if emitted["method"] == "emit":
            told[emitted["event"]] = emitted
    now = ["all", f"queue:{sales}", f"unassigned:{sales}"]
    assert told["conversation.updated"]["room"] == now
    assert told["conversation.left"]["room"] == ["queue:0", "unassigned:0"]
    left = told["conversation.left"]["data"][0]
    assert (left["conversation_id"], left["rooms"]) == (conversation_id, now)
    assert "conversation" not in left
