from typing import Any

import pytest

from tests.unit.sandbox.doubles import Json, Sandbox, error_of

BODY = {"type": "BODY", "text": "Olá, {{1}}, o total é {{2}} hoje.", "example": {"body_text": [["A", "B"]]}}
FULL = [
    {"type": "HEADER", "format": "TEXT", "text": "Pedido {{1}}", "example": {"header_text": ["7"]}},
    BODY,
    {"type": "FOOTER", "text": "Guichê"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Recebi"},
            {"type": "URL", "text": "Rastrear", "url": "https://a.com/{{1}}", "example": ["https://a.com/1"]},
            {"type": "COPY_CODE", "example": "CUPOM"},
        ],
    },
]


def words(kind: str, *texts: str, **more: Any) -> Json:
    return {"type": kind, "parameters": [{"type": "text", "text": text} for text in texts]} | more


def good() -> list[Json]:
    return [
        words("header", "42"),
        words("body", "Ana", "R$ 10"),
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": "GOT_IT"}],
        },
        words("button", "A-17", sub_type="url", index=1),
        {
            "type": "button",
            "sub_type": "copy_code",
            "index": "2",
            "parameters": [{"type": "coupon_code", "coupon_code": "DEZ"}],
        },
    ]


def test_the_phone_sees_the_text_with_its_values(sandbox: Sandbox) -> None:
    sandbox.template(components=FULL)
    assert sandbox.send_template(*good()).status_code == 200
    message = sandbox.chat()[-1]
    assert message["text"] == "Olá, Ana, o total é R$ 10 hoje."
    assert message["shown"] == {
        "category": "UTILITY",
        "body": "Olá, Ana, o total é R$ 10 hoje.",
        "header": {"format": "TEXT", "text": "Pedido 42"},
        "footer": "Guichê",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Recebi", "payload": "GOT_IT"},
            {"type": "URL", "text": "Rastrear", "url": "https://a.com/A-17"},
            {"type": "COPY_CODE", "text": "Copiar código", "code": "DEZ"},
        ],
    }


@pytest.mark.parametrize(
    ("position", "replacement", "code"),
    [
        (0, [], 132000),
        (1, [words("body", "Ana")], 132000),
        (1, [words("body", "Ana", "B", "C")], 132000),
        (1, [words("body", "Ana", "a\nb")], 132018),
        (1, [words("body", "Ana", "a    b")], 132018),
        (1, [words("body", "Ana", "")], 131008),
        (1, [{"type": "body", "parameters": [{"type": "image", "image": {"id": "1"}}] * 2}], 132012),
        (1, [words("body", "Ana", "x" * 4100)], 132005),
        (3, [], 131008),
        (3, [words("button", "A", sub_type="quick_reply", index=1)], 132012),
        (3, [words("button", "A", sub_type="url", index=7)], 131009),
        (4, [], 131008),
    ],
)
def test_parameters_that_do_not_fit(
    sandbox: Sandbox, position: int, replacement: list[Json], code: int
) -> None:
    sandbox.template(components=FULL)
    components = good()
    components[position : position + 1] = replacement
    assert error_of(sandbox.send_template(*components)) == (400, code)
    assert sandbox.chat() == []


def test_a_media_header_takes_its_own_kind(sandbox: Sandbox) -> None:
    app = sandbox.connect_app()
    path = f"{app}/uploads?file_length=3&file_type=image/png"
    session = sandbox.graph("POST", path).get_json()["id"]
    headers = {"Authorization": f"OAuth {sandbox.token}", "file_offset": "0"}
    handle = sandbox.client.post(f"/graph/v25.0/{session}", data=b"png", headers=headers).get_json()["h"]
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [handle]}}
    made = sandbox.template(components=[header, {"type": "BODY", "text": "Veja"}])
    shown = sandbox.graph("GET", made["id"]).get_json()["components"][0]["example"]["header_handle"]
    assert shown[0].startswith("https://")
    image = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://a.com/a.png"}}]}
    assert sandbox.send_template(image).status_code == 200
    document = {"type": "header", "parameters": [{"type": "document", "document": {"id": "1"}}]}
    assert error_of(sandbox.send_template(document)) == (400, 132012)
    assert error_of(sandbox.send_template()) == (400, 132012)


def test_named_parameters(sandbox: Sandbox) -> None:
    example = {"body_text_named_params": [{"param_name": "nome", "example": "Ana"}]}
    body = {"type": "BODY", "text": "Olá, {{nome}}, tudo bem por aí?", "example": example}
    sandbox.template(components=[body], parameter_format="NAMED")
    named = {"type": "body", "parameters": [{"type": "text", "text": "Ana", "parameter_name": "nome"}]}
    assert sandbox.send_template(named).status_code == 200
    assert sandbox.chat()[-1]["text"] == "Olá, Ana, tudo bem por aí?"
    assert error_of(sandbox.send_template(words("body", "Ana"))) == (400, 100)


def test_an_authentication_code_stands_in_body_and_button(sandbox: Sandbox) -> None:
    components = [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "FOOTER", "code_expiration_minutes": 5},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
    ]
    sandbox.template(category="AUTHENTICATION", components=components)
    assert error_of(sandbox.send_template(words("body", "123456"))) == (400, 131008)
    button = words("button", "123456", sub_type="url", index="0")
    assert sandbox.send_template(words("body", "123456"), button).status_code == 200
    assert "123456" in sandbox.chat()[-1]["text"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("PENDING", (404, 132001)),
        ("REJECTED", (404, 132001)),
        ("PAUSED", (400, 132015)),
        ("DISABLED", (400, 132016)),
    ],
)
def test_only_an_approved_template_leaves(sandbox: Sandbox, status: str, expected: tuple[int, int]) -> None:
    made = sandbox.template()
    sandbox.client.post(f"/sandbox/templates/{made['id']}/status", json={"status": status})
    assert error_of(sandbox.send_template(words("body", "Ana"))) == expected


def test_a_template_that_there_is_not(sandbox: Sandbox) -> None:
    assert error_of(sandbox.send_template(name="nada")) == (404, 132001)
