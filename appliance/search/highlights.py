"""A text in parts, those that were looked for marked. Parts, since places in a text are counted otherwise in
the browser's language.
"""

from typing import Any, Final

from appliance.search.words import Asked, words_in

BEFORE: Final = 40
"""Characters shown before the first word found."""
LONGEST: Final = 180

Parts = list[dict[str, Any]]
"""[{text, is_match}]"""


def snippet(text: str, asked: Asked) -> Parts:
    """As much of a message as a line or two hold, around the first word found."""
    line = " ".join(text.split())
    first = next((word.start for word in words_in(line) if asked.answers(word.folded)), 0)
    start = _word_begins(line, first - BEFORE) if first > BEFORE else 0
    end = start + LONGEST
    parts = marked(line[start:end], asked)
    if start:
        parts.insert(0, {"text": "…", "is_match": False})
    if end < len(line):
        parts.append({"text": "…", "is_match": False})
    return parts


def marked(text: str, asked: Asked) -> Parts:
    """The whole text in parts."""
    parts: Parts = []
    done = 0
    for word in words_in(text):
        if asked.answers(word.folded):
            parts += _part(text[done : word.start], False) + _part(text[word.start : word.end], True)
            done = word.end
    return parts + _part(text[done:], False)


def _part(text: str, is_match: bool) -> Parts:
    return [{"text": text, "is_match": is_match}] if text else []


def _word_begins(line: str, at: int) -> int:
    space = line.find(" ", at)
    return space + 1 if 0 <= space < at + BEFORE else at
