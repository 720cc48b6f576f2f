"""Limits of names, of a template's parts and of authentication, at the edge and past it."""

import pytest

from appliance.errors import InvalidInput
from appliance.templates import limits
from appliance.templates.rules import check_choice, check_name
from tests.unit.appliance.templates.checked import BODY, Json, buttons, check, refused, reply
from tests.unit.appliance.templates.made import ORDER_READY


def test_a_whole_template_goes_as_it_is() -> None:
    assert check(*ORDER_READY[:3]) == ORDER_READY[:3]


def test_parts_are_put_in_order_and_named_as_meta_does() -> None:
    checked = check({"type": "footer", "text": "Até logo"}, {"type": "body", "text": "Oi"})
    assert [part["type"] for part in checked] == ["BODY", "FOOTER"]


def test_what_meta_did_not_ask_for_is_left_out() -> None:
    assert check({**BODY, "id": 5, "mood": "good"}) == [BODY]


@pytest.mark.parametrize("name", ["a", "pedido_pronto_2", "a" * limits.NAME])
def test_names(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_name"),
        ("Pedido", "invalid_name"),
        ("pedido pronto", "invalid_name"),
        ("promoção", "invalid_name"),
        ("a-b", "invalid_name"),
        ("a\n", "invalid_name"),
        ("a" * (limits.NAME + 1), "too_long"),
    ],
)
def test_names_refused(name: str, code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        check_name(name)
    assert (raised.value.code, raised.value.details["field"]) == (code, "name")


def test_choices() -> None:
    check_choice("language", "pt_BR", limits.LANGUAGES)
    with pytest.raises(InvalidInput) as raised:
        check_choice("language", "pt-BR", limits.LANGUAGES)
    assert raised.value.code == "invalid_language"


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ([], "missing_body", "body"),
        ([{"type": "HEADER", "format": "TEXT", "text": "Oi"}], "missing_body", "body"),
        ([BODY, BODY], "invalid_component", "components"),
        ([BODY, {"type": "CAROUSEL"}], "invalid_component", "components"),
        ([BODY, {}], "invalid_component", "components"),
        ([{"type": "BODY"}], "missing_body", "body"),
        ([{"type": "BODY", "text": " \n"}], "missing_body", "body"),
        ([{"type": "BODY", "text": 5}], "missing_body", "body"),
    ],
)
def test_parts_that_are_missing_or_too_many(parts: list[Json], code: str, field: str) -> None:
    error = refused(*parts)
    assert (error.code, error.details["field"]) == (code, field)


OTP = buttons({"type": "OTP", "otp_type": "COPY_CODE", "text": "Copiar"})


def test_authentication() -> None:
    secure = {"type": "BODY", "add_security_recommendation": True}
    footer = {"type": "FOOTER", "code_expiration_minutes": 90}
    assert check(secure, footer, OTP, category="AUTHENTICATION") == [secure, footer, OTP]
    assert check({"type": "BODY"}, OTP, category="AUTHENTICATION") == [{"type": "BODY"}, OTP]


@pytest.mark.parametrize(
    "parts",
    [
        [{"type": "BODY"}],
        [{"type": "BODY", "text": "Oi"}, OTP],
        [{"type": "BODY"}, {"type": "HEADER", "format": "TEXT", "text": "Oi"}, OTP],
        [{"type": "BODY"}, {"type": "FOOTER", "text": "Oi"}, OTP],
        [{"type": "BODY"}, {"type": "FOOTER", "code_expiration_minutes": 0}, OTP],
        [{"type": "BODY"}, {"type": "FOOTER", "code_expiration_minutes": 91}, OTP],
        [{"type": "BODY"}, {"type": "FOOTER", "code_expiration_minutes": True}, OTP],
        [{"type": "BODY"}, buttons(reply())],
        [{"type": "BODY"}, buttons({"type": "OTP", "otp_type": "ONE_TAP"})],
        [{"type": "BODY"}, buttons({"type": "OTP", "otp_type": "COPY_CODE", "text": "a" * 26})],
        [{"type": "BODY"}, buttons(*OTP["buttons"], *OTP["buttons"])],
    ],
)
def test_authentication_refused(parts: list[Json]) -> None:
    refused(*parts, category="AUTHENTICATION")


def test_limits_are_data() -> None:
    shown = limits.as_data()
    assert (shown["body"], shown["buttons"]["kinds"]["URL"]) == (1024, 2)
    assert "pt_BR" in shown["languages"]
