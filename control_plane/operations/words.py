"""Texts for people in the panel's three languages, side by side in data files. API and CLI speak English.

Who is read to is known only where something is shown, so what is found out is kept as a text and its values.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ENGLISH = "en"
PORTUGUESE = "pt-BR"
"""Of people who have not said what they read."""
LANGUAGES = (ENGLISH, PORTUGUESE, "es")

Words = Mapping[str, str]
"""One text: language → the text with {places} for values."""


def read_words(path: Path) -> dict[str, Any]:
    """A data file's document."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def say(words: Words, language: str, values: Mapping[str, object] | None = None) -> str:
    """The text in `language`, in English where that is none of ours. Raises KeyError for a missing value."""
    return words.get(language, words[ENGLISH]).format_map(values or {})
