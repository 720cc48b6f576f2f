"""Limits of buttons: how many, in which order, and what each of them says."""

from typing import Any

import pytest

from tests.unit.appliance.templates.checked import (
    BODY,
    Json,
    buttons,
    check,
    refused,
    reply,
    url,
)


def test_counts_of_buttons() -> None:
    check(BODY, buttons(*(reply(str(number)) for number in range(10))))
    assert refused(BODY, buttons(*(reply(str(number)) for number in range(11)))).details["limit"] == 10
    assert refused(BODY, buttons()).code == "invalid_button"
    assert refused(BODY, {"type": "BUTTONS", "buttons": "none"}).code == "invalid_button"


@pytest.mark.parametrize(
    ("button", "most"),
    [
        (url(), 2),
        ({"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+55 11 4004-0001"}, 1),
        ({"type": "COPY_CODE", "example": "NATAL10"}, 1),
        ({"type": "FLOW", "text": "Abrir", "flow_id": "12"}, 1),
        ({"type": "REQUEST_CONTACT_INFO"}, 1),
    ],
)
def test_counts_of_each_kind(button: Json, most: int) -> None:
    def several(count: int) -> Json:
        return buttons(*({**button, **({"text": str(n)} if "text" in button else {})} for n in range(count)))

    check(BODY, several(most))
    error = refused(BODY, several(most + 1))
    assert (error.code, error.details["limit"]) == ("too_many", most)


def test_quick_replies_stand_together() -> None:
    check(BODY, buttons(reply("a"), reply("b"), url()))
    check(BODY, buttons(url(), reply("a"), reply("b")))
    assert refused(BODY, buttons(reply("a"), url(), reply("b"))).code == "invalid_order"


def test_labels() -> None:
    check(BODY, buttons(reply("a" * 25)))
    assert refused(BODY, buttons(reply("a" * 26))).details == {"field": "buttons.0.text", "limit": 25}
    assert refused(BODY, buttons(reply("a"), reply(" "))).details["field"] == "buttons.1.text"
    assert refused(BODY, buttons(reply("Oi {{1}}"))).code == "invalid_variables"
    assert refused(BODY, buttons(reply("a"), reply("a"))).code == "invalid_label"


def test_addresses() -> None:
    start = "https://acme.example/"
    check(BODY, buttons(url(start + "a" * (2000 - len(start)))))
    assert refused(BODY, buttons(url(start + "a" * (2001 - len(start))))).details["limit"] == 2000
    for wrong in ("acme.example", "ftp://acme.example", "https://acme.example/a b", None):
        assert refused(BODY, buttons(url(wrong))).code == "invalid_url"  # type: ignore[arg-type]


def test_an_address_may_end_in_a_variable() -> None:
    address = "https://acme.example/p/{{1}}"
    for example in (["https://acme.example/p/7"], "https://acme.example/p/7"):
        checked = check(BODY, buttons(url(address, example=example)))[1]["buttons"][0]
        assert checked["example"] == ["https://acme.example/p/7"]
    assert refused(BODY, buttons(url(address))).code == "missing_example"
    for wrong in (
        "https://{{1}}.example",
        address + "/x",
        address + "{{1}}",
        "https://a.example/{{2}}",
        address[:-1],
    ):
        assert refused(BODY, buttons(url(wrong, example=["x"]))).code == "invalid_variables"


def test_telephone_numbers() -> None:
    def phone(number: Any) -> Json:
        return buttons({"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": number})

    assert check(BODY, phone("+55 (11) 4004-0001"))[1]["buttons"][0]["phone_number"] == "+551140040001"
    check(BODY, phone("1" * 20))
    for wrong in ("1" * 21, "190", "telefone", "", None, 5511):
        assert refused(BODY, phone(wrong)).code == "invalid_phone"


def test_codes_to_copy() -> None:
    def code(example: Any) -> Json:
        return buttons({"type": "COPY_CODE", "example": example})

    check(BODY, code("A" * 20))
    assert refused(BODY, code("A" * 21)).details["limit"] == 20
    assert refused(BODY, code(None)).code == "missing_example"


def test_buttons_nobody_makes_here() -> None:
    for kind in ("MPM", "OTP", "VOICE_CALL", ""):
        assert refused(BODY, buttons({"type": kind, "text": "a"})).code == "invalid_button"
    assert refused(BODY, buttons({"type": "FLOW", "text": "a"})).code == "invalid_flow"
