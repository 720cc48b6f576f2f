"""The `{{…}}` of a template's texts: found, put in their place by values, and what Meta asks of them.

Meta: templates/overview, parameter formats; numbers count up from 1, names are of small letters.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

PLACEHOLDER = re.compile(r"\{\{\s*([a-zA-Z0-9_]+)\s*\}\}")
_AS_META_WANTS_IT = re.compile(r"\{\{[a-zA-Z0-9_]+\}\}")
_BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def names_in(text: str) -> list[str]:
    """Each once: numbers by value, before names as they stand."""
    found = list(dict.fromkeys(PLACEHOLDER.findall(text)))
    numbers = sorted((name for name in found if name.isdecimal()), key=int)
    return numbers + [name for name in found if not name.isdecimal()]


def put_in(text: str, values: Mapping[str, str]) -> str:
    """Every placeholder replaced by its value, once: braces within a value stay as they are.

    A placeholder without a value stays.
    """

    def value_of(match: "re.Match[str]") -> str:
        return values.get(match.group(1), match.group(0))

    return PLACEHOLDER.sub(value_of, text)


def broken_in(text: str) -> str | None:
    """The first `{{…` that Meta would not take for a placeholder; None if there is none."""
    for match in _BRACES.finditer(text):
        if not _AS_META_WANTS_IT.fullmatch(match.group(0)):
            return match.group(0)
    rest = _BRACES.sub("", text)
    return next((braces for braces in ("{{", "}}") if braces in rest), None)


def is_sequential(names: list[str]) -> bool:
    """1, 2, 3 … without a gap; `names` as `names_in` gives them."""
    return names == [str(number) for number in range(1, len(names) + 1)]


def are_names(names: list[str]) -> bool:
    """Small letters, digits and underscores, a letter first."""
    return all(_NAME.fullmatch(name) for name in names)


def stands_at_edge(text: str) -> bool:
    """Whether the text begins or ends with a placeholder."""
    bare = text.strip()
    return bool(PLACEHOLDER.match(bare)) or any(
        match.end() == len(bare) for match in PLACEHOLDER.finditer(bare)
    )


def stands_side_by_side(text: str) -> bool:
    """Whether two placeholders have nothing but space between them."""
    matches = list(PLACEHOLDER.finditer(text))
    return any(not text[a.end() : b.start()].strip() for a, b in pairwise(matches))
