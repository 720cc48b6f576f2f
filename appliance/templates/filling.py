"""A template filled in: what the customer will read, what Meta is sent, and what is kept of it.

Meta: templates/overview, sending; error codes 132000, 132005, 132012, 132018.
"""

from dataclasses import dataclass
from typing import Any

from appliance.errors import InvalidInput
from appliance.templates import limits
from appliance.templates.anatomy import Anatomy, anatomy_of
from appliance.templates.filling_buttons import fill_buttons
from appliance.templates.models import Template
from appliance.templates.placeholders import names_in, put_in
from appliance.templates.states import APPROVED, in_words
from appliance.templates.values import check_words, values_by_name
from appliance.whatsapp.fields import some

Json = dict[str, Any]


@dataclass(frozen=True)
class Filled:
    """A message made of a template."""

    text: str
    """The body as the customer reads it."""
    outgoing: Json
    """As POST /messages takes it; a file stands as `{"guiche_media": id}`."""
    record: Json
    """Public, below the message's metadata."""


def fill(template: Template, values: Json) -> Filled:
    """`values`: header? {text | media_id, filename? | location}, body? [values] or {name: value},
    buttons? {place: value}.

    Raises InvalidInput: `template_not_sendable`, `template_not_supported`, `missing_value`,
    `too_many_values`, `invalid_value`, `too_long`; with `field` (`header`, `body.1`, `buttons.0`).
    """
    check_sendable(template)
    parts = anatomy_of(template)
    header_sent, header_shown = _fill_header(parts, values.get("header") or {})
    body = values_by_name(parts.body_text, values.get("body"), "body")
    text = put_in(parts.body_text, body)
    if len(text) > limits.BODY:
        raise InvalidInput(
            "too_long",
            f"Com os valores, o texto passa de {limits.BODY} caracteres.",
            field="body",
            limit=limits.BODY,
        )
    code = next(iter(body.values()), "") if parts.is_authentication else None
    buttons_sent, buttons_shown = fill_buttons(parts.buttons, values.get("buttons") or {}, code)
    components = [
        *([{"type": "header", "parameters": [header_sent]}] if header_sent else []),
        *([{"type": "body", "parameters": _text_parameters(parts, parts.body_text, body)}] if body else []),
        *buttons_sent,
    ]
    content = {"name": template.name, "language": {"code": template.language}, **some(components=components)}
    shown = {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        **some(header=header_shown, footer=parts.footer_text, buttons=buttons_shown),
    }
    return Filled(text, {"type": "template", "template": content}, {"template": shown})


def check_sendable(template: Template) -> None:
    """Raises InvalidInput `template_not_sendable` or `template_not_supported`, in words."""
    if template.status != APPROVED:
        raise InvalidInput(
            "template_not_sendable",
            f"Este modelo não pode ser enviado: está {in_words(template.status)}.",
            field="template_id",
            status=template.status,
        )
    unsupported = anatomy_of(template).unsupported
    if unsupported is not None:
        raise InvalidInput(
            "template_not_supported",
            f"Modelos com “{unsupported}” ainda não podem ser enviados daqui.",
            field="template_id",
        )


def is_sendable(template: Template) -> bool:
    """Whether `fill` would take it, given the right values."""
    return template.status == APPROVED and anatomy_of(template).unsupported is None


def _fill_header(parts: Anatomy, given: Json) -> tuple[Json | None, Json | None]:
    """The parameter Meta is sent, and the header as it is shown."""
    kind = parts.header_format
    if kind is None:
        return None, None
    if kind == "TEXT":
        return _fill_header_text(parts, given)
    if kind == "LOCATION":
        location = given.get("location")
        if not location:
            raise InvalidInput("missing_value", "Escolha o lugar do cabeçalho.", field="header.location")
        return {"type": "location", "location": location}, {"format": kind, "location": location}
    media_id = given.get("media_id")
    if media_id is None:
        raise InvalidInput(
            "missing_value", "Envie o arquivo do cabeçalho.", field="header.media_id", format=kind
        )
    sent = {"id": {"guiche_media": media_id}}
    if kind == "DOCUMENT":
        sent |= some(filename=given.get("filename"))
    return {"type": kind.lower(), kind.lower(): sent}, {"format": kind}


def _fill_header_text(parts: Anatomy, given: Json) -> tuple[Json | None, Json]:
    names = names_in(parts.header_text)
    if not names:
        return None, {"format": "TEXT", "text": parts.header_text}
    value = given.get("text")
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput("missing_value", "Preencha a variável do cabeçalho.", field="header.text")
    check_words(value, "header.text")
    text = put_in(parts.header_text, {names[0]: value})
    if len(text) > limits.HEADER:
        raise InvalidInput(
            "too_long",
            f"Com o valor, o cabeçalho passa de {limits.HEADER} caracteres.",
            field="header.text",
            limit=limits.HEADER,
        )
    [parameter] = _text_parameters(parts, parts.header_text, {names[0]: value})
    return parameter, {"format": "TEXT", "text": text}


def _text_parameters(parts: Anatomy, text: str, values: dict[str, str]) -> list[Json]:
    """In the order of the numbers; with their names if the template's variables have names."""
    return [
        {"type": "text", **({"parameter_name": name} if parts.is_named else {}), "text": values[name]}
        for name in names_in(text)
    ]
