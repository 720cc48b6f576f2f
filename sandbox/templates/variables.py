"""The variables of a template's text: `{{1}}` or `{{first_name}}`."""

import re
from collections.abc import Callable

_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")


def variables_of(text: str) -> list[str]:
    """The names (or numbers) in the order they stand in the text, each once."""
    return list(dict.fromkeys(name.strip() for name in _VARIABLE.findall(text)))


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where each variable begins and ends."""
    return [found.span() for found in _VARIABLE.finditer(text)]


def replaced(text: str, value_of: Callable[[str], str]) -> str:
    """The text with each variable's value in its place."""
    return _VARIABLE.sub(lambda found: value_of(found[1].strip()), text)
