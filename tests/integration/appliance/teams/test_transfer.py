from collections.abc import Callable

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction
from appliance.queues.models import Queue
from tests.integration.appliance.teams.conftest import Call, error

pytestmark = pytest.mark.integration


@pytest.fixture
def anas(conversation_id: int, ana: User, call: Call) -> int:
    """A conversation that Ana answers."""
    assert call(ana, "POST", f"/conversations/{conversation_id}/takeover", {}).status_code == 200
    return conversation_id


def test_to_a_person_whose_it_is_then_and_to_whom_it_is_new(
    anas: int, ana: User, bruno: User, call: Call, context: Context
) -> None:
    note = "Quer o orçamento até sexta."
    answer = call(ana, "POST", f"/conversations/{anas}/transfer", {"user_id": bruno.id, "note": note})
    shown = answer.get_json()
    assert (shown["status"], shown["assigned_user_id"]) == ("open", bruno.id)
    assert (shown["needs_human_attention"], shown["attention_reason"]) == (True, "transferred")
    with context.sessions() as session:
        written = session.scalars(select(Message).where(Message.message_type == "note")).one()
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (written.content, written.sender_user_id) == (note, ana.id)
    assert entry is not None
    assert (entry.action, entry.user_id, entry.before, entry.after) == (
        "conversation.transferred",
        ana.id,
        {"assigned_user_id": ana.id},
        {"assigned_user_id": bruno.id},
    )


def test_the_note_is_never_the_last_message_of_a_list(anas: int, ana: User, bruno: User, call: Call) -> None:
    answer = call(ana, "POST", f"/conversations/{anas}/transfer", {"user_id": bruno.id, "note": "Veja."})
    assert answer.get_json()["last_message"]["content"] == "Oi!"


def test_to_a_queue_where_it_waits_for_its_people(
    anas: int, ana: User, bruno: User, call: Call, queue: Callable[..., int]
) -> None:
    sales = queue("Vendas", bruno)
    shown = call(ana, "POST", f"/conversations/{anas}/transfer", {"queue_id": sales}).get_json()
    assert (shown["status"], shown["assigned_user_id"], shown["queue_id"]) == ("waiting", None, sales)
    assert call(ana, "GET", f"/conversations/{anas}").status_code == 404
    assert call(bruno, "POST", f"/conversations/{anas}/takeover", {}).get_json()["queue_id"] == sales


def test_to_a_person_it_stays_in_its_queue(
    anas: int, ana: User, bruno: User, call: Call, queue: Callable[..., int], put: Callable[..., None]
) -> None:
    sales = queue("Vendas", ana)
    put(anas, queue_id=sales)
    shown = call(ana, "POST", f"/conversations/{anas}/transfer", {"user_id": bruno.id}).get_json()
    assert shown["queue_id"] == sales
    assert call(bruno, "GET", f"/conversations/{anas}").status_code == 200


def test_a_colleagues_only_by_who_may_assign(
    anas: int, ana: User, bruno: User, clara: User, call: Call
) -> None:
    body = {"user_id": bruno.id}
    assert error(call(bruno, "POST", f"/conversations/{anas}/transfer", body)) == "not_owner"
    assert call(clara, "POST", f"/conversations/{anas}/transfer", body).status_code == 200


def test_the_bots_may_be_given_to_a_queue_by_anybody_who_sees_it(
    conversation_id: int, ana: User, call: Call, queue: Callable[..., int]
) -> None:
    body = {"queue_id": queue("Vendas")}
    assert call(ana, "POST", f"/conversations/{conversation_id}/transfer", body).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"user_id": 999}, 404, "user_not_found"),
        ({"queue_id": 999}, 404, "queue_not_found"),
        ({"user_id": 1, "queue_id": 1}, 422, "invalid_input"),
        ({"note": "x" * 4097}, 422, "invalid_input"),
        ({"user_id": "Ana"}, 422, "invalid_input"),
    ],
)
def test_a_target_that_is_none(
    anas: int, ana: User, call: Call, body: dict[str, object], status: int, code: str
) -> None:
    answer = call(ana, "POST", f"/conversations/{anas}/transfer", body)
    assert (answer.status_code, error(answer)) == (status, code)


def test_not_to_who_has_left_nor_to_a_queue_that_is_closed(
    anas: int, ana: User, bruno: User, call: Call, queue: Callable[..., int], context: Context
) -> None:
    sales = queue("Vendas")
    with transaction(context.sessions) as session:
        session.get_one(User, bruno.id).is_active = False
        session.get_one(Queue, sales).is_active = False
    path = f"/conversations/{anas}/transfer"
    assert error(call(ana, "POST", path, {"user_id": bruno.id})) == "inactive_user"
    assert error(call(ana, "POST", path, {"queue_id": sales})) == "inactive_queue"
    with context.sessions() as session:
        assert session.get_one(Conversation, anas).assigned_user_id == ana.id
