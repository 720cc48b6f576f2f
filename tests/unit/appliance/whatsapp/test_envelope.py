"""How a body is taken apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.envelope import DEEPEST, Item, MalformedBody, Note, read_body, walk
from tests.payloads.whatsapp import PHONE_NUMBER_ID, WABA_ID, encode, envelope, status, text, value


def taken(document: dict[str, Any]) -> list[Item | Note]:
    return list(walk(read_body(encode(document)), PHONE_NUMBER_ID, WABA_ID))


def test_every_message_and_receipt_of_every_change_is_an_item() -> None:
    document = envelope(
        value(messages=(text("wamid.1"), text("wamid.2")), statuses=(status("wamid.3", "sent"),)),
        value(messages=(text("wamid.4"),)),
    )
    document["entry"] *= 2
    items = taken(document)
    assert [(item.kind, item.raw["id"]) for item in items if isinstance(item, Item)] == 2 * [
        ("message", "wamid.1"),
        ("message", "wamid.2"),
        ("status", "wamid.3"),
        ("message", "wamid.4"),
    ]


def test_a_field_that_nobody_foresaw_is_an_item_too() -> None:
    document = envelope(value(messages=(text("wamid.1"),)))
    document["entry"][0]["changes"][0]["field"] = "telepathy"
    [item] = taken(document)
    assert isinstance(item, Item)
    assert (item.kind, item.field_name, item.raw["messages"][0]["id"]) == ("notice", "telepathy", "wamid.1")


def test_a_known_field_that_says_nothing_we_know_is_kept_whole() -> None:
    [item] = taken(envelope(value(surprises=[1])))
    assert isinstance(item, Item)
    assert (item.kind, item.raw["surprises"]) == ("notice", [1])


def test_what_metas_agent_and_its_customer_say_are_items_of_their_own() -> None:
    document = envelope(
        value(
            messages=(text("wamid.1"),),
            message_echoes=[text("wamid.2")],
            statuses=(status("wamid.2", "read"),),
        )
    )
    document["entry"][0]["changes"][0]["field"] = "standby"
    found = [(item.kind, item.raw["id"]) for item in taken(document) if isinstance(item, Item)]
    assert found == [("standby_message", "wamid.1"), ("status", "wamid.2"), ("standby_echo", "wamid.2")]


@pytest.mark.parametrize(
    ("number", "sender", "kinds"),
    [
        (PHONE_NUMBER_ID, {"phone_number": "5511987650001"}, ["handover"]),
        (PHONE_NUMBER_ID, {}, ["notice"]),
        ("999", {"phone_number": "5511987650001"}, []),
    ],
)
def test_a_handover_names_the_number_as_its_recipient(
    number: str, sender: dict[str, Any], kinds: list[str]
) -> None:
    document = envelope()
    said = {"recipient": {"phone_number_id": number}, "sender": sender, "control_passed": {}}
    document["entry"][0]["changes"] = [{"field": "messaging_handovers", "value": said}]
    assert [item.kind for item in taken(document) if isinstance(item, Item)] == kinds


def test_what_is_of_another_account_is_noted() -> None:
    document = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "999", "time": 1790000000, "changes": [{"field": "security", "value": {}}]}, {}],
    }
    notes = [item.text for item in taken(document) if isinstance(item, Note)]
    assert notes == [
        "not our account: 999 (security)",
        "malformed: an entry without a list of changes",
    ]


def test_what_is_not_ours_or_not_for_us_is_noted() -> None:
    document = envelope(
        value(phone_number_id="999"),
        value(messages=(text("wamid.1", group_id="G"),)),
    )
    notes = [item.text for item in taken(document) if isinstance(item, Note)]
    assert notes == ["not our number: 999", "group message ignored: wamid.1"]


def test_errors_of_the_number_are_items_beside_messages() -> None:
    both = value(messages=(text("wamid.1"),), errors=[{"code": 1, "title": "Oops"}])
    kinds = [item.kind for item in taken(envelope(both)) if isinstance(item, Item)]
    assert kinds == ["message", "number_error"]


def test_what_no_database_takes_costs_only_itself() -> None:
    deep: dict[str, Any] = {}
    for _ in range(DEEPEST + 20):
        deep = {"in": deep}
    body = encode(envelope(value(messages=(text("wamid.1", deep=deep, big=1.5),))))
    body = body.replace(b"1.5", b"1e999").replace(b'"Oi!"', b"9" * 30)
    [item] = walk(read_body(body), PHONE_NUMBER_ID, WABA_ID)
    assert isinstance(item, Item)
    assert (item.raw["big"], item.raw["text"]["body"]) == (None, None)
    assert str(item.raw["deep"]).count("in") < DEEPEST


KEYS = ["changes", "field", "value", "metadata", "messages", "statuses", "history", "threads", "errors"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=4))
def test_no_shape_of_json_breaks_the_walk(entries: list[Any]) -> None:
    list(walk(entries, PHONE_NUMBER_ID, WABA_ID))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        read_body(body)
