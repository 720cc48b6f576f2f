"""Each of Meta's limits, at its edge and past it, with a field and words to read."""

from typing import Any

import pytest

from appliance.errors import InvalidInput
from appliance.templates import limits
from appliance.templates.rules import check_choice, check_components, check_name
from tests.unit.appliance.templates.made import ORDER_READY

Json = dict[str, Any]
BODY: Json = {"type": "BODY", "text": "Bom dia!"}


def check(*parts: Json, category: str = "UTILITY", parameter_format: str = "POSITIONAL") -> list[Json]:
    return check_components(list(parts), category, parameter_format)


def refused(*parts: Json, **more: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as raised:
        check(*parts, **more)
    assert raised.value.message.endswith((".", "…"))
    return raised.value


def buttons(*given: Json) -> Json:
    return {"type": "BUTTONS", "buttons": list(given)}


def reply(text: str = "Sim") -> Json:
    return {"type": "QUICK_REPLY", "text": text}


def url(address: str = "https://acme.example", text: str = "Site", **more: Any) -> Json:
    return {"type": "URL", "text": text, "url": address, **more}


def body(text: str, *examples: str) -> Json:
    return {
        "type": "BODY",
        "text": text,
        **({"example": {"body_text": [list(examples)]}} if examples else {}),
    }


def header(text: str, *examples: str) -> Json:
    return {"type": "HEADER", "format": "TEXT", "text": text, "example": {"header_text": list(examples)}}


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


@pytest.mark.parametrize(
    ("part", "limit"),
    [("BODY", 1024), ("FOOTER", 60), ("HEADER", 60)],
)
def test_lengths(part: str, limit: int) -> None:
    def made(length: int) -> list[Json]:
        text = {"type": part, "format": "TEXT", "text": "á" * length}
        return [text] if part == "BODY" else [BODY, text]

    check(*made(limit))
    error = refused(*made(limit + 1))
    assert (error.code, error.details) == ("too_long", {"field": part.lower(), "limit": limit})


@pytest.mark.parametrize(
    "text",
    [
        "Oi {{1}}, tudo bem com você?",
        "Seu pedido {{1}} sai para a rua {{2}} hoje, aguarde um pouco.",
        "De {{1}} para {{1}}, com todo o carinho do mundo aqui.",
    ],
)
def test_variables(text: str) -> None:
    check(body(text, "a", "b"))


@pytest.mark.parametrize(
    "text",
    [
        "{{1}} oi, tudo bem com você?",
        "Oi, tudo bem com você {{1}}",
        "Oi, tudo bem com você {{1}} ",
        "Oi {{2}}, tudo bem com você?",
        "Oi {{0}}, tudo bem com você?",
        "Oi {{1}} {{3}}, tudo bem com você?",
        "Oi {{1}}{{2}}, tudo bem com todos vocês por aí?",
        "Oi {{1}}  {{2}}, tudo bem com todos vocês por aí?",
        "Oi {{nome}}, tudo bem com você?",
        "Oi {{}}, tudo bem com você?",
        "Oi {{ 1 }}, tudo bem com você?",
        "Oi {{1, tudo bem com você?",
        "Oi 1}}, tudo bem com você?",
        "Oi {{nome do cliente}}, tudo bem com você?",
    ],
)
def test_variables_refused(text: str) -> None:
    error = refused(body(text, "a", "b", "c"))
    assert (error.code, error.details["field"]) == ("invalid_variables", "body")


def test_every_variable_has_its_example() -> None:
    text = "Oi {{1}}, o pedido {{2}} está pronto aqui."
    assert refused(body(text)).code == "missing_example"
    assert refused(body(text, "Ana")).details["variable"] == "2"
    assert refused(body(text, "Ana", " ")).details["variable"] == "2"
    assert check(body(text, "Ana", "A-17", "demais"))[0]["example"] == {"body_text": [["Ana", "A-17"]]}
    flat = {"type": "BODY", "text": text, "example": {"body_text": ["Ana", "A-17"]}}
    assert check(flat)[0]["example"] == {"body_text": [["Ana", "A-17"]]}


def test_named_variables() -> None:
    def named(text: str, *names: str) -> Json:
        rows = [{"param_name": name, "example": "x"} for name in names]
        return {"type": "BODY", "text": text, "example": {"body_text_named_params": rows}}

    text = "Oi {{nome}}, o pedido {{pedido_2}} está pronto aqui."
    assert check(named(text, "pedido_2", "nome"), parameter_format="NAMED")[0]["example"] == {
        "body_text_named_params": [
            {"param_name": "nome", "example": "x"},
            {"param_name": "pedido_2", "example": "x"},
        ]
    }
    assert refused(named(text, "nome"), parameter_format="NAMED").code == "missing_example"
    for wrong in ("{{1}}", "{{Nome}}", "{{_a}}"):
        error = refused(named(f"Oi {wrong}, tudo bem com você?"), parameter_format="NAMED")
        assert error.code == "invalid_variables"


def test_headers() -> None:
    assert check(header("Oi {{1}}", "Ana"), BODY)[0]["example"] == {"header_text": ["Ana"]}
    assert refused(header("Oi {{1}}"), BODY).code == "missing_example"
    assert refused(header("{{1}} e {{2}}", "a", "b"), BODY).details == {"field": "header", "limit": 1}
    assert refused(header("Oi\nAna"), BODY).code == "invalid_header"
    assert refused({"type": "HEADER", "format": "PRODUCT"}, BODY).code == "invalid_header"
    place = {"type": "HEADER", "format": "LOCATION"}
    assert check(place, BODY)[0] == place


def test_a_media_header_has_an_example() -> None:
    for kind in limits.MEDIA:
        part = {"type": "HEADER", "format": kind}
        assert check({**part, "media_id": 5}, BODY)[0] == {**part, "media_id": 5}
        with_handle = {**part, "example": {"header_handle": ["4::abc"]}}
        assert check(with_handle, BODY)[0] == with_handle
        for without in (part, {**part, "example": {"header_handle": ["https://scontent.example/1.jpg"]}}):
            assert refused(without, BODY).code == "missing_example"


def test_a_footer_has_no_variables() -> None:
    for text in ("Oi {{1}}", "Oi {{nome}}", "Oi {{"):
        assert refused(BODY, {"type": "FOOTER", "text": text}).code == "invalid_variables"


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
