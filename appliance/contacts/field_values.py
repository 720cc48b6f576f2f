"""What may stand in a field of the client's own: one spelling for each kind, and how people read it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from appliance.contacts.documents import parse_document, written
from appliance.errors import InvalidInput
from foundation.names import is_unsafe, tidy_name

KINDS: Final = ("text", "number", "date", "choice", "boolean", "link", "document")
LONGEST: Final = 500
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_BOOLEAN: Final = {"pt-BR": ("sim", "não"), "en": ("yes", "no"), "es": ("sí", "no")}


def checked(kind: str, options: list[str], given: str) -> str | None:
    """As it is stored; None for nothing. Raises InvalidInput `invalid_value`, `too_long`."""
    text = tidy_name(given)
    if not text:
        return None
    if len(text) > LONGEST:
        raise InvalidInput(
            "too_long", f"Use no máximo {LONGEST} caracteres.", field="value", limit=LONGEST, length=len(text)
        )
    if is_unsafe(text):
        raise _invalid("O texto tem caracteres invisíveis (quebra de linha, mudança de direção).", "unsafe")
    if kind == "choice":
        if text not in options:
            raise _invalid("Esta opção não existe mais. Escolha outra.", "choice")
        return text
    try:
        return _READ[kind](text)
    except ValueError as error:
        raise _invalid(str(error), kind) from error


def shown(kind: str, value: str, locale: str) -> str:
    """As customers read it in a message, in the tenant's language."""
    if kind == "boolean":
        yes, no = _BOOLEAN[locale]
        return yes if value == "true" else no
    if kind == "date" and locale != "en":
        return "/".join(reversed(value.split("-")))
    if kind == "number" and locale != "en":
        return value.replace(".", ",")
    return written(value) if kind == "document" else value


def _number(text: str) -> str:
    """1.234,56 as much as 1234.56."""
    plain = text.replace(" ", "")
    plain = plain.replace(".", "").replace(",", ".") if "," in plain else plain
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        raise ValueError("Escreva um número, como 1234,5.")
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")
    sign = "-" if whole.startswith("-") and (whole.strip("-0") or part) else ""
    return sign + (whole.lstrip("-").lstrip("0") or "0") + (f".{part}" if part else "")


def _date(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("Escreva um dia que existe.") from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"O ano vai de {_FIRST_YEAR} a {_LAST_YEAR}.")
    return day.isoformat()


def _boolean(text: str) -> str:
    if text not in {"true", "false"}:
        raise ValueError("Escolha sim ou não.")
    return text


def _link(text: str) -> str:
    """With a scheme that a browser may follow: http and https, nothing else."""
    address = text if "://" in text else f"https://{text}"
    message = "Escreva um endereço da web, como https://exemplo.com.br."
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise ValueError(message) from error
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or re.search(r"\s", address):
        raise ValueError(message)
    if parts.username is not None or len(address) > LONGEST:
        raise ValueError(message)
    return address


_READ: Final[dict[str, Callable[[str], str]]] = {
    "text": str,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "link": _link,
    "document": parse_document,
}


def _invalid(message: str, reason: str) -> InvalidInput:
    return InvalidInput("invalid_value", message, field="value", reason=reason)
