"""The panel's words in three languages: texts by key, and the services' English sentences by pattern.

`texts/<language>.json` maps a key to a text with {placeholders}, or to {"one", "other"} chosen by `count`.
`texts/sentences.json` maps what services, steps and adapters say in English ("“{slug}” is taken …") to the
other languages: they do not know who reads them, so the panel translates as it shows. So are the lines of a
number's check, where they refuse something. What nobody has translated yet stands as it was said.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from control_plane.whatsapp.telling import sentences as check_sentences

LANGUAGES = {"pt-BR": "Português", "en": "English", "es": "Español"}
DEFAULT_LANGUAGE = "pt-BR"

_FOLDER = Path(__file__).parent / "texts"
_PLACEHOLDER = re.compile(r"\\{(\w+)\\}")
_SHAPES = {"service": r"[\w.-]+", "cpus": r"[\d.]+"}
_FIGURES = frozenset({"least", "most", "limit"})
_JOINTS = re.compile(r"(; |, (?=[\w-]+: )|(?<=[.!”]) (?=[A-Z“]))")
"""Where one message was joined from several sentences."""


@dataclass(frozen=True)
class Language:
    """One language of the panel."""

    code: str
    texts: Mapping[str, Any]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def text(self, key: str, **values: Any) -> str:
        """The text under `key`, filled in. Raises KeyError for a key or a placeholder that is not there."""
        text = self.texts[key]
        if isinstance(text, dict):
            text = text["one" if values["count"] == 1 else "other"]
        return str(text).format(**values) if values else str(text)

    def name(self, group: str, value: str) -> str:
        """What a stored name (of a step, a state, an action) is called; unknown ones stand as they are."""
        return str(self.texts.get(f"{group}.{value}", value))

    def names(self, group: str) -> list[tuple[str, str]]:
        """Every stored name of a group with what it is called, as a list that people choose from."""
        prefix = f"{group}."
        named = [(key, str(said)) for key, said in self.texts.items() if key.startswith(prefix)]
        return sorted(((key.removeprefix(prefix), said) for key, said in named), key=lambda one: one[1])

    def sentence(self, said: str) -> str:
        """What a service said in English, in this language."""
        if not self.patterns or not said:
            return said
        whole = self._translated(said)
        if whole is not None:
            return whole
        parts = _JOINTS.split(said)
        return "".join(part if at % 2 else self._translated(part) or part for at, part in enumerate(parts))

    def _translated(self, said: str) -> str | None:
        for pattern, text in self.patterns:
            match = pattern.fullmatch(said)
            if match:
                return text.format(
                    **{name: self._part(name, part) for name, part in match.groupdict().items()}
                )
        return None

    def _part(self, name: str, said: str) -> str:
        """A figure has this language's decimal sign; what else has a dot (versions, names) keeps it."""
        return said.replace(".", self.text("format.decimal")) if name in _FIGURES else self.sentence(said)


@cache
def language(code: str) -> Language:
    """One of LANGUAGES; any other code is the default one."""
    if code not in LANGUAGES:
        code = DEFAULT_LANGUAGE
    sentences = {**_read("sentences"), **check_sentences()}
    return Language(
        code=code,
        texts=_read(code),
        patterns=tuple(
            (_pattern(english), translations[code])
            for english, translations in sentences.items()
            if code in translations
        ),
    )


def _pattern(english: str) -> re.Pattern[str]:
    """What stands in “quotes”, names a service or counts CPUs may not reach into the next sentence."""

    def group(match: re.Match[str]) -> str:
        name = match[1]
        is_quoted = match.string[: match.start()].endswith("“")
        return f"(?P<{name}>{'[^”]+' if is_quoted else _SHAPES.get(name, '.+?')})"

    return re.compile(_PLACEHOLDER.sub(group, re.escape(english)), re.DOTALL)


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found
