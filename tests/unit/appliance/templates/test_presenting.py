"""What the interface is told of a template, and its preview."""

from typing import Any

import pytest

from appliance.errors import InvalidInput
from appliance.templates.presenting import present_template, preview, variables
from appliance.templates.schemas import MessageTemplateSchema
from tests.unit.appliance.templates.made import template, with_body


def test_what_is_shown_is_what_the_schema_promises() -> None:
    assert set(present_template(template())) == set(MessageTemplateSchema().fields)


def test_variables_in_the_order_of_reading() -> None:
    assert variables(template()) == [
        {"component": "header", "index": 1, "format": "TEXT", "example": "Ana"},
        {"component": "body", "index": 1, "format": "TEXT", "example": "A-17"},
        {"component": "body", "index": 2, "format": "TEXT", "example": "Ana"},
        {
            "component": "button",
            "index": 1,
            "format": "URL",
            "example": "https://acme.example/p/A-17",
            "label": "Acompanhar",
        },
    ]


def test_variables_with_names() -> None:
    rows = [{"param_name": "nome", "example": "Ana"}]
    body = {"type": "BODY", "text": "Oi {{nome}}!", "example": {"body_text_named_params": rows}}
    assert variables(template([body], parameter_format="NAMED")) == [
        {"component": "body", "name": "nome", "format": "TEXT", "example": "Ana"}
    ]


def test_files_places_and_codes() -> None:
    buttons = [{"type": "COPY_CODE", "example": "NATAL10"}, {"type": "QUICK_REPLY", "text": "Sim"}]
    parts = [{"type": "BODY", "text": "Oi."}, {"type": "BUTTONS", "buttons": buttons}]
    for kind in ("IMAGE", "VIDEO", "DOCUMENT", "LOCATION"):
        assert variables(template([{"type": "HEADER", "format": kind}, *parts])) == [
            {"component": "header", "format": kind},
            {"component": "button", "index": 0, "format": "COPY_CODE", "example": "NATAL10"},
        ]


def test_a_code_is_asked_for_once() -> None:
    parts = [{"type": "BODY"}, {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}]
    assert variables(template(parts, category="AUTHENTICATION")) == [
        {"component": "body", "index": 1, "format": "TEXT"}
    ]


@pytest.mark.parametrize(
    "components",
    [[], None, ["odd"], [{"type": 5}], [{"type": "BUTTONS", "buttons": ["odd"]}], [{"type": "HEADER"}]],
)
def test_odd_components_break_nothing(components: Any) -> None:
    shown = present_template(template(components if components is not None else []))
    assert shown["name"] == "pedido_pronto"


def test_sendable() -> None:
    assert present_template(template())["sendable"]
    assert not present_template(template(status="PAUSED"))["sendable"]
    assert not present_template(template([{"type": "CAROUSEL"}]))["sendable"]


def test_a_preview_fills_in_what_is_there() -> None:
    assert preview(template(), {"body": ["A-17"]}) == {
        "header": {"format": "TEXT", "text": "Oi {{1}}"},
        "body": "Pedido A-17 pronto, {{2}}!",
        "footer": "Loja ACME",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Parar"},
            {"type": "URL", "text": "Acompanhar", "url": "https://acme.example/p/{{1}}"},
            {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+551140040001"},
        ],
    }
    full = preview(template(), {"header": {"text": "Ana"}, "body": {"2": "Bia"}, "buttons": {"1": "x"}})
    assert full["header"]["text"] == "Oi Ana"
    assert full["body"] == "Pedido {{1}} pronto, Bia!"
    assert full["buttons"][1]["url"] == "https://acme.example/p/x"


def test_a_preview_of_a_plain_one_has_only_its_body() -> None:
    assert preview(with_body("Oi."), {}) == {"body": "Oi."}


def test_a_preview_shows_which_file() -> None:
    made = template([{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Oi."}])
    assert preview(made, {"header": {"media_id": 5}})["header"] == {"format": "IMAGE", "media_id": 5}


def test_a_preview_says_what_no_variable_takes() -> None:
    with pytest.raises(InvalidInput):
        preview(template(), {"body": ["A\nB"]})
