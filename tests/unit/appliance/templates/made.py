"""Templates for tests."""

from typing import Any

from appliance.templates.models import Template

ORDER_READY: list[dict[str, Any]] = [
    {"type": "HEADER", "format": "TEXT", "text": "Oi {{1}}", "example": {"header_text": ["Ana"]}},
    {
        "type": "BODY",
        "text": "Pedido {{1}} pronto, {{2}}!",
        "example": {"body_text": [["A-17", "Ana"]]},
    },
    {"type": "FOOTER", "text": "Loja ACME"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Parar"},
            {
                "type": "URL",
                "text": "Acompanhar",
                "url": "https://acme.example/p/{{1}}",
                "example": ["https://acme.example/p/A-17"],
            },
            {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+551140040001"},
        ],
    },
]


def template(components: list[dict[str, Any]] | None = None, **more: Any) -> Template:
    """Approved, in Portuguese."""
    values = {
        "id": 7,
        "name": "pedido_pronto",
        "language": "pt_BR",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": ORDER_READY if components is None else components,
        "status": "APPROVED",
        "said": {},
    }
    return Template(**(values | more))


def with_body(text: str, **more: Any) -> Template:
    return template([{"type": "BODY", "text": text}], **more)
