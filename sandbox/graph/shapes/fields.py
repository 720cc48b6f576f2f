"""Small checks that shapes are made of; each gets a value and the name to complain about.

Missing → 131008, wrong → 131009, too long → 100, a key that there is not → 100.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.graph.errors import GraphError, invalid_parameter, invalid_value, missing

Check = Callable[[Any, str], None]
Json = dict[str, Any]


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, name: str) -> None:
        content = an_object(value, name)
        for field in required:
            if content.get(field) in (None, ""):
                raise missing(f"{name}.{field}")
        for field, item in content.items():
            if field not in known:
                raise invalid_parameter(f'Unexpected key "{field}" on param "{name}".')
            known[field](item, f"{name}.{field}")

    return check


def text(most: int | None = None, *, too_long: Callable[[str], GraphError] = invalid_parameter) -> Check:
    """Text of at most so many characters."""

    def check(value: Any, name: str) -> None:
        if not isinstance(value, str):
            raise invalid_value(f"{name} must be text.")
        if most is not None and len(value) > most:
            raise too_long(f"Param {name} must be at most {most} characters long.")

    return check


def filled(most: int) -> Check:
    """Text of an interactive message: never empty."""

    def check(value: Any, name: str) -> None:
        if value is None or value == "":
            raise missing(name)
        if not isinstance(value, str):
            raise invalid_value(f"{name} must be text.")
        if len(value) > most:
            raise invalid_value(f"{name}: length invalid. Min length: 1, Max length: {most}")

    return check


def one_of(*choices: str) -> Check:
    def check(value: Any, name: str) -> None:
        if value not in choices:
            raise invalid_value(f"{name} must be one of {', '.join(choices)}.")

    return check


def pattern(expression: str, what: str) -> Check:
    """Text of this form, `what` in words."""

    def check(value: Any, name: str) -> None:
        if not isinstance(value, str) or not re.fullmatch(expression, value):
            raise invalid_value(f"{name} must be {what}.")

    return check


def flag(value: Any, name: str) -> None:
    """true or false."""
    if not isinstance(value, bool):
        raise invalid_value(f"{name} must be true or false.")


def address(value: Any, name: str) -> None:
    """A web address."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or " " in value:
        raise invalid_value(f"{name} must be a web address.")


def degrees(most: int) -> Check:
    """A coordinate, as a number or as text."""

    def check(value: Any, name: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise invalid_value(f"{name} must be a number.")
        try:
            number = float(value)
        except ValueError:
            raise invalid_value(f"{name} must be a number.") from None
        if not -most <= number <= most:
            raise invalid_value(f"{name} must be between -{most} and {most}.")

    return check


def list_of(item: Check, least: int, most: int) -> Check:
    """A list of so many items."""

    def check(value: Any, name: str) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise invalid_value(f"{name} must be a list of {least} to {most}.")
        for index, one in enumerate(value):
            item(one, f"{name}[{index}]")

    return check


def an_object(value: Any, name: str) -> Json:
    """The value, which must be an object."""
    if not isinstance(value, dict):
        raise invalid_value(f"{name} must be an object.")
    return value


def any_object(value: Any, name: str) -> None:
    an_object(value, name)
