from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.payload import (
    Item,
    MalformedBody,
    Note,
    parse_message,
    parse_receipt,
    read_body,
    walk,
)
from tests.payloads.whatsapp import PHONE_NUMBER_ID, contact, encode, envelope, failure, status, text, value


def test_every_message_and_receipt_of_every_change_is_an_item() -> None:
    document = envelope(
        value(messages=(text("wamid.1"), text("wamid.2")), statuses=(status("wamid.3", "sent"),)),
        value(messages=(text("wamid.4"),)),
    )
    document["entry"] *= 2
    items = list(walk(read_body(encode(document)), PHONE_NUMBER_ID))
    assert [(item.kind, item.raw["id"]) for item in items if isinstance(item, Item)] == 2 * [
        ("message", "wamid.1"),
        ("message", "wamid.2"),
        ("status", "wamid.3"),
        ("message", "wamid.4"),
    ]


def test_other_fields_than_messages_are_left_alone() -> None:
    document = envelope(value(messages=(text("wamid.1"),)))
    document["entry"][0]["changes"][0]["field"] = "smb_message_echoes"
    assert list(walk(document["entry"], PHONE_NUMBER_ID)) == []


def test_what_is_not_ours_or_not_for_us_is_noted() -> None:
    document = envelope(
        value(phone_number_id="999"),
        value(messages=(text("wamid.1", group_id="G"),)),
        value(errors=[{"code": 1, "title": "Oops"}]),
    )
    notes = [item.text for item in walk(document["entry"], PHONE_NUMBER_ID) if isinstance(item, Note)]
    assert notes == ["not our number: 999", "group message ignored: wamid.1", "error 1: Oops"]


def test_a_message_knows_its_sender_by_number_and_profile() -> None:
    message = parse_message(text("wamid.1"), [contact("5521987650002", "Rui"), contact(name="Ana")])
    assert (message.identity.wa_id, message.identity.profile_name) == ("5511987650001", "Ana")


def test_a_message_knows_its_sender_by_bsuid_alone() -> None:
    profile = {"profile": {"name": "Ana", "username": "@anap"}, "user_id": "BR.77", "wa_id": "5511987650001"}
    identity = parse_message(text("wamid.1", sender=None, from_user_id="BR.77"), [profile]).identity
    assert (identity.wa_id, identity.bsuid, identity.username) == ("5511987650001", "BR.77", "@anap")


def test_a_bsuid_in_the_place_of_the_number_is_put_right() -> None:
    identity = parse_message(text("wamid.1", sender="BR.77"), []).identity
    assert (identity.wa_id, identity.bsuid) == (None, "BR.77")


@pytest.mark.parametrize(
    ("timestamp", "moment"),
    [
        ("1790000000", datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)),
        ("1790000000123", datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)),
        (1790000000, datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)),
        ("soon", None),
        (None, None),
        (True, None),
        ("9" * 40, None),
        (-1, None),
    ],
)
def test_timestamps(timestamp: Any, moment: datetime | None) -> None:
    assert parse_message(text("wamid.1") | {"timestamp": timestamp}, []).sent_at == moment


@pytest.mark.parametrize(
    "raw", [None, "x", {}, {"id": ""}, {"id": 7}, {"id": "wamid.1"}, {"id": "wamid.1", "from": ""}]
)
def test_a_message_without_id_or_sender_is_none(raw: Any) -> None:
    with pytest.raises(ValueError, match="message without"):
        parse_message(raw, [])


def test_a_receipt_carries_its_callback_data_and_error() -> None:
    receipt = parse_receipt(failure("wamid.1", 131047, "Re-engagement", biz_opaque_callback_data="m1.1"))
    assert (receipt.message_id, receipt.status, receipt.callback_data) == ("wamid.1", "failed", "m1.1")
    assert (receipt.error_code, receipt.error_title) == (131047, "Re-engagement")


@pytest.mark.parametrize(
    "raw", [None, {}, {"id": "wamid.1"}, {"status": "sent"}, {"id": "wamid.1", "status": 1}]
)
def test_a_receipt_without_id_or_status_is_none(raw: Any) -> None:
    with pytest.raises(ValueError, match="receipt without"):
        parse_receipt(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["changes", "field", "value", "metadata", "messages", "statuses"]), inner
        )
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=4))
def test_no_shape_of_json_breaks_the_walk(entries: list[Any]) -> None:
    list(walk(entries, PHONE_NUMBER_ID))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        read_body(body)
