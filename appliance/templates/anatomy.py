"""A template's components taken apart, whatever of them Meta listed: nothing here trusts their shape."""

from dataclasses import dataclass
from typing import Any

from appliance.templates.models import Template
from appliance.templates.placeholders import names_in
from appliance.whatsapp.fields import get, items, text

Json = dict[str, Any]
PLAIN_BUTTONS = frozenset({"QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "OTP", "FLOW"})
SILENT_BUTTONS = frozenset({"VOICE_CALL", "REQUEST_CONTACT_INFO", "CATALOG"})
"""They take no value."""
SILENT_PARTS = frozenset({"CALL_PERMISSION_REQUEST"})
HEADERS = frozenset({"TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"})
AUTHENTICATION_TEXT = "{{1}}"
"""Until Meta has told us the sentence it wrote around the code."""


@dataclass(frozen=True)
class Anatomy:
    header_format: str | None
    header_text: str
    body_text: str
    footer_text: str | None
    buttons: tuple[Json, ...]
    is_named: bool
    is_authentication: bool
    """Made by Meta's own text: a code, and a button that copies it."""
    unsupported: str | None
    """What of it nobody here can fill in."""
    examples: dict[str, dict[str, str]]
    """By part (header, body) and variable."""


def anatomy_of(template: Template) -> Anatomy:
    """What the template consists of."""
    parts = {str(get(part, "type")).upper(): part for part in items(template.components)}
    header, body = parts.get("HEADER"), parts.get("BODY")
    header_format = (text(get(header, "format")) or "TEXT").upper() if header else None
    buttons = tuple(
        button for button in items(get(parts.get("BUTTONS"), "buttons")) if isinstance(button, dict)
    )
    is_otp = template.category == "AUTHENTICATION" and any(_is_otp(button) for button in buttons)
    body_text = text(get(body, "text")) or (AUTHENTICATION_TEXT if is_otp else "")
    header_text = (text(get(header, "text")) or "") if header_format == "TEXT" else ""
    return Anatomy(
        header_format=header_format,
        header_text=header_text,
        body_text=body_text,
        footer_text=text(get(parts.get("FOOTER"), "text")),
        buttons=buttons,
        is_named=template.parameter_format == "NAMED",
        is_authentication=is_otp,
        unsupported=_unsupported(parts, header_format, buttons),
        examples={
            "header": _examples(header, "header_text", names_in(header_text)),
            "body": _examples(body, "body_text", names_in(body_text)),
        },
    )


def kind_of(button: Json) -> str:
    """Meta lists the button of an authentication template as one with an address of its own."""
    kind = str(get(button, "type")).upper()
    return "OTP" if kind == "URL" and _is_otp(button) else kind


def _is_otp(button: Json) -> bool:
    kind = str(get(button, "type")).upper()
    return kind == "OTP" or (kind == "URL" and "/otp/" in (text(get(button, "url")) or ""))


def _unsupported(parts: dict[str, Any], header_format: str | None, buttons: tuple[Json, ...]) -> str | None:
    known = {"HEADER", "BODY", "FOOTER", "BUTTONS", *SILENT_PARTS}
    strange = [
        *(kind for kind in parts if kind not in known),
        *([header_format] if header_format and header_format not in HEADERS else []),
        *(kind for kind in map(kind_of, buttons) if kind not in PLAIN_BUTTONS | SILENT_BUTTONS),
    ]
    return strange[0] if strange else None


def _examples(part: Any, key: str, names: list[str]) -> dict[str, str]:
    named = {
        str(get(row, "param_name")): str(get(row, "example"))
        for row in items(get(part, "example", f"{key}_named_params"))
    }
    if named:
        return named
    values = items(get(part, "example", key))
    if values and isinstance(values[0], list):
        values = values[0]
    return {name: str(value) for name, value in zip(names, values, strict=False)}
