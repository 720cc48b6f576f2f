from collections.abc import Callable

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.context import Context
from tests.integration.appliance.teams.conftest import Call, error

pytestmark = pytest.mark.integration


def test_made_listed_changed_and_taken_away(clara: User, ana: User, bruno: User, call: Call) -> None:
    made = call(clara, "POST", "/queues", {"name": " Cobrança ", "member_ids": [ana.id]})
    assert made.status_code == 201
    number = made.get_json()["id"]
    shown = made.get_json()
    assert (shown["name"], shown["member_ids"], shown["is_active"]) == ("Cobrança", [ana.id], True)
    change = {"name": "Financeiro", "colour": "#AA0000", "member_ids": [bruno.id], "is_active": False}
    assert call(clara, "PATCH", f"/queues/{number}", change).status_code == 200
    [listed] = call(ana, "GET", "/queues").get_json()["data"]
    assert listed | change == listed
    assert call(clara, "DELETE", f"/queues/{number}").status_code == 204
    assert call(ana, "GET", "/queues").get_json()["data"] == []


@pytest.mark.parametrize("name", ["vendas", "VENDAS ", "Vêndas"])
def test_two_that_people_would_take_for_one_are_refused(clara: User, call: Call, name: str) -> None:
    call(clara, "POST", "/queues", {"name": "Vendas"})
    other = call(clara, "POST", "/queues", {"name": "Suporte"}).get_json()["id"]
    assert error(call(clara, "POST", "/queues", {"name": name})) == "queue_exists"
    assert error(call(clara, "PATCH", f"/queues/{other}", {"name": name})) == "queue_exists"
    assert [one["name"] for one in call(clara, "GET", "/queues").get_json()["data"]] == ["Suporte", "Vendas"]


@pytest.mark.parametrize(
    "body",
    [{"name": "  "}, {"name": "x" * 61}, {"name": "A", "colour": "red"}, {"name": "A", "member_ids": ["eu"]}],
)
def test_what_is_not_possible_is_named(clara: User, call: Call, body: dict[str, object]) -> None:
    assert call(clara, "POST", "/queues", body).status_code == 422


def test_members_must_exist(clara: User, call: Call) -> None:
    assert error(call(clara, "POST", "/queues", {"name": "Vendas", "member_ids": [999]})) == "unknown_user"
    assert call(clara, "GET", "/queues").get_json()["data"] == []


def test_hours_that_do_not_exist_are_named_so(clara: User, call: Call) -> None:
    body = {"name": "Vendas", "schedule_id": 999}
    assert error(call(clara, "POST", "/queues", body)) == "schedule_not_found"
    number = call(clara, "POST", "/queues", {"name": "Vendas"}).get_json()["id"]
    assert error(call(clara, "PATCH", f"/queues/{number}", {"schedule_id": 999})) == "schedule_not_found"


def test_one_with_conversations_stays(
    clara: User, call: Call, queue: Callable[..., int], conversation_id: int, put: Callable[..., None]
) -> None:
    number = queue("Vendas")
    put(conversation_id, queue_id=number)
    assert error(call(clara, "DELETE", f"/queues/{number}")) == "queue_in_use"


def test_attendants_read_them_only(ana: User, call: Call, queue: Callable[..., int]) -> None:
    number = queue("Vendas")
    assert call(ana, "GET", "/queues").status_code == 200
    one = f"/queues/{number}"
    for method, path in (("POST", "/queues"), ("PATCH", one), ("DELETE", one)):
        assert call(ana, method, path, {"name": "Minha"}).status_code == 403


def test_who_comes_sees_its_conversations_at_once(
    clara: User,
    ana: User,
    call: Call,
    queue: Callable[..., int],
    conversation_id: int,
    put: Callable[..., None],
) -> None:
    number = queue("Vendas")
    put(conversation_id, queue_id=number)
    assert call(ana, "GET", f"/conversations/{conversation_id}").status_code == 404
    call(clara, "PATCH", f"/queues/{number}", {"member_ids": [ana.id]})
    assert call(ana, "GET", f"/conversations/{conversation_id}").status_code == 200
    assert call(ana, "GET", "/auth/me").get_json()["queue_ids"] == [number]


def test_changes_are_on_record(clara: User, call: Call, context: Context) -> None:
    number = call(clara, "POST", "/queues", {"name": "Vendas"}).get_json()["id"]
    call(clara, "PATCH", f"/queues/{number}", {"name": "Comercial"})
    call(clara, "PATCH", f"/queues/{number}", {"name": "Comercial"})
    with context.sessions() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.user_id) for one in entries] == [
        ("queue.created", clara.id),
        ("queue.changed", clara.id),
    ]
    assert (entries[1].before, entries[1].after) == ({"name": "Vendas"}, {"name": "Comercial"})
