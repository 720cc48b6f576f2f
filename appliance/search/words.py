"""Words as they are compared: without accents, capitals and signs. An emoji is a word of its own."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LONGEST: Final = 40
"""Characters of a word that are compared."""
MOST: Final = 12
"""Words of a question; a hundred characters seldom hold more."""

_MARKS = "\u0300-\u036f"
"""Accents that stand apart from their letter: some phones write them so."""
_WORD = re.compile(rf"(?:[^\W_][{_MARKS}]*)+|[\u2600-\u27bf\U0001f000-\U0001faff]")


@dataclass(frozen=True)
class Word:
    """One word of a text and where it stands there."""

    folded: str
    start: int
    end: int


def words_in(text: str) -> Iterator[Word]:
    """The words of `text` in order. Signs and spaces only part them."""
    for found in _WORD.finditer(text):
        yield Word(_fold(found[0]), *found.span())


@lru_cache(maxsize=8192)
def _fold(word: str) -> str:
    letters = (one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    return "".join(letters).casefold()[:LONGEST]


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: all of the `whole` words, and one that begins with `beginning`."""

    whole: tuple[str, ...]
    beginning: str | None

    def __bool__(self) -> bool:
        return bool(self.whole or self.beginning)

    @property
    def longest(self) -> str:
        """The one that says most."""
        return max((*self.whole, self.beginning or ""), key=len)

    def answers(self, word: str) -> bool:
        """Whether `word`, folded, is one of those looked for."""
        return word in self.whole or bool(self.beginning and word.startswith(self.beginning))

    def is_in(self, text: str) -> bool:
        """Whether `text` has them all."""
        found = {word.folded for word in words_in(text)}
        begins = self.beginning is None or any(word.startswith(self.beginning) for word in found)
        return begins and found.issuperset(self.whole)


def asked_for(q: str) -> Asked:
    """Of what was typed so far: a word still being typed is a beginning, one with a space after it whole."""
    found = list(words_in(q))[:MOST]
    is_typing = bool(found) and found[-1].end == len(q)
    whole = dict.fromkeys(word.folded for word in (found[:-1] if is_typing else found))
    return Asked(tuple(whole), found[-1].folded if is_typing else None)
