from typing import Any

import pytest

from sandbox.graph.errors import GraphError
from sandbox.templates.rules import checked_components

Json = dict[str, Any]
BODY = {"type": "BODY", "text": "Olá, {{1}}, tudo certo por aí?", "example": {"body_text": [["Ana"]]}}
NAMED = {
    "type": "body",
    "text": "Olá, {{first_name}}, tudo certo por aí?",
    "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ana"}]},
}
PLAIN = {"type": "BODY", "text": "Olá!"}


def check(*components: Json, category: str = "UTILITY", parameter_format: str = "POSITIONAL") -> list[Json]:
    return checked_components(
        list(components), category, parameter_format, lambda handle: handle == "4::known"
    )


def buttons(*rows: Json) -> Json:
    return {"type": "BUTTONS", "buttons": list(rows)}


def reply(text: str) -> Json:
    return {"type": "QUICK_REPLY", "text": text}


def url(address: str = "https://a.com/{{1}}", **more: Any) -> Json:
    return {"type": "URL", "text": "Abrir", "url": address, "example": ["https://a.com/1"]} | more


@pytest.mark.parametrize(
    "components",
    [
        [BODY],
        [PLAIN, {"type": "FOOTER", "text": "Responda PARAR"}],
        [
            PLAIN,
            {"type": "HEADER", "format": "TEXT", "text": "Oi {{1}}", "example": {"header_text": ["Ana"]}},
        ],
        [PLAIN, {"type": "HEADER", "format": "LOCATION"}],
        [PLAIN, {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::known"]}}],
        [PLAIN, buttons(reply("Sim"), reply("Não"), url(), {"type": "COPY_CODE", "example": "CUPOM10"})],
        [PLAIN, buttons({"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+551140040001"})],
    ],
)
def test_good_templates_pass(components: list[Json]) -> None:
    assert check(*components)


def test_components_leave_in_order_and_in_capitals() -> None:
    checked = check({"type": "footer", "text": "Fim"}, NAMED, parameter_format="NAMED")
    assert [one["type"] for one in checked] == ["BODY", "FOOTER"]


@pytest.mark.parametrize(
    ("components", "subcode"),
    [
        ([], 2388072),
        ([{"type": "FOOTER", "text": "Fim"}], 2388072),
        ([{"type": "BODY", "text": "x" * 1025}], 2388040),
        ([{"type": "BODY", "text": "{{1}} chegou agora", "example": {"body_text": [["A"]]}}], 2388299),
        ([{"type": "BODY", "text": "Chegou agora {{1}}", "example": {"body_text": [["A"]]}}], 2388299),
        ([{"type": "BODY", "text": "Oi {{1}}.", "example": {"body_text": [["A"]]}}], 2388293),
        ([{"type": "BODY", "text": "Olá {{1}} {{2}} meu bom amigo de sempre"}], 2388072),
        ([{"type": "BODY", "text": "Olá {{2}} meu bom amigo"}], 2388072),
        ([{"type": "BODY", "text": "Olá {{1}} meu bom amigo"}], 2388072),
        ([PLAIN, {"type": "FOOTER", "text": "x" * 61}], 2388040),
        ([PLAIN, {"type": "FOOTER", "text": "Oi {{1}}"}], 2388073),
        ([PLAIN, {"type": "HEADER", "format": "TEXT", "text": "x" * 61}], 2388040),
        ([PLAIN, {"type": "HEADER", "format": "TEXT", "text": "{{1}} e {{2}}"}], 2388047),
        ([PLAIN, {"type": "HEADER", "format": "AUDIO"}], 2388047),
        ([PLAIN, {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::no"]}}], 2388047),
        ([PLAIN, PLAIN], None),
        ([PLAIN, {"type": "DANCE"}], None),
        ([PLAIN, buttons()], None),
        ([PLAIN, buttons(*(reply(f"Opção {n}") for n in range(11)))], None),
        ([PLAIN, buttons(reply("x" * 26))], None),
        ([PLAIN, buttons(reply("Sim"), reply("Sim"))], None),
        ([PLAIN, buttons(reply("Sim"), url(), reply("Não"))], None),
        ([PLAIN, buttons(url(), url(text="b"), url(text="c"))], None),
        ([PLAIN, buttons(url("https://a.com/{{1}}/x"))], None),
        ([PLAIN, buttons(url(example=[]))], None),
        ([PLAIN, buttons({"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "1" * 21})], None),
        ([PLAIN, buttons({"type": "COPY_CODE", "example": "x" * 21})], None),
        ([PLAIN, buttons({"type": "OTP", "otp_type": "COPY_CODE"})], None),
    ],
)
def test_bad_templates_are_refused_with_metas_subcode(components: list[Json], subcode: int | None) -> None:
    with pytest.raises(GraphError) as caught:
        check(*components)
    assert caught.value.body["code"] == 100
    assert caught.value.body.get("error_subcode") == subcode


def test_an_authentication_template_has_its_text_from_meta() -> None:
    otp = buttons({"type": "OTP", "otp_type": "COPY_CODE"})
    body = {"type": "BODY", "add_security_recommendation": True}
    assert check(body, otp, category="AUTHENTICATION")


def test_named_variables_need_named_examples() -> None:
    with pytest.raises(GraphError):
        check(NAMED | {"example": {"body_text": [["Ana"]]}}, parameter_format="NAMED")
    with pytest.raises(GraphError):
        check(NAMED | {"text": "Olá, {{Nome}}, tudo certo por aí?"}, parameter_format="NAMED")
