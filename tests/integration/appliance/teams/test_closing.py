"""Why a conversation was closed, by whom, and what they remarked."""

from collections.abc import Callable

import pytest

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction
from tests.integration.appliance.teams.conftest import Call, error

pytestmark = pytest.mark.integration


@pytest.fixture
def anas(conversation_id: int, ana: User, call: Call) -> int:
    call(ana, "POST", f"/conversations/{conversation_id}/takeover", {})
    return conversation_id


@pytest.fixture
def solved(clara: User, call: Call) -> int:
    return int(call(clara, "POST", "/close-reasons", {"name": "Resolvido"}).get_json()["id"])


def test_it_stays_with_the_conversation_until_it_is_opened_again(
    anas: int, solved: int, ana: User, call: Call
) -> None:
    body = {"reason_id": solved, "note": "Segunda via enviada."}
    shown = call(ana, "POST", f"/conversations/{anas}/close", body).get_json()
    assert (shown["status"], shown["closed_by_id"]) == ("closed", ana.id)
    assert (shown["close_reason_id"], shown["close_note"]) == (solved, "Segunda via enviada.")
    opened = call(ana, "POST", f"/conversations/{anas}/reopen").get_json()
    assert (opened["closed_by_id"], opened["close_reason_id"], opened["close_note"]) == (None, None, None)


def test_neither_is_asked_for(anas: int, ana: User, call: Call) -> None:
    shown = call(ana, "POST", f"/conversations/{anas}/close").get_json()
    assert (shown["status"], shown["close_reason_id"]) == ("closed", None)


def test_a_reason_that_is_none_closes_nothing(
    anas: int, solved: int, ana: User, clara: User, call: Call
) -> None:
    path = f"/conversations/{anas}/close"
    assert error(call(ana, "POST", path, {"reason_id": 999})) == "reason_not_found"
    call(clara, "PATCH", f"/close-reasons/{solved}", {"is_active": False})
    assert error(call(ana, "POST", path, {"reason_id": solved})) == "inactive_reason"
    assert error(call(ana, "POST", path, {"note": "x" * 1001})) == "invalid_input"
    assert call(ana, "GET", f"/conversations/{anas}").get_json()["status"] == "open"


def test_reasons_are_made_renamed_and_taken_away(clara: User, ana: User, solved: int, call: Call) -> None:
    assert error(call(clara, "POST", "/close-reasons", {"name": " RESOLVIDO"})) == "reason_exists"
    other = call(clara, "POST", "/close-reasons", {"name": "Engano"}).get_json()["id"]
    assert error(call(clara, "PATCH", f"/close-reasons/{other}", {"name": "resolvido"})) == "reason_exists"
    call(clara, "PATCH", f"/close-reasons/{other}", {"name": "Número errado"})
    names = [one["name"] for one in call(ana, "GET", "/close-reasons").get_json()["data"]]
    assert names == ["Número errado", "Resolvido"]
    assert call(clara, "DELETE", f"/close-reasons/{other}").status_code == 204
    assert call(ana, "POST", "/close-reasons", {"name": "Meu"}).status_code == 403


def test_one_that_was_given_stays(anas: int, solved: int, ana: User, clara: User, call: Call) -> None:
    call(ana, "POST", f"/conversations/{anas}/close", {"reason_id": solved})
    assert error(call(clara, "DELETE", f"/close-reasons/{solved}")) == "reason_in_use"


def test_what_was_done_with_a_conversation_is_on_record(
    anas: int, solved: int, ana: User, clara: User, call: Call
) -> None:
    call(ana, "POST", f"/conversations/{anas}/close", {"reason_id": solved})
    call(ana, "POST", f"/conversations/{anas}/reopen")
    query = f"/audit?subject_kind=conversation&subject_id={anas}"
    entries = call(clara, "GET", query).get_json()["data"]
    assert [one["action"] for one in entries] == [
        "conversation.reopened",
        "conversation.closed",
        "conversation.taken",
    ]
    assert entries[1]["after"] == {"status": "closed", "close_reason_id": solved}
    assert entries[2]["after"] == {"status": "open", "assigned_user_id": ana.id}


def test_what_cannot_be_reopened_names_the_newer_one_to_who_may_see_it(
    context: Context,
    conversation_id: int,
    write: Callable[..., int],
    queue: Callable[..., int],
    ana: User,
    bruno: User,
    call: Call,
) -> None:
    call(ana, "POST", f"/conversations/{conversation_id}/takeover", {})
    call(ana, "POST", f"/conversations/{conversation_id}/close")
    write("wamid.again")
    newer = conversation_id + 1
    refused = call(ana, "POST", f"/conversations/{conversation_id}/reopen")
    said = refused.get_json()["error"]
    assert (refused.status_code, said["code"], said["details"]) == (
        409,
        "another_is_open",
        {"conversation_id": newer},
    )
    elsewhere = queue("Financeiro", bruno)
    with transaction(context.sessions) as session:
        session.get_one(Conversation, newer).queue_id = elsewhere
    said = call(ana, "POST", f"/conversations/{conversation_id}/reopen").get_json()["error"]
    assert (said["code"], said.get("details", {})) == ("another_is_open", {})
