"""Limits of bodies, headers and footers, and of the variables in them."""

import pytest

from appliance.templates import limits
from tests.unit.appliance.templates.checked import BODY, Json, body, check, header, refused


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
