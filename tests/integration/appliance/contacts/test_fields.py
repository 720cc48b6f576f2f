"""The client's own fields of a contact, e-mail and observations; and what merging makes of them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.canned_answers.filling import values_of
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.realtime.events import CONTACT_CHANGED
from appliance.realtime.models import Event

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
Says = Callable[..., int]
ANA, BIA = "5531987650001", "5521976540002"


@pytest.fixture
def field(call: Call, clara: User) -> Callable[..., int]:
    """Defines one; its id."""

    def make(name: str, kind: str = "text", options: list[str] | None = None) -> int:
        status, made = call(
            clara, "POST", "/contact-fields", {"name": name, "kind": kind, "options": options or []}
        )
        assert status == 201, made
        return int(made["id"])

    return make


@pytest.fixture
def values(call: Call, ana: User) -> Callable[[int], dict[int, str]]:
    """What is filled in of a contact."""

    def read(contact_id: int) -> dict[int, str]:
        details = call(ana, "GET", f"/contacts/{contact_id}/details")[1]
        return {one["field_id"]: one["value"] for one in details["values"]}

    return read


def test_an_admin_defines_fields_and_puts_them_in_order(
    call: Call, clara: User, field: Callable[..., int]
) -> None:
    first, second = field("Cartão"), field("Plano", "choice", ["Ouro", "Prata", "Ouro"])
    assert call(clara, "PUT", "/contact-fields/order", {"ids": [second, 10**9]})[0] == 200
    rows = call(clara, "GET", "/contact-fields")[1]["data"]
    assert [(row["id"], row["key"], row["options"]) for row in rows] == [
        (second, "plano", ["Ouro", "Prata"]),
        (first, "cartao", []),
    ]


def test_a_name_is_taken_until_its_field_is_archived_and_its_key_for_ever(
    call: Call, clara: User, field: Callable[..., int]
) -> None:
    first = field("Cartão")
    again = {"name": "CARTAO", "kind": "text"}
    assert call(clara, "POST", "/contact-fields", again)[1]["error"]["code"] == "field_exists"
    assert call(clara, "PATCH", f"/contact-fields/{first}", {"is_archived": True})[1]["is_archived"] is True
    status, made = call(clara, "POST", "/contact-fields", again)
    assert (status, made["key"]) == (201, "cartao_2")
    back = call(clara, "PATCH", f"/contact-fields/{first}", {"is_archived": False})
    assert back[1]["error"]["code"] == "field_exists"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "Plano", "kind": "choice"}, "no_options"),
        ({"name": "   ", "kind": "text"}, "invalid_input"),
        ({"name": "a\u202eb", "kind": "text"}, "invalid_input"),
        ({"name": "x" * 61, "kind": "text"}, "invalid_input"),
        ({"name": "Plano", "kind": "colour"}, "invalid_input"),
    ],
)
def test_what_is_no_field_is_refused(call: Call, clara: User, body: dict[str, Any], code: str) -> None:
    status, answer = call(clara, "POST", "/contact-fields", body)
    assert (status, answer["error"]["code"]) == (422, code)


def test_an_attendant_defines_nothing(call: Call, ana: User) -> None:
    assert call(ana, "POST", "/contact-fields", {"name": "Plano", "kind": "text"})[0] == 403


def test_an_attendant_fills_in_and_the_audit_has_before_and_after(
    call: Call, ana: User, clara: User, says: Says, field: Callable[..., int]
) -> None:
    contact, document = says(ANA), field("CPF", "document")
    path = f"/contacts/{contact}/fields/{document}"
    status, details = call(ana, "PUT", path, {"value": "529.982.247-25"})
    assert (status, details["values"]) == (
        200,
        [{"field_id": document, "key": "cpf", "value": "52998224725", "text": "529.982.247-25"}],
    )
    refused = call(ana, "PUT", path, {"value": "529.982.247-24"})
    assert (refused[0], refused[1]["error"]["details"]["field"]) == (422, "value")
    assert call(ana, "PUT", path, {"value": None})[1]["values"] == []
    entry = call(clara, "GET", "/audit")[1]["data"][0]
    assert (entry["action"], entry["before"], entry["after"]) == (
        "contact.changed",
        {"CPF": "52998224725"},
        {"CPF": None},
    )


def test_an_archived_field_shows_what_was_filled_in_and_takes_nothing(
    call: Call, ana: User, clara: User, says: Says, field: Callable[..., int], values: Callable[[int], Any]
) -> None:
    contact, plan = says(ANA), field("Plano", "choice", ["Ouro"])
    call(ana, "PUT", f"/contacts/{contact}/fields/{plan}", {"value": "Ouro"})
    call(clara, "PATCH", f"/contact-fields/{plan}", {"is_archived": True})
    refused = call(ana, "PUT", f"/contacts/{contact}/fields/{plan}", {"value": "Ouro"})
    assert refused[1]["error"]["code"] == "field_archived"
    assert values(contact) == {plan: "Ouro"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email": "ana@"}, "invalid_email"),
        ({"email": "ana@exemplo"}, "invalid_email"),
        ({"email": "a@b.co\u202e"}, "invalid_email"),
        ({"notes": "x" * 4001}, "too_long"),
        ({"notes": "a\u202eb"}, "invalid_text"),
    ],
)
def test_email_and_observations_are_checked(
    call: Call, ana: User, says: Says, body: dict[str, str], code: str
) -> None:
    status, answer = call(ana, "PATCH", f"/contacts/{says(ANA)}/details", body)
    assert (status, answer["error"]["code"]) == (422, code)


def test_email_and_observations_are_kept_and_taken_away(call: Call, ana: User, says: Says) -> None:
    path = f"/contacts/{says(ANA)}/details"
    given = {"email": " ana@exemplo.com.br ", "notes": "Prefere à tarde.\r\nTem gato."}
    assert call(ana, "PATCH", path, given)[1] == {
        "email": "ana@exemplo.com.br",
        "notes": "Prefere à tarde.\nTem gato.",
        "values": [],
    }
    assert call(ana, "PATCH", path, {"email": ""})[1]["email"] is None
    assert call(ana, "GET", path)[1]["notes"] == "Prefere à tarde.\nTem gato."


def test_who_looks_at_the_contact_hears_of_a_change(
    context: Context, call: Call, ana: User, says: Says
) -> None:
    contact = says(ANA)
    call(ana, "PATCH", f"/contacts/{contact}/details", {"notes": "Prefere à tarde"})
    with context.sessions() as session:
        conversation_id = session.scalars(select(Conversation.id)).one()
        heard = session.scalars(select(Event.conversation_id).where(Event.kind == CONTACT_CHANGED)).all()
    assert heard == [conversation_id]


def test_texts_speak_of_fields_that_there_are(
    context: Context, call: Call, ana: User, clara: User, says: Says, field: Callable[..., int]
) -> None:
    contact, since = says(ANA), field("Cliente desde", "date")
    call(ana, "PUT", f"/contacts/{contact}/fields/{since}", {"value": "2024-02-29"})
    call(ana, "PATCH", f"/contacts/{contact}/details", {"email": "ana@exemplo.com"})
    answer = {"shortcut": "desde", "title": "Desde", "content": "{{campo.cliente_desde}} {{cliente.email}}"}
    assert call(clara, "POST", "/canned-answers", answer)[0] == 201
    wrong = call(clara, "POST", "/canned-answers", answer | {"shortcut": "x", "content": "{{campo.saldo}}"})
    assert wrong[1]["error"]["code"] == "unknown_variable"
    rows = call(
        clara,
        "POST",
        "/canned-answers/import",
        {"rows": [answer | {"shortcut": "y", "content": "{{campo.x}}"}]},
    )
    assert rows[1]["error"]["code"] == "invalid_rows"
    with context.sessions() as session:
        conversation = session.query(Conversation).one()
        filled = values_of(session, context.settings.tenant, conversation, ana)
    assert (filled["campo.cliente_desde"], filled["cliente.email"]) == ("29/02/2024", "ana@exemplo.com")


def test_merged_the_kept_takes_over_what_it_lacks_and_undone_gives_it_back(
    call: Call, ana: User, clara: User, says: Says, field: Callable[..., int], values: Callable[[int], Any]
) -> None:
    kept, other = says(ANA), says(BIA)
    card, plan, city = field("Cartão"), field("Plano"), field("Cidade")
    for contact, filled in ((kept, {card: "1"}), (other, {card: "2", plan: "Ouro", city: "Recife"})):
        for one, value in filled.items():
            call(ana, "PUT", f"/contacts/{contact}/fields/{one}", {"value": value})
    call(ana, "PATCH", f"/contacts/{kept}/details", {"notes": "Um"})
    call(ana, "PATCH", f"/contacts/{other}/details", {"notes": "Dois", "email": "b@exemplo.com"})
    merge = call(clara, "POST", f"/contacts/{kept}/merge", {"other_id": other})[1]["merge"]
    assert values(kept) == {card: "1", plan: "Ouro", city: "Recife"}
    details = call(ana, "GET", f"/contacts/{kept}/details")[1]
    assert (details["notes"], details["email"]) == ("Um\n\nDois", "b@exemplo.com")
    call(ana, "PUT", f"/contacts/{kept}/fields/{city}", {"value": "Olinda"})
    assert call(clara, "POST", f"/contacts/merges/{merge['id']}/undo")[0] == 200
    assert values(kept) == {card: "1", city: "Olinda"}
    assert values(other) == {card: "2", plan: "Ouro", city: "Recife"}
    details = call(ana, "GET", f"/contacts/{kept}/details")[1]
    assert (details["notes"], details["email"]) == ("Um", None)
