"""Keeps a tenant's secrets out of everything that is stored or shown about an operation."""

import json
import re
from collections.abc import Iterable
from typing import Any

_SHORTEST = 6
"""Shorter values would blot out half of every line; we generate none."""
_SECRET_NAMES = re.compile(r"password|secret|token|key", re.IGNORECASE)


def mask(text: str, values: Iterable[str]) -> str:
    """`text` with each of `values`, and each secret inside a value that is JSON, replaced by ***."""
    secrets = {secret for value in values for secret in (value, *_inside(value)) if len(secret) >= _SHORTEST}
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _inside(value: str) -> list[str]:
    """The passwords in a list of first users, say, but not their names."""
    if not value.startswith(("{", "[")):
        return []
    try:
        return list(_secrets_of(json.loads(value)))
    except ValueError:
        return []


def _secrets_of(data: Any) -> Iterable[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, str) and _SECRET_NAMES.search(name):
                yield value
            else:
                yield from _secrets_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from _secrets_of(value)
