"""What the tests of the rules share: parts of templates, taken or refused."""

from typing import Any

import pytest

from appliance.errors import InvalidInput
from appliance.templates.rules import check_components

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
