from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.composing.drafts import Draft
from appliance.context import Context
from appliance.errors import InvalidInput
from appliance.signatures.signing import signed

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
URL = "/signature"


@pytest.fixture
def send(call: Call, ana: User, write: Callable[..., int]) -> Callable[..., tuple[int, Any]]:
    """Ana answers a customer."""
    write("wamid.1")
    [conversation] = call(ana, "GET", "/conversations")[1]["data"]
    call(ana, "POST", f"/conversations/{conversation['id']}/takeover")

    def run(content: str, **more: Any) -> tuple[int, Any]:
        return call(
            ana, "POST", "/messages", {"conversation_id": conversation["id"], "content": content} | more
        )

    return run


def set_mode(call: Call, clara: User, mode: str) -> None:
    assert call(clara, "PUT", f"{URL}/mode", {"mode": mode})[0] == 200


def test_nobody_signs_until_the_client_wants_it(call: Call, send: Any, ana: User) -> None:
    call(ana, "PUT", URL, {"is_on": True})
    assert call(ana, "GET", URL)[1] == {"mode": "off", "is_on": True, "name": None, "prefix": ""}
    assert send("Oi")[1]["content"] == "Oi"


def test_where_it_is_optional_each_decides(call: Call, send: Any, ana: User, clara: User) -> None:
    set_mode(call, clara, "optional")
    assert send("Oi")[1]["content"] == "Oi"
    assert (
        call(ana, "PUT", URL, {"is_on": True, "name": " Ana  do financeiro "})[1]["name"]
        == "Ana do financeiro"
    )
    assert send("Oi")[1]["content"] == "*Ana do financeiro:*\nOi"


def test_where_it_is_always_everybody_signs(call: Call, send: Any, ana: User, clara: User) -> None:
    set_mode(call, clara, "always")
    call(ana, "PUT", URL, {"is_on": False})
    assert send(" Oi\n")[1]["content"] == "*Ana:*\nOi"


def test_a_name_does_not_end_its_own_bold(call: Call, send: Any, ana: User, clara: User) -> None:
    set_mode(call, clara, "always")
    call(ana, "PUT", URL, {"is_on": True, "name": "*A_n~a`*"})
    assert send("Oi")[1]["content"] == "*Ana:*\nOi"


def test_text_and_signature_fit_together_or_it_is_said_how_much_fits(
    call: Call, send: Any, clara: User
) -> None:
    set_mode(call, clara, "always")
    room = 4096 - len("*Ana:*\n")
    assert len(send("x" * room)[1]["content"]) == 4096
    status, answer = send("x" * (room + 1))
    details = answer["error"]["details"]
    assert (status, answer["error"]["code"], details["field"], details["limit"]) == (
        422,
        "too_long",
        "content",
        room,
    )


def test_a_caption_is_signed_too(context: Context, call: Call, ana: User, clara: User) -> None:
    set_mode(call, clara, "always")
    with context.sessions() as session:
        signs = partial(signed, session, ana)
        assert signs(Draft(message_type="image", content="A caixa")).content == "*Ana:*\nA caixa"
        assert signs(Draft(message_type="document")).content is None
        assert signs(Draft(message_type="template", content="Olá")).content == "Olá"
        with pytest.raises(InvalidInput):
            signs(Draft(message_type="video", content="x" * (1025 - len("*Ana:*\n"))))


def test_nothing_is_still_nothing(call: Call, send: Any, clara: User) -> None:
    set_mode(call, clara, "always")
    assert send("  ")[1]["error"]["code"] == "required"


def test_the_same_key_is_the_same_message_though_one_signs_since(call: Call, send: Any, clara: User) -> None:
    first = send("Oi", client_key="k" * 16)[1]
    set_mode(call, clara, "always")
    assert send("Oi", client_key="k" * 16) == (200, first)


def test_only_who_manages_settings_decides_for_everybody(
    context: Context, call: Call, ana: User, clara: User
) -> None:
    assert call(ana, "PUT", f"{URL}/mode", {"mode": "always"})[0] == 403
    assert call(clara, "PUT", f"{URL}/mode", {"mode": "sometimes"})[0] == 422
    set_mode(call, clara, "always")
    with context.sessions() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.before, entry.after) == (
        "setting.changed",
        {"value": "off"},
        {"value": "always"},
    )
