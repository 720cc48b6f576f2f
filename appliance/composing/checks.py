"""The checks that every kind of message shares. Each says in words what to do, and names the field."""

from collections.abc import Sized
from typing import Any

from appliance.errors import InvalidInput


def wanted_text(value: Any, field: str, name: str, limit: int, *, one_line: bool = False) -> str:
    """`value` without the space around it. `name`: what people call the field, with its article.

    Raises InvalidInput `required` when nothing is left, `too_long`.
    """
    text = known_text(value, field, name, limit, one_line=one_line)
    if text is None:
        raise InvalidInput("required", f"Falta preencher: {name}.", field=field)
    return text


def known_text(value: Any, field: str, name: str, limit: int, *, one_line: bool = False) -> str | None:
    """As wanted_text, but nothing is none. `one_line`: breaks and runs of space become one space."""
    text = (" ".join(value.split()) if one_line else value.strip()) if isinstance(value, str) else ""
    check_length(text, field, name, limit)
    return text or None


def check_length(text: str, field: str, name: str, limit: int) -> None:
    """Raises InvalidInput `too_long`."""
    if len(text) > limit:
        raise InvalidInput(
            "too_long",
            f"{_capital(name)}: {len(text)} caracteres. O WhatsApp aceita no máximo {limit}.",
            field=field,
            limit=limit,
            length=len(text),
        )


def check_count(things: Sized, field: str, name: str, limit: int) -> None:
    """At least one and at most `limit`. Raises InvalidInput `required`, `too_many`."""
    if not things:
        raise InvalidInput("required", f"Falta preencher: {name}.", field=field)
    if len(things) > limit:
        raise InvalidInput(
            "too_many",
            f"{_capital(name)}: {len(things)}. O WhatsApp aceita no máximo {limit}.",
            field=field,
            limit=limit,
            count=len(things),
        )


def refuse_given(value: Any, field: str, message: str) -> None:
    """Raises InvalidInput `not_possible` when `value` says anything."""
    if value not in (None, "", [], {}):
        raise InvalidInput("not_possible", message, field=field)


def check_readable(value: Any, field: str = "") -> None:
    """Raises InvalidInput `invalid_text` for half a character, or none at all: Meta does not take them."""
    if isinstance(value, str):
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
            raise InvalidInput("invalid_text", "O texto tem um caractere quebrado.", field=field)
    elif isinstance(value, dict):
        for key, part in value.items():
            check_readable(str(key), field)
            check_readable(part, f"{field}.{key}" if field else str(key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            check_readable(part, f"{field}.{index}")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
