from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.whatsapp.payload import parse_message, parse_receipt
from tests.payloads.whatsapp import contact, failure, status, text


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
        ("551140040001", None),
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


@pytest.mark.parametrize("others", ["553187650001", "5531987650001"])
def test_a_profile_is_found_whatever_the_ninth_digit(others: str) -> None:
    sender = "5531987650001" if len(others) == 12 else "553187650001"
    identity = parse_message(text("wamid.1", sender=sender), [contact(others, "Bia")]).identity
    assert (identity.wa_id, identity.profile_name) == (sender, "Bia")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("QA-\u202egnp.exe", "QA-gnp.exe"), ("Ana\nLima", "Ana Lima"), ("\u2066\u2069", None), (7, None)],
)
def test_a_name_reads_as_its_letters_stand(given: Any, kept: str | None) -> None:
    told = contact("5511987650001") | {"profile": {"name": given}}
    assert parse_message(text("wamid.1", sender="5511987650001"), [told]).identity.profile_name == kept


def test_a_landline_has_no_ninth_digit_to_differ_by() -> None:
    identity = parse_message(text("wamid.1", sender="553132650001"), [contact("5531932650001")]).identity
    assert identity.profile_name is None


def test_who_wrote_was_said_when_it_was_written() -> None:
    message = parse_message(text("wamid.1", timestamp=1_790_000_000), [])
    assert message.identity.said_at == message.sent_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


def test_a_receipt_tells_its_price_and_whom_it_went_to() -> None:
    pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
    conversation = {"id": "c1", "origin": {"type": "service"}}
    raw = status(
        "wamid.1", "sent", pricing=pricing, conversation=conversation, recipient_user_id="BR.7788990011"
    )
    receipt = parse_receipt(raw)
    told = {"type": "regular", "category": "service", "model": "PMP"}
    assert receipt.pricing == {**told, "conversation": "c1", "origin": "service"}
    assert receipt.recipient is not None
    assert (receipt.recipient.wa_id, receipt.recipient.bsuid) == (raw["recipient_id"], "BR.7788990011")


@pytest.mark.parametrize(
    "more", [{}, {"pricing": 3, "conversation": []}, {"recipient_user_id": "BR.1", "recipient_type": "group"}]
)
def test_a_receipt_without_price_and_person(more: dict[str, Any]) -> None:
    receipt = parse_receipt(status("wamid.1", "sent", **more))
    assert (receipt.pricing, receipt.recipient) == ({}, None)
