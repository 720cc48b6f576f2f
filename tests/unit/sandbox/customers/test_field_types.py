"""A field of another type than the call takes is refused in words, and nothing has happened."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.unit.sandbox.customers.test_writing import inbound
from tests.unit.sandbox.doubles import Sandbox


def post(sandbox: Sandbox, path: str = "inbound", **wanted: Any) -> TestResponse:
    body = {"phone_number_id": sandbox.number, "wa_id": sandbox.customer, "text": "Oi"} | wanted
    return sandbox.client.post(f"/sandbox/{path}", data=json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"type": "image", "generate": "abc"}, "generate"),
        ({"type": "image", "generate": 1.5}, "generate"),
        ({"type": "image", "generate": ["7"]}, "generate"),
        ({"type": "image", "generate": True}, "generate"),
        ({"type": "image", "generate": "9" * 5000}, "generate"),
        ({"type": "image", "caption": ["Veja"]}, "caption"),
        ({"type": "image", "file": "a.png"}, "file"),
        ({"type": "image", "media_id": {}}, "media_id"),
        ({"wa_id": ["5511987650101"]}, "wa_id"),
        ({"name": "\ud800"}, "name"),
        ({"type": ["text"]}, "type"),
        ({"text": 5}, "text"),
        ({"timestamp": "abc"}, "timestamp"),
        ({"timestamp": float("nan")}, "timestamp"),
        ({"timestamp": 10**400}, "timestamp"),
        ({"reply_to": []}, "reply_to"),
        ({"errors": "all"}, "errors"),
        ({"errors": [1]}, "errors"),
        ({"referral": "ad"}, "referral"),
        ({"referred_product": "1"}, "referred_product"),
        ({"type": "location", "latitude": "north"}, "latitude"),
        ({"type": "location", "latitude": 1, "longitude": float("inf")}, "longitude"),
        ({"type": "contacts", "contacts": 5}, "contacts"),
        ({"type": "contacts", "contacts": ["Ana"]}, "contacts"),
        ({"type": "order", "product_items": {"a": 1}}, "product_items"),
        ({"type": "interactive", "reply": {"type": "button_reply", "id": 1, "title": "x"}}, "reply.id"),
        ({"type": "interactive", "reply": {"type": "nfm_reply", "fields": "cep"}}, "reply.fields"),
    ],
)
def test_a_wrong_type_is_named(sandbox: Sandbox, wanted: dict[str, Any], field: str) -> None:
    answer = post(sandbox, **wanted)
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid")
    assert error["message"].startswith(f"{field} must be ")
    assert sandbox.chat() == []


def test_null_is_as_absent(sandbox: Sandbox) -> None:
    sandbox.write(type="image", generate=None, caption=None, media_id=None, file=None, timestamp=None)
    assert "caption" not in inbound(sandbox)["image"]


def test_a_seed_may_be_a_text(sandbox: Sandbox) -> None:
    sandbox.write(type="image", generate="7")
    assert inbound(sandbox)["image"]["mime_type"] == "image/png"


def test_letters_are_no_base64(sandbox: Sandbox) -> None:
    assert post(sandbox, type="image", file={"mime_type": "image/png", "base64": "é"}).status_code == 422


@pytest.mark.parametrize("kind", ["contacts", "request_welcome"])
def test_what_has_no_words_is_not_edited(sandbox: Sandbox, kind: str) -> None:
    wamid = sandbox.write(type=kind)["wamid"]
    assert post(sandbox, type="edit", message_id=wamid, text="Depois").status_code == 422


@pytest.mark.parametrize("kind", ["text", "image", "contacts", "reaction", "interactive", "system", "odd"])
@pytest.mark.parametrize(
    "payload", [None, 5, "x", [], [5], [{"name": "x"}], {"button_reply": "x", "body": 5}]
)
def test_a_payload_is_taken_as_it_is(sandbox: Sandbox, kind: str, payload: Any) -> None:
    """Meta may send what nobody foresaw; the phone page shows what it can of it."""
    assert post(sandbox, type=kind, payload=payload).status_code == 201
    sandbox.chat()


@pytest.mark.parametrize(
    "wanted",
    [
        {"event": "history", "chunks": "many"},
        {"event": "call", "seconds": []},
        {"event": "error", "code": {}},
        {"event": "account", "kind": ["DISABLED_UPDATE"]},
        {"event": "echo", "type": "image", "generate": "abc"},
    ],
)
def test_nor_do_events_take_a_wrong_type(sandbox: Sandbox, wanted: dict[str, Any]) -> None:
    answer = post(sandbox, "events", **wanted)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid")


def test_a_history_covers_a_day_at_least(sandbox: Sandbox) -> None:
    assert post(sandbox, "events", event="history", days=-1).status_code == 201
