from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import QueueMember, User
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.database import transaction
from appliance.queues.models import Queue

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
URL = "/canned-answers"
HELLO = {"shortcut": "oi", "title": "Saudação", "content": "{{saudacao}}, {{cliente.primeiro_nome}}!"}


@pytest.fixture
def billing(context: Context, ana: User) -> int:
    """Ana's queue."""
    with transaction(context.sessions) as session:
        queue = Queue(name="Cobrança", name_key="cobranca", colour="#000000")
        session.add(queue)
        session.flush()
        session.add(QueueMember(queue_id=queue.id, user_id=ana.id))
        return queue.id


def shortcuts(call: Call, user: User) -> list[str]:
    return [row["shortcut"] for row in call(user, "GET", URL)[1]["data"]]


def rows(count: int) -> list[dict[str, str]]:
    return [{"shortcut": f"r{number}", "title": "T", "content": "C"} for number in range(count)]


def test_everybody_has_what_belongs_to_no_queue_and_members_what_is_theirs(
    call: Call, clara: User, ana: User, bruno: User, billing: int
) -> None:
    assert call(clara, "POST", URL, HELLO)[0] == 201
    status, shown = call(clara, "POST", URL, HELLO | {"shortcut": "pix", "queue_id": billing})
    assert (status, shown["queue_id"]) == (201, billing)
    assert shortcuts(call, ana) == ["oi", "pix"]
    assert shortcuts(call, bruno) == ["oi"]
    assert shortcuts(call, clara) == ["oi", "pix"]


def test_a_shortcut_is_there_once_in_each_queue(call: Call, clara: User, billing: int) -> None:
    assert call(clara, "POST", URL, HELLO)[0] == 201
    status, answer = call(clara, "POST", URL, HELLO | {"shortcut": "/OI"})
    assert (status, answer["error"]["code"], answer["error"]["details"]["field"]) == (
        409,
        "shortcut_exists",
        "shortcut",
    )
    assert call(clara, "POST", URL, HELLO | {"queue_id": billing})[0] == 201


def test_attendants_use_them_and_do_not_make_them(call: Call, ana: User) -> None:
    assert call(ana, "POST", URL, HELLO)[0] == 403
    assert call(ana, "POST", f"{URL}/import", {"rows": rows(1)})[0] == 403


def test_a_change_and_a_removal_are_audited(context: Context, call: Call, clara: User) -> None:
    row_id = call(clara, "POST", URL, HELLO)[1]["id"]
    assert call(clara, "PUT", f"{URL}/{row_id}", HELLO | {"title": "Olá"})[1]["title"] == "Olá"
    assert call(clara, "DELETE", f"{URL}/{row_id}")[0] == 204
    assert call(clara, "DELETE", f"{URL}/{row_id}")[0] == 404
    with context.sessions() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.before and entry.before.get("title")) for entry in entries] == [
        ("canned_answer.created", None),
        ("canned_answer.changed", "Saudação"),
        ("canned_answer.deleted", "Olá"),
    ]


def test_an_import_is_stored_whole(call: Call, clara: User) -> None:
    assert call(clara, "POST", f"{URL}/import", {"rows": rows(500)}) == (200, {"created": 500, "changed": 0})
    assert len(shortcuts(call, clara)) == 500


def test_ten_thousand_rows_are_refused_in_words(call: Call, clara: User) -> None:
    status, answer = call(clara, "POST", f"{URL}/import", {"rows": rows(10_000)})
    assert (status, answer["error"]["code"]) == (422, "too_many_rows")
    assert answer["error"]["message"].startswith("São 10000 linhas: importe no máximo 500")


def test_one_bad_row_and_nothing_is_imported(call: Call, clara: User) -> None:
    given = [*rows(3), {"shortcut": "r1", "title": "T", "content": "C"}]
    given[1] = given[1] | {"content": "{{idade}}"}
    given[2] = given[2] | {"shortcut": "R0"}
    status, answer = call(clara, "POST", f"{URL}/import", {"rows": given})
    problems = answer["error"]["details"]["problems"]
    assert (status, [(one["row"], one["field"]) for one in problems]) == (
        422,
        [(2, "content"), (3, "shortcut")],
    )
    assert shortcuts(call, clara) == []


def test_problems_are_told_by_the_lines_of_what_was_pasted(call: Call, clara: User) -> None:
    given = [row | {"line": line} for row, line in zip(rows(3), (2, 4, 9), strict=True)]
    given[1] = given[1] | {"content": "{{idade}}"}
    given[2] = given[2] | {"shortcut": "R0"}
    problems = call(clara, "POST", f"{URL}/import", {"rows": given})[1]["error"]["details"]["problems"]
    assert [one["row"] for one in problems] == [4, 9]
    assert problems[1]["message"] == "O mesmo atalho da linha 2."
    same = [row | {"line": 7} for row in rows(1) * 2]
    assert call(clara, "POST", f"{URL}/import", {"rows": same})[0] == 422


def test_what_is_there_is_replaced_only_when_asked_for(call: Call, clara: User) -> None:
    call(clara, "POST", f"{URL}/import", {"rows": rows(2)})
    again = [{"shortcut": "r1", "title": "T", "content": "novo"}, *rows(3)[2:]]
    refused = call(clara, "POST", f"{URL}/import", {"rows": again})[1]["error"]
    assert [one["row"] for one in refused["details"]["problems"]] == [1]
    done = call(clara, "POST", f"{URL}/import", {"rows": again, "replace": True})
    assert done == (200, {"created": 1, "changed": 1})


def test_a_message_with_an_unfilled_variable_is_not_sent(call: Call, ana: User, write: Any) -> None:
    write("wamid.1")
    [conversation] = call(ana, "GET", "/conversations")[1]["data"]
    call(ana, "POST", f"/conversations/{conversation['id']}/takeover")
    body = {"conversation_id": conversation["id"], "content": "Olá {{cliente.nome}}"}
    status, answer = call(ana, "POST", "/messages", body)
    assert (status, answer["error"]["code"], answer["error"]["details"]["field"]) == (
        422,
        "unfilled_variable",
        "content",
    )
