"""Who did what, read and exported."""

import csv
import io
from collections.abc import Callable

import pytest

from appliance.accounts.models import User
from appliance.audit.recording import NOBODY, Origin, asked_by, note
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction
from appliance.service_levels.models import ServiceLevel
from tests.integration.appliance.teams.conftest import Call

pytestmark = pytest.mark.integration


def test_an_entry_says_who_from_where_what_and_how_it_was(clara: User, ana: User, call: Call) -> None:
    call(clara, "PATCH", f"/users/{ana.id}", {"name": "Ana Lima"})
    [entry] = call(clara, "GET", "/audit").get_json()["data"]
    assert entry["user"] == {"id": clara.id, "name": "Clara"}
    assert (entry["action"], entry["subject"]) == (
        "user.changed",
        {"kind": "user", "id": str(ana.id), "name": "Ana Lima"},
    )
    assert (entry["before"], entry["after"]) == ({"name": "Ana"}, {"name": "Ana Lima"})
    assert entry["address"] == "127.0.0.1"
    assert entry["agent"].startswith("Werkzeug")


def test_a_password_is_never_on_record(clara: User, ana: User, call: Call) -> None:
    call(clara, "PATCH", f"/users/{ana.id}", {"password": "uma senha bem longa"})
    answer = call(clara, "GET", "/audit")
    assert [one["action"] for one in answer.get_json()["data"]] == ["user.password_set"]
    assert "senha bem longa" not in answer.get_data(as_text=True)
    assert "argon2" not in answer.get_data(as_text=True)


def test_pages_and_filters(context: Context, clara: User, call: Call) -> None:
    with transaction(context.sessions) as session:
        asked_by(Origin(clara.id, "Clara", None, None))
        for number in range(5):
            note(session, "queue.created", ("queue", number), after={"name": str(number)})
        asked_by(NOBODY)
        note(session, "role.deleted", ("role", "rh"), before={"name": "RH"})
    first = call(clara, "GET", "/audit?limit=4").get_json()
    rest = call(clara, "GET", f"/audit?limit=4&cursor={first['next_cursor']}").get_json()
    assert [len(first["data"]), len(rest["data"]), rest["next_cursor"]] == [4, 2, None]

    def number(query: str) -> int:
        return len(call(clara, "GET", f"/audit?{query}").get_json()["data"])

    assert number("action=queue") == 5
    assert number("action=role.deleted") == 1
    assert number("action=rol") == 0
    assert number(f"user_id={clara.id}") == 5
    assert number("subject_kind=queue&subject_id=3") == 1
    assert number("since=2999-01-01T00:00:00Z") == 0
    assert number("until=2999-01-01T00:00:00Z") == 6
    assert call(clara, "GET", "/audit?since=ontem").status_code == 422
    assert call(clara, "GET", "/audit?who=me").status_code == 422


def test_the_export_holds_all_of_it_and_no_formula(context: Context, clara: User, call: Call) -> None:
    with transaction(context.sessions) as session:
        asked_by(Origin(clara.id, "=HYPERLINK(1)", None, None))
        for number in range(3):
            note(session, "queue.created", ("queue", number), after={"name": 'Setor; "A"'})
        asked_by(NOBODY)
    answer = call(clara, "GET", "/audit/export")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert {row["user_name"] for row in rows} == {"'=HYPERLINK(1)"}
    assert rows[0]["after"] == '{"name": "Setor; \\"A\\""}'


def test_things_have_the_names_that_people_know_them_by(
    context: Context, clara: User, call: Call, conversation_id: int, queue: Callable[..., int]
) -> None:
    sales = queue("Vendas")
    with transaction(context.sessions) as session:
        known = session.get_one(Conversation, conversation_id)
        protocol, contact_id = known.protocol, known.contact_id
        rule = ServiceLevel(queue_id=sales, scope=str(sales), response_minutes=5)
        session.add(rule)
        session.flush()
        for kind, subject_id in (
            ("conversation", conversation_id),
            ("contact", contact_id),
            ("service_level", rule.id),
            ("role", "admin"),
            ("conversation", 10**6),
            ("channel", "whatsapp"),
        ):
            note(session, f"{kind}.changed", (kind, subject_id))
        note(session, "holiday.filled_in", ("holiday", 2026))
    data = call(clara, "GET", "/audit?limit=7").get_json()["data"]
    names = {(one["subject"]["kind"], one["subject"]["id"]): one["subject"]["name"] for one in data}
    assert names["conversation", str(conversation_id)] == protocol
    assert names["contact", str(contact_id)]
    assert names["service_level", str(rule.id)] == "Vendas"
    assert [names["conversation", str(10**6)], names["channel", "whatsapp"], names["holiday", "2026"]] == [
        None
    ] * 3
    assert f",conversation {conversation_id},{protocol}," in call(clara, "GET", "/audit/export").get_data(
        as_text=True
    )


def test_for_who_may_read_it_only(ana: User, call: Call) -> None:
    assert call(ana, "GET", "/audit").status_code == 403
    assert call(ana, "GET", "/audit/export").status_code == 403
