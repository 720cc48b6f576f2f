"""A macro does all it holds in one go, as the buttons would; what is refused leaves nothing done."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import Role, User
from appliance.audit.models import AuditEntry
from appliance.canned_answers.models import CannedAnswer
from appliance.closing.models import CloseReason
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.labels.models import ConversationLabel, Label
from appliance.queues.models import Queue
from tests.integration.appliance.automation.conftest import Call, Handed

pytestmark = pytest.mark.integration

NOTE = {"kind": "note", "text": "Conferido."}
SNOOZE = {"kind": "snooze", "minutes": 60}


@pytest.fixture
def label(context: Context) -> int:
    with transaction(context.sessions) as session:
        row = Label(name="VIP", name_key="vip", colour="#3b5bdb")
        session.add(row)
    return row.id


@pytest.fixture
def answer(context: Context) -> Callable[..., int]:
    def make(content: str = "{{saudacao}}, {{cliente.primeiro_nome}}!", queue_id: int | None = None) -> int:
        facts = {"shortcut": "oi", "title": "Oi", "content": content, "scope": queue_id or 0}
        with transaction(context.sessions) as session:
            row = CannedAnswer(**facts, queue_id=queue_id)
            session.add(row)
        return row.id

    return make


@pytest.fixture
def macro(call: Call) -> Callable[..., int]:
    def make(user: User, *actions: dict[str, Any], **more: Any) -> int:
        status, shown = call(user, "POST", "/macros", {"name": "Fechar", "actions": list(actions), **more})
        assert status == 201, shown
        return int(shown["id"])

    return make


@pytest.fixture
def run(call: Call, handed: Handed) -> Callable[[User, int], tuple[int, Any]]:
    return lambda user, macro_id: call(user, "POST", f"/conversations/{handed.id}/macros/{macro_id}")


def messages(handed: Handed) -> list[tuple[str, str | None]]:
    """What attendants wrote and noted."""
    with handed.context.sessions() as session:
        ours = select(Message).where(Message.sender_type == "attendant").order_by(Message.id)
        return [(row.message_type, row.content) for row in session.scalars(ours)]


def test_all_it_holds_is_done_in_order(
    handed: Handed, context: Context, macro: Any, run: Any, answer: Any, label: int, ana: User
) -> None:
    with transaction(context.sessions) as session:
        reason = CloseReason(name="Resolvido", name_key="resolvido")
        session.add(reason)
    handed.asks(ana, "POST", f"/conversations/{handed.id}/takeover")
    number = macro(
        ana,
        {"kind": "add_label", "label_id": label},
        {"kind": "priority", "priority": 2},
        {"kind": "send", "canned_answer_id": answer()},
        NOTE,
        {"kind": "close", "reason_id": reason.id},
    )
    status, shown = run(ana, number)
    assert status == 200, shown
    assert (shown["status"], shown["priority"], shown["close_reason_id"]) == ("closed", 2, reason.id)
    assert [one["name"] for one in shown["labels"]] == ["VIP"]
    (kind, text), note = messages(handed)
    assert (kind, note) == ("text", ("note", "Conferido."))
    assert text is not None
    assert text.endswith(", Ana!")
    with context.sessions() as session:
        actions = set(session.scalars(select(AuditEntry.action)).all())
    done = {"macro_run", "labelled", "prioritised", "closed"}
    assert {f"conversation.{one}" for one in done} <= actions


def test_what_is_refused_leaves_nothing_done(
    handed: Handed, context: Context, macro: Any, run: Any, label: int, ana: User, bruno: User
) -> None:
    handed.asks(bruno, "POST", f"/conversations/{handed.id}/takeover")
    number = macro(ana, {"kind": "add_label", "label_id": label}, NOTE, {"kind": "close"})
    status, shown = run(ana, number)
    assert (status, shown["error"]["code"], shown["error"]["details"]["action"]) == (409, "not_owner", 2)
    assert messages(handed) == []
    with context.sessions() as session:
        assert session.scalars(select(ConversationLabel)).all() == []
        assert not session.scalars(select(AuditEntry).where(AuditEntry.action.contains("macro_run"))).all()


def test_answers_are_filled_in(handed: Handed, macro: Any, run: Any, answer: Any, ana: User) -> None:
    handed.asks(ana, "POST", f"/conversations/{handed.id}/takeover")
    text = "{{cliente.nome}}, {{nome}}: setor {{ Setor }}, com {{atendente.nome}}"
    assert run(ana, macro(ana, {"kind": "send", "canned_answer_id": answer(text)}))[0] == 200
    assert messages(handed)[0][1] == "Ana P., {{nome}}: setor Vendas, com Ana"


def test_what_cannot_be_filled_in_or_sent_is_refused(
    handed: Handed, context: Context, macro: Any, run: Any, answer: Any, ana: User
) -> None:
    handed.asks(ana, "POST", f"/conversations/{handed.id}/takeover")
    number = macro(ana, NOTE, {"kind": "send", "canned_answer_id": answer("Setor {{setor}}")})
    with transaction(context.sessions) as session:
        row = handed.row()
        session.add(row)
        row.queue_id = None
    assert run(ana, number)[1]["error"]["code"] == "unfilled_variable"
    with transaction(context.sessions) as session:
        row = handed.row()
        session.add(row)
        row.last_customer_message_at = utc_now().replace(year=2025)
    assert run(ana, number)[1]["error"]["code"] == "window_closed"
    gone = macro(ana, NOTE, {"kind": "send", "canned_answer_id": 999_999})
    assert run(ana, gone)[1]["error"]["code"] == "answer_not_found"
    assert messages(handed) == []


def test_who_may_not_send_does_not_by_a_macro(
    handed: Handed, context: Context, macro: Any, run: Any, answer: Any, ana: User
) -> None:
    handed.asks(ana, "POST", f"/conversations/{handed.id}/takeover")
    number = macro(ana, NOTE, {"kind": "send", "canned_answer_id": answer()})
    with transaction(context.sessions) as session:
        role = session.scalars(select(Role).where(Role.key == "atendente")).one()
        role.permissions = [one for one in role.permissions if one != "message.send"]
    assert run(ana, number)[0] == 403
    assert messages(handed) == []


def test_it_transfers_and_puts_off(
    handed: Handed, context: Context, macro: Any, run: Any, ana: User, bruno: User
) -> None:
    handed.asks(ana, "POST", f"/conversations/{handed.id}/takeover")
    assert run(ana, macro(ana, SNOOZE))[1]["snoozed_until"] is not None
    shown = run(ana, macro(ana, {"kind": "transfer", "user_id": bruno.id}))[1]
    assert (shown["assigned_user_id"], shown["snoozed_until"]) == (bruno.id, None)
    with transaction(context.sessions) as session:
        queue = Queue(name="Outro", name_key="outro", colour="#3b5bdb", is_active=False)
        session.add(queue)
    moves = macro(bruno, NOTE, {"kind": "transfer", "queue_id": queue.id})
    assert run(bruno, moves)[1]["error"]["code"] == "inactive_queue"
    assert run(bruno, macro(bruno, {"kind": "transfer", "queue_id": None}))[1]["status"] == "waiting"


def test_ones_own_are_seen_by_nobody_else(
    call: Call, macro: Any, run: Any, handed: Handed, ana: User, bruno: User, clara: User
) -> None:
    own, shared = macro(ana, NOTE), macro(clara, NOTE, is_own=False)
    in_queue = macro(clara, NOTE, is_own=False, queue_id=handed.queue_id)
    seen = [{one["id"] for one in call(user, "GET", "/macros")[1]["data"]} for user in (ana, bruno)]
    assert seen == [{own, shared, in_queue}, {shared, in_queue}]
    assert run(bruno, own)[0] == call(bruno, "DELETE", f"/macros/{own}")[0] == 404
    assert call(ana, "PATCH", f"/macros/{shared}", {"name": "X"})[0] == 403
    assert call(ana, "POST", "/macros", {"name": "X", "actions": [NOTE], "is_own": False})[0] == 403
    assert call(ana, "PATCH", f"/macros/{own}", {"name": "Anotar"})[1]["name"] == "Anotar"
    assert call(ana, "DELETE", f"/macros/{own}")[0] == 204
    assert run(ana, own)[0] == 404


def test_what_one_may_not_see_is_not_touched(
    handed: Handed, context: Context, macro: Any, run: Any, ana: User
) -> None:
    number = macro(ana, NOTE)
    with transaction(context.sessions) as session:
        other = Queue(name="Outro", name_key="outro", colour="#3b5bdb")
        session.add(other)
        session.flush()
        row = handed.row()
        session.add(row)
        row.queue_id = other.id
    assert run(ana, number)[0] == 404


@pytest.mark.parametrize(
    "action",
    [
        {"kind": "dance"},
        {"kind": "note"},
        {"kind": "note", "text": "  "},
        {"kind": "add_label"},
        {"kind": "priority", "priority": 3},
        {"kind": "snooze", "minutes": 0},
        {"kind": "close", "label_id": 1},
        {"kind": "transfer", "user_id": 1, "queue_id": 2},
    ],
)
def test_actions_that_make_no_sense(call: Call, ana: User, action: dict[str, Any]) -> None:
    assert call(ana, "POST", "/macros", {"name": "X", "actions": [action]})[0] == 422
    assert call(ana, "POST", "/macros", {"name": "X", "actions": []})[0] == 422
