"""The one rule for names that people type: of clients, of persons, of a number as people see it.

A name stands in lists, mails and sentences beside other text: it may not break a line, nor turn the reading
direction of what follows it (UAX #9, explicit formatting characters), nor be there without being seen.
"""

import re
import unicodedata

LONGEST_NAME = 120
LONGEST_NUMBER = 40

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, line and paragraph separators, embeddings, overrides and isolates, half characters."""
_ZERO_WIDTH = "\u200b\u2060\ufeff"
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category, but nothing is drawn for them."""


def tidy_name(text: str) -> str:
    """One spelling for accents (NFC), and nothing unseen at either end."""
    return unicodedata.normalize("NFC", text).strip().strip(_ZERO_WIDTH).strip()


def name_problem(name: str, missing: str, *, longest: int = LONGEST_NAME) -> str | None:
    """Why a tidy `name` will not do, or None; `missing` is what is said of an empty or an unseen one."""
    if _UNSAFE.search(name):
        return "This has invisible characters (line break, change of direction): delete it and type it again."
    if not any(map(_is_seen, name)):
        return missing
    return None if len(name) <= longest else f"Make it shorter: at most {longest} characters."


def _is_seen(character: str) -> bool:
    """Letters, numbers, punctuation and symbols; not marks alone, spaces or format characters."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_LETTERS
