"""The one rule for names that people type: of clients, of persons, of a number as people see it.

A name stands in lists, mails and sentences beside other text: it may not break a line, nor turn the reading
direction of what follows it (UAX #9, explicit formatting characters), nor be there without being seen.
"""

import re
import unicodedata

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, line and paragraph separators, embeddings, overrides and isolates, half characters."""
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ZERO_WIDTH = "\u200b\u2060\ufeff"
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category, but nothing is drawn for them."""


def tidy_name(text: str) -> str:
    """One spelling for accents (NFC), and nothing unseen at either end."""
    return unicodedata.normalize("NFC", text).strip().strip(_ZERO_WIDTH).strip()


def is_unsafe(name: str) -> bool:
    """Whether it would break a line or turn the reading direction."""
    return _UNSAFE.search(name) is not None


def made_safe(name: str) -> str:
    """A name that somebody else chose, as its letters stand: on one line, in the direction they have."""
    return _UNSAFE.sub("", _BREAKING.sub(" ", name)).strip()


def is_seen(name: str) -> bool:
    """Whether anything of it is drawn: letters, numbers, punctuation or symbols; not marks alone."""
    return any(
        unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_LETTERS for character in name
    )
