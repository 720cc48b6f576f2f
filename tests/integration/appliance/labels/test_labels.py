from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction
from appliance.queues.models import Queue
from appliance.realtime.models import Event

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]


def ids(context: Context) -> list[int]:
    with context.sessions() as session:
        return list(session.scalars(select(Conversation.id).order_by(Conversation.id)))


def audited(context: Context, action: str) -> list[tuple[Any, Any]]:
    with context.sessions() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
        return [(row.before, row.after) for row in rows]


@pytest.fixture
def vip(call: Call, clara: User) -> int:
    status, label = call(clara, "POST", "/labels", {"name": "Cliente VIP", "colour": "#E8590C"})
    assert status == 201
    return int(label["id"])


@pytest.fixture
def conversation(context: Context, write: Callable[..., int]) -> int:
    write("wamid.1")
    return ids(context)[0]


def test_labels_are_listed_by_name_for_everybody(call: Call, clara: User, ana: User, vip: int) -> None:
    call(clara, "POST", "/labels", {"name": "boleto"})
    status, found = call(ana, "GET", "/labels")
    assert (status, [label["name"] for label in found["data"]]) == (200, ["boleto", "Cliente VIP"])
    assert found["data"][1]["colour"] == "#e8590c"


def test_a_name_that_differs_by_capitals_or_accents_is_the_same(call: Call, clara: User, vip: int) -> None:
    status, answer = call(clara, "POST", "/labels", {"name": " CLIENTE víp "})
    assert (status, answer["error"]["code"]) == (409, "label_exists")


@pytest.mark.parametrize(
    ("name", "colour"), [("", "#000000"), ("   ", "#000000"), ("x" * 61, "#000000"), ("a", "red")]
)
def test_a_label_has_a_name_and_a_colour(call: Call, clara: User, name: str, colour: str) -> None:
    assert call(clara, "POST", "/labels", {"name": name, "colour": colour})[0] == 422


def test_an_attendant_uses_labels_and_does_not_make_them(call: Call, ana: User, vip: int) -> None:
    assert call(ana, "POST", "/labels", {"name": "x"})[0] == 403
    assert call(ana, "DELETE", f"/labels/{vip}")[0] == 403


def test_a_conversation_carries_what_was_put_on_it(
    call: Call, ana: User, vip: int, conversation: int
) -> None:
    status, shown = call(ana, "POST", f"/conversations/{conversation}/labels", {"add": [vip]})
    assert (status, shown["labels"]) == (200, [{"id": vip, "name": "Cliente VIP", "colour": "#e8590c"}])
    again = call(ana, "GET", f"/conversations/{conversation}")[1]
    assert again["labels"] == shown["labels"]
    assert call(ana, "POST", f"/conversations/{conversation}/labels", {"remove": [vip]})[1]["labels"] == []


def test_what_is_so_already_is_neither_told_nor_audited(
    context: Context, call: Call, ana: User, vip: int, conversation: int
) -> None:
    for _ in range(2):
        call(ana, "POST", f"/conversations/{conversation}/labels", {"add": [vip]})
    assert audited(context, "conversation.labelled") == [(None, {"added": ["Cliente VIP"]})]


def test_several_at_once_are_all_labelled_or_none(
    context: Context, call: Call, ana: User, vip: int, write: Callable[..., int]
) -> None:
    write("wamid.1")
    write("wamid.2", sender="5511900001111")
    one, other = ids(context)
    many = {"add": [vip], "conversation_ids": [other, one]}
    assert call(ana, "POST", "/conversations/labels", many | {"conversation_ids": [one, 999]})[0] == 404
    assert call(ana, "GET", f"/conversations/{one}")[1]["labels"] == []
    status, shown = call(ana, "POST", "/conversations/labels", many)
    assert (status, [len(row["labels"]) for row in shown["data"]]) == (200, [1, 1])


def test_what_one_may_not_see_is_not_labelled(
    context: Context, call: Call, ana: User, vip: int, conversation: int
) -> None:
    with transaction(context.sessions) as session:
        queue = Queue(name="Fiscal", name_key="fiscal", colour="#000000")
        session.add(queue)
        session.flush()
        session.get_one(Conversation, conversation).queue_id = queue.id
    assert call(ana, "POST", f"/conversations/{conversation}/labels", {"add": [vip]})[0] == 404


def test_a_label_nobody_knows_is_refused(call: Call, ana: User, conversation: int) -> None:
    status, answer = call(ana, "POST", f"/conversations/{conversation}/labels", {"add": [7]})
    assert (status, answer["error"]["code"]) == (404, "label_not_found")


def test_a_conversation_carries_twenty_at_most(call: Call, clara: User, conversation: int) -> None:
    made = [call(clara, "POST", "/labels", {"name": f"n{number}"})[1]["id"] for number in range(21)]
    path = f"/conversations/{conversation}/labels"
    assert call(clara, "POST", path, {"add": made})[1]["error"]["code"] == "too_many_labels"
    assert call(clara, "POST", path, {"add": made[:20]})[0] == 200


def test_a_label_in_use_goes_only_when_asked_twice(
    context: Context, call: Call, clara: User, vip: int, conversation: int
) -> None:
    call(clara, "POST", f"/conversations/{conversation}/labels", {"add": [vip]})
    status, answer = call(clara, "DELETE", f"/labels/{vip}")
    assert (status, answer["error"]["details"]["conversations"]) == (409, 1)
    assert call(clara, "DELETE", f"/labels/{vip}?everywhere=true")[0] == 204
    assert call(clara, "GET", f"/conversations/{conversation}")[1]["labels"] == []
    [(before, _)] = audited(context, "label.deleted")
    assert before == {"name": "Cliente VIP", "colour": "#e8590c", "conversations": 1}


def test_a_change_is_audited_and_told_to_everybody(
    context: Context, call: Call, clara: User, vip: int
) -> None:
    assert call(clara, "PATCH", f"/labels/{vip}", {"name": "VIP"})[1]["name"] == "VIP"
    assert audited(context, "label.changed") == [({"name": "Cliente VIP"}, {"name": "VIP"})]
    with context.sessions() as session:
        told = session.scalars(select(Event).where(Event.kind == "labels.updated")).all()
    assert [event.published_at is not None for event in told] == [True, True]


def test_the_filter_finds_what_carries_it(
    context: Context, call: Call, ana: User, vip: int, write: Callable[..., int]
) -> None:
    write("wamid.1")
    write("wamid.2", sender="5511900001111")
    one, _ = ids(context)
    call(ana, "POST", f"/conversations/{one}/labels", {"add": [vip]})
    found = call(ana, "GET", f"/conversations?label={vip}")[1]
    assert [row["id"] for row in found["data"]] == [one]
