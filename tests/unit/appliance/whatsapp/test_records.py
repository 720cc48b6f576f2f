import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.records import record_of


def record(kind: str, part: Any, **more: Any) -> dict[str, Any]:
    return record_of(kind, {"type": kind, kind: part, **more})


@pytest.mark.parametrize(
    ("kind", "part", "expected"),
    [
        ("text", {"body": "Oi"}, {}),
        ("image", {"id": "1", "mime_type": "image/png"}, {"media": {"mime_type": "image/png"}}),
        (
            "audio",
            {"mime_type": "audio/ogg", "voice": True},
            {"media": {"mime_type": "audio/ogg", "voice": True}},
        ),
        ("audio", {"voice": False}, {"media": {}}),
        ("sticker", {"animated": True}, {"media": {"animated": True}}),
        ("document", {"filename": "nota.pdf"}, {"media": {"filename": "nota.pdf"}}),
        ("video", None, {"media": {}}),
        (
            "location",
            {"latitude": -23.5, "longitude": "-46.6", "name": "Sé", "url": ""},
            {"location": {"latitude": -23.5, "longitude": -46.6, "name": "Sé"}},
        ),
        ("location", {"latitude": "north"}, {"location": {}}),
        (
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "y", "title": "Sim"}},
            {"reply": {"kind": "button", "id": "y", "title": "Sim"}},
        ),
        (
            "interactive",
            {"list_reply": {"id": "m", "title": "Mensal", "description": "R$ 99"}},
            {"reply": {"kind": "list", "id": "m", "title": "Mensal", "description": "R$ 99"}},
        ),
        ("interactive", None, {}),
        ("interactive", {"type": "new_reply"}, {"unknown": {"type": "interactive/new_reply"}}),
        (
            "button",
            {"payload": "STOP", "text": "Parar"},
            {"reply": {"kind": "template_button", "id": "STOP", "title": "Parar"}},
        ),
        (
            "order",
            {
                "catalog_id": "7",
                "product_items": [
                    {"product_retailer_id": "A", "quantity": 2, "item_price": 9.9, "currency": "BRL"},
                    {"product_retailer_id": "B", "quantity": "1", "item_price": 0.1, "currency": "BRL"},
                ],
            },
            {
                "order": {
                    "catalog_id": "7",
                    "total": 19.9,
                    "currency": "BRL",
                    "items": [
                        {"product_retailer_id": "A", "quantity": 2, "item_price": 9.9, "currency": "BRL"},
                        {"product_retailer_id": "B", "quantity": 1, "item_price": 0.1, "currency": "BRL"},
                    ],
                }
            },
        ),
        ("order", {"product_items": [{"quantity": 2}, None]}, {"order": {"items": [{"quantity": 2}]}}),
        ("order", None, {"order": {"items": []}}),
        ("hologram", {"beam": 1}, {"unknown": {"type": "hologram"}}),
    ],
)
def test_what_each_kind_is(kind: str, part: Any, expected: dict[str, Any]) -> None:
    assert record(kind, part) == expected


def test_a_flows_answers_are_its_fields_without_our_token() -> None:
    written = json.dumps({"flow_token": "t1", "cep": "01310-100", "ok": True, "rows": [1, 2]})
    reply = record("interactive", {"nfm_reply": {"name": "flow", "body": "Sent", "response_json": written}})
    assert reply["reply"] == {
        "kind": "flow",
        "title": "Sent",
        "fields": {"cep": "01310-100", "ok": True, "rows": "[1, 2]"},
    }


@pytest.mark.parametrize("written", ["{not json", "[]", "", None, 7, "[" * 50_000])
def test_a_flow_whose_answers_cannot_be_read_is_still_an_answer(written: Any) -> None:
    reply = record("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": written}})
    assert reply == {"reply": {"kind": "flow"}}


def test_a_permission_to_call() -> None:
    part = {"response": "accept", "is_permanent": False, "expiration_timestamp": 1790600000}
    reply = record("interactive", {"type": "call_permission_reply", "call_permission_reply": part})
    assert reply["reply"] == {"kind": "call_permission", "id": "accept", "fields": part}


def test_what_a_message_came_with() -> None:
    context = {"forwarded": True, "referred_product": {"catalog_id": 7, "product_retailer_id": "A"}}
    referral = {"source_type": "ad", "headline": "Promo", "source_url": "https://x", "odd": [1]}
    assert record("text", {"body": "Oi"}, context=context, referral=referral) == {
        "context": {"forwarded": True, "referred_product": {"catalog_id": "7", "product_retailer_id": "A"}},
        "referral": {"source_type": "ad", "headline": "Promo", "source_url": "https://x"},
    }
    assert record("text", {"body": "Oi"}, context={"id": "wamid.1", "forwarded": "yes"}) == {}


def test_what_whatsapp_does_not_hand_over_says_why() -> None:
    errors = [{"code": 131051, "title": "Unknown", "error_data": {"details": "Not supported."}}]
    assert record("unsupported", {"type": "poll_creation"}, errors=errors) == {
        "unsupported": {
            "type": "poll_creation",
            "code": 131051,
            "title": "Unknown",
            "details": "Not supported.",
        }
    }
    too_large = record("video", {}, errors=[{"code": 131052}])
    assert too_large == {"media": {}, "unsupported": {"code": 131052}}


@pytest.mark.parametrize(
    ("system", "more", "expected"),
    [
        (
            {"type": "user_changed_number", "wa_id": "552"},
            {"from": "551"},
            {"kind": "number_changed", "from": "551", "to": "552"},
        ),
        (
            {"type": "user_changed_user_id", "previous_user_id": "BR.1", "user_id": "BR.2"},
            {"from": "551"},
            {"kind": "user_id_changed", "from": "BR.1", "to": "BR.2"},
        ),
        ({"type": "customer_identity_changed"}, {"from": "551"}, {"kind": "identity_changed"}),
        ({"type": "surprise"}, {}, {"kind": "other"}),
        (None, {}, {"kind": "other"}),
    ],
)
def test_notices_of_whatsapps(system: Any, more: dict[str, Any], expected: dict[str, Any]) -> None:
    assert record("system", system, **more) == {"system": expected}


KEYS = st.sampled_from(
    [
        *("type", "id", "title", "context", "referral", "errors", "code", "referred_product", "forwarded"),
        *("button_reply", "list_reply", "nfm_reply", "response_json", "call_permission_reply", "body"),
        *("product_items", "quantity", "item_price", "currency", "latitude", "name", "phones", "phone"),
        *("image", "location", "contacts", "interactive", "order", "system", "vcard", "org", "addresses"),
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
KINDS = st.sampled_from(
    ["text", "image", "location", "contacts", "interactive", "button", "order", "system", "unsupported", "x"]
)


@given(KINDS, ANYTHING, st.dictionaries(KEYS, ANYTHING))
def test_whatever_stands_in_a_message_it_has_a_record(kind: str, part: Any, more: dict[str, Any]) -> None:
    json.dumps(record_of(kind, {**more, kind: part}), allow_nan=False)
    json.dumps(record_of(kind, part), allow_nan=False)
