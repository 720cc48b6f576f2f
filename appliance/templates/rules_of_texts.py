"""Header, body and footer of a new template. Meta: templates/components."""

from collections.abc import Callable
from typing import Any

from appliance.errors import InvalidInput
from appliance.templates import limits
from appliance.templates.placeholders import (
    are_names,
    broken_in,
    is_sequential,
    names_in,
    stands_at_edge,
    stands_side_by_side,
)
from appliance.whatsapp.fields import get, items

Json = dict[str, Any]


def check_header(header: Json, is_named: bool) -> Json:
    """TEXT, a file or a place. A file's example is `media_id` (uploaded here) or a handle of Meta's."""
    kind = str(header.get("format", "")).upper()
    if kind == "TEXT":
        return _check_header_text(header, is_named)
    if kind == "LOCATION":
        return {"type": "HEADER", "format": kind}
    if kind not in limits.MEDIA:
        raise InvalidInput(
            "invalid_header", "O cabeçalho é um texto, um arquivo ou um lugar.", field="header"
        )
    if isinstance(header.get("media_id"), int):
        return {"type": "HEADER", "format": kind, "media_id": header["media_id"]}
    handle = next(iter(items(get(header, "example", "header_handle"))), None)
    if not isinstance(handle, str) or handle.startswith(("http://", "https://")) or not handle:
        # what Meta lists as the example is an address of its own, which it does not take back
        raise InvalidInput("missing_example", "Envie um arquivo de exemplo para o cabeçalho.", field="header")
    return {"type": "HEADER", "format": kind, "example": {"header_handle": [handle]}}


def _check_header_text(header: Json, is_named: bool) -> Json:
    text = _text(header, "header", "O cabeçalho", limits.HEADER)
    if "\n" in text:
        raise InvalidInput("invalid_header", "O cabeçalho tem uma linha só.", field="header")
    names = _names(text, "header", is_named)
    if len(names) > 1:
        raise InvalidInput("too_many", "O cabeçalho tem no máximo uma variável.", field="header", limit=1)
    example = _examples(header, "header_text", names, is_named)
    return {"type": "HEADER", "format": "TEXT", "text": text, **example}


def check_body(body: Json, is_named: bool) -> Json:
    """The one part that every template has. Which text is too short for its variables, only Meta says."""
    text = _text(body, "body", "O texto", limits.BODY)
    names = _names(text, "body", is_named)
    refusals: tuple[tuple[Callable[[str], bool], str], ...] = (
        (
            stands_at_edge,
            "O texto não pode começar nem terminar com uma variável: escreva algo antes e depois.",
        ),
        (stands_side_by_side, "Duas variáveis não podem ficar lado a lado: escreva algo entre elas."),
    )
    for applies, words in refusals:
        if applies(text):
            raise InvalidInput("invalid_variables", words, field="body")
    return {"type": "BODY", "text": text, **_examples(body, "body_text", names, is_named)}


def check_footer(footer: Json) -> Json:
    """A line without variables."""
    text = _text(footer, "footer", "O rodapé", limits.FOOTER)
    if names_in(text) or broken_in(text):
        raise InvalidInput("invalid_variables", "O rodapé não pode ter variáveis.", field="footer")
    return {"type": "FOOTER", "text": text}


def _text(part: Json, field: str, what: str, limit: int) -> str:
    text = part.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InvalidInput(f"missing_{field}", f"{what} está vazio.", field=field)
    if len(text) > limit:
        raise InvalidInput(
            "too_long",
            f"{what} tem no máximo {limit} caracteres; este tem {len(text)}.",
            field=field,
            limit=limit,
        )
    return text


def _names(text: str, field: str, is_named: bool) -> list[str]:
    broken = broken_in(text)
    if broken is not None:
        raise InvalidInput(
            "invalid_variables",
            f"“{broken[:40]}” não é uma variável: escreva {{{{1}}}} ou {{{{nome}}}}.",
            field=field,
        )
    names = names_in(text)
    if is_named and not are_names(names):
        words = (
            "As variáveis têm nomes de letras minúsculas sem acento, números e _, como {{nome_do_cliente}}."
        )
        raise InvalidInput("invalid_variables", words, field=field)
    if not is_named and not is_sequential(names):
        words = "As variáveis são numeradas em ordem, sem pular: {{1}}, {{2}}, {{3}}…"
        raise InvalidInput("invalid_variables", words, field=field)
    return names


def _examples(part: Json, key: str, names: list[str], is_named: bool) -> Json:
    """`{"example": …}` as Meta takes it, one per variable; nothing when there are none."""
    if not names:
        return {}
    given = part.get("example")
    found = _named_examples(given, key) if is_named else _numbered_examples(given, key)
    missing = next((name for name in names if not found.get(name, "").strip()), None)
    if missing is not None:
        field = key.removesuffix("_text")
        raise InvalidInput(
            "missing_example",
            f"Dê um exemplo para a variável {{{{{missing}}}}}.",
            field=field,
            variable=missing,
        )
    if is_named:
        rows = [{"param_name": name, "example": found[name]} for name in names]
        return {"example": {f"{key}_named_params": rows}}
    values = [found[name] for name in names]
    return {"example": {key: [values] if key == "body_text" else values}}


def _numbered_examples(example: Any, key: str) -> dict[str, str]:
    values = items(get(example, key))
    if key == "body_text" and values and isinstance(values[0], list):
        values = values[0]
    return {str(place): value for place, value in enumerate(values, 1) if isinstance(value, str)}


def _named_examples(example: Any, key: str) -> dict[str, str]:
    rows = items(get(example, f"{key}_named_params"))
    return {
        str(get(row, "param_name")): get(row, "example")
        for row in rows
        if isinstance(get(row, "example"), str)
    }
