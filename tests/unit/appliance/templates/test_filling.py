"""Templates filled in: the text is Meta's own rendering, and what is sent fits what Meta asks for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidInput
from appliance.templates.filling import fill
from sandbox.seed_file import Template as SentTemplate
from sandbox.templates.rendering import rendered
from tests.unit.appliance.templates.made import template, with_body

VALUES = {"header": {"text": "Ana"}, "body": ["A-17", "Ana P."], "buttons": {"1": "A-17"}}


def refusal(values: dict[str, Any], **made: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as raised:
        fill(template(**made), values)
    return raised.value


def test_positional() -> None:
    filled = fill(template(), VALUES)
    assert filled.text == "Pedido A-17 pronto, Ana P.!"
    assert filled.outgoing == {
        "type": "template",
        "template": {
            "name": "pedido_pronto",
            "language": {"code": "pt_BR"},
            "components": [
                {"type": "header", "parameters": [{"type": "text", "text": "Ana"}]},
                {
                    "type": "body",
                    "parameters": [{"type": "text", "text": "A-17"}, {"type": "text", "text": "Ana P."}],
                },
                {
                    "type": "button",
                    "sub_type": "url",
                    "index": "1",
                    "parameters": [{"type": "text", "text": "A-17"}],
                },
            ],
        },
    }
    assert filled.record == {
        "template": {
            "id": 7,
            "name": "pedido_pronto",
            "language": "pt_BR",
            "category": "UTILITY",
            "header": {"format": "TEXT", "text": "Oi Ana"},
            "footer": "Loja ACME",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Parar"},
                {"type": "URL", "text": "Acompanhar", "url": "https://acme.example/p/A-17"},
                {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+551140040001"},
            ],
        }
    }


def test_named() -> None:
    named = with_body("Olá {{nome}}, pedido {{pedido}} pronto.", parameter_format="NAMED")
    filled = fill(named, {"body": {"pedido": "A-17", "nome": "Ana"}})
    assert filled.text == "Olá Ana, pedido A-17 pronto."
    assert filled.outgoing["template"]["components"][0]["parameters"] == [
        {"type": "text", "parameter_name": "nome", "text": "Ana"},
        {"type": "text", "parameter_name": "pedido", "text": "A-17"},
    ]


def test_nothing_to_fill_in_sends_no_components() -> None:
    filled = fill(with_body("Bom dia!"), {})
    assert (filled.text, filled.outgoing["template"]) == (
        "Bom dia!",
        {"name": "pedido_pronto", "language": {"code": "pt_BR"}},
    )


@pytest.mark.parametrize("kind", ["IMAGE", "VIDEO", "DOCUMENT"])
def test_a_file_as_header(kind: str) -> None:
    made = template([{"type": "HEADER", "format": kind}, {"type": "BODY", "text": "Segue."}])
    filled = fill(made, {"header": {"media_id": 5, "filename": "recibo.pdf"}})
    [header] = filled.outgoing["template"]["components"]
    sent = {"id": {"guiche_media": 5}} | ({"filename": "recibo.pdf"} if kind == "DOCUMENT" else {})
    assert header == {"type": "header", "parameters": [{"type": kind.lower(), kind.lower(): sent}]}
    assert filled.record["template"]["header"] == {"format": kind}


def test_a_place_as_header() -> None:
    made = template([{"type": "HEADER", "format": "LOCATION"}, {"type": "BODY", "text": "Aqui."}])
    place = {"latitude": -23.5, "longitude": -46.6, "name": "Loja"}
    filled = fill(made, {"header": {"location": place}})
    [header] = filled.outgoing["template"]["components"]
    assert header["parameters"] == [{"type": "location", "location": place}]


def test_codes_payloads_and_forms() -> None:
    buttons = [
        {"type": "COPY_CODE", "text": "Copiar", "example": ["ABC"]},
        {"type": "QUICK_REPLY", "text": "Sim"},
        {"type": "FLOW", "text": "Abrir", "flow_id": "1"},
    ]
    made = template([{"type": "BODY", "text": "Desconto."}, {"type": "BUTTONS", "buttons": buttons}])
    components = fill(made, {"buttons": {"0": "NATAL10", "1": "SIM_7"}}).outgoing["template"]["components"]
    assert [(one["sub_type"], one["index"], one["parameters"][0]) for one in components] == [
        ("copy_code", "0", {"type": "coupon_code", "coupon_code": "NATAL10"}),
        ("quick_reply", "1", {"type": "payload", "payload": "SIM_7"}),
        ("flow", "2", {"type": "action", "action": {"flow_token": "unused"}}),
    ]


@pytest.mark.parametrize(
    "button",
    [
        {"type": "OTP", "otp_type": "COPY_CODE", "text": "Copiar"},
        {"type": "URL", "text": "Copiar", "url": "https://www.whatsapp.com/otp/code/?code=otp{{1}}"},
    ],
)
def test_the_code_of_an_authentication_template_goes_in_twice(button: dict[str, Any]) -> None:
    body = {"type": "BODY", "text": "*{{1}}* é seu código."}
    made = template([body, {"type": "BUTTONS", "buttons": [button]}], category="AUTHENTICATION")
    filled = fill(made, {"body": ["123456"]})
    assert filled.text == "*123456* é seu código."
    assert filled.outgoing["template"]["components"] == [
        {"type": "body", "parameters": [{"type": "text", "text": "123456"}]},
        {
            "type": "button",
            "sub_type": "url",
            "index": "0",
            "parameters": [{"type": "text", "text": "123456"}],
        },
    ]
    fill(made, {"body": ["1" * 15]})
    for code in ("1" * 16, "12 34"):
        with pytest.raises(InvalidInput):
            fill(made, {"body": [code]})


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"body": ["A-17"]}, "missing_value", "body.2"),
        ({"body": ["A-17", "  "]}, "missing_value", "body.2"),
        ({"body": ["A-17", 5]}, "missing_value", "body.2"),
        ({"body": None}, "missing_value", "body.1"),
        ({"body": ["A", "B", "C"]}, "too_many_values", "body.3"),
        ({"body": {"1": "A", "2": "B", "nome": "C"}}, "too_many_values", "body.nome"),
        ({"body": ["A\nB", "C"]}, "invalid_value", "body.1"),
        ({"body": ["A", "B\tC"]}, "invalid_value", "body.2"),
        ({"body": ["A", "B    C"]}, "invalid_value", "body.2"),
        ({"header": {}}, "missing_value", "header.text"),
        ({"header": {"text": "a\nb"}}, "invalid_value", "header.text"),
        ({"header": {"text": "a" * 58}}, "too_long", "header.text"),
        ({"buttons": {}}, "missing_value", "buttons.1"),
        ({"buttons": {"1": "a b"}}, "invalid_value", "buttons.1"),
        ({"buttons": {"1": "a" * 1978}}, "too_long", "buttons.1"),
        ({"buttons": {"1": 5}}, "invalid_value", "buttons.1"),
        ({"buttons": {"1": "a", "3": "b"}}, "too_many_values", "buttons.3"),
        ({"buttons": {"1": "a", "0": "p" * 257}}, "too_long", "buttons.0"),
    ],
)
def test_values_that_do_not_fit(change: dict[str, Any], code: str, field: str) -> None:
    error = refusal(VALUES | change)
    assert (error.code, error.details["field"]) == (code, field)
    assert error.message.endswith(".")


@pytest.mark.parametrize(
    "values",
    [
        VALUES | {"body": ["A   B", "C"]},
        VALUES | {"header": {"text": "a" * 57}},
        VALUES | {"buttons": {"1": "a" * 1977, "0": "p" * 256}},
    ],
)
def test_values_at_the_edge_fit(values: dict[str, Any]) -> None:
    fill(template(), values)


def test_the_whole_text_has_its_limit() -> None:
    fits = with_body("a{{1}}b")
    assert len(fill(fits, {"body": ["x" * 1022]}).text) == 1024
    with pytest.raises(InvalidInput) as raised:
        fill(fits, {"body": ["x" * 1023]})
    assert (raised.value.code, raised.value.details["limit"]) == ("too_long", 1024)


@pytest.mark.parametrize(("header", "field"), [("IMAGE", "header.media_id"), ("LOCATION", "header.location")])
def test_a_header_left_out(header: str, field: str) -> None:
    error = refusal({}, components=[{"type": "HEADER", "format": header}, {"type": "BODY", "text": "Oi."}])
    assert (error.code, error.details["field"]) == ("missing_value", field)


@pytest.mark.parametrize("status", ["PENDING", "PAUSED", "REJECTED", "DISABLED", "DELETED", "SOMETHING_NEW"])
def test_only_what_is_approved_is_sent(status: str) -> None:
    error = refusal(VALUES, status=status)
    assert (error.code, error.details["status"]) == ("template_not_sendable", status)


@pytest.mark.parametrize(
    "part",
    [
        {"type": "CAROUSEL", "cards": []},
        {"type": "LIMITED_TIME_OFFER"},
        {"type": "HEADER", "format": "PRODUCT"},
        {"type": "BUTTONS", "buttons": [{"type": "MPM", "text": "Ver"}]},
    ],
)
def test_what_nobody_here_can_fill_in_is_said(part: dict[str, Any]) -> None:
    error = refusal({}, components=[{"type": "BODY", "text": "Oi."}, part])
    assert error.code == "template_not_supported"


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=20)


@given(parts=st.lists(WORDS, min_size=2, max_size=6), data=st.data())
def test_the_text_is_the_pieces_and_the_values_in_turn(parts: list[str], data: st.DataObject) -> None:
    """Meta's rendering: each value stands where its braces stood, whatever either is made of."""
    pieces = [part.replace("{", "(").replace("}", ")") for part in parts]
    values = data.draw(st.lists(WORDS, min_size=len(pieces) - 1, max_size=len(pieces) - 1))
    written, read = pieces[0], pieces[0]
    for number, (value, piece) in enumerate(zip(values, pieces[1:], strict=True), 1):
        written += "{{" + str(number) + "}}" + piece
        read += value + piece
    filled = fill(with_body(written), {"body": values})
    assert filled.text == read
    sent = filled.outgoing["template"]["components"][0]["parameters"]
    assert [parameter["text"] for parameter in sent] == values


@given(values=st.lists(WORDS, min_size=3, max_size=3), order=st.permutations(["nome", "dia", "hora"]))
def test_names_may_come_in_any_order(values: list[str], order: list[str]) -> None:
    named = with_body("a {{nome}} b {{dia}} c {{hora}} d {{nome}}.", parameter_format="NAMED")
    said = dict(zip(("nome", "dia", "hora"), values, strict=True))
    filled = fill(named, {"body": {name: said[name] for name in order}})
    assert filled.text == f"a {values[0]} b {values[1]} c {values[2]} d {values[0]}."


@given(st.lists(WORDS, min_size=4, max_size=4))
def test_as_a_telephone_shows_it(values: list[str]) -> None:
    """The sandbox renders on its own what it was sent."""
    made = template()
    suffix = "".join(values[3].split())
    filled = fill(made, {"header": {"text": values[0]}, "body": values[1:3], "buttons": {"1": suffix}})
    shown = rendered(
        SentTemplate(
            id="1",
            waba_id="2",
            name=made.name,
            language=made.language,
            category=made.category,
            parameter_format=made.parameter_format,
            components=made.components,
            created_at=0.0,
        ),
        filled.outgoing["template"]["components"],
    )
    ours = filled.record["template"]
    assert shown["body"] == filled.text
    assert shown["header"] == ours["header"]
    assert shown["footer"] == ours["footer"]
    assert shown["buttons"][1]["url"] == ours["buttons"][1]["url"]
