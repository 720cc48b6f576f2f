"""Whether a text is one emoji: what a reaction consists of (Unicode Technical Standard 51, loosely)."""

import re

LENGTH = 30
"""Ours, in characters: the longest family of four has half of that."""

_PICTURE = (
    "(?![\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff])"  # half a flag, a tone of nothing
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f004-\U0001faff]"
)
_TONE, _VARIANT, _JOINER = "[\U0001f3fb-\U0001f3ff]", "\ufe0f", "\u200d"
_TAGS = "[\U000e0020-\U000e007e]+\U000e007f"
_ONE = f"{_PICTURE}{_VARIANT}?{_TONE}?(?:{_TAGS})?"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP = f"[0-9#*]{_VARIANT}?\u20e3"
_EMOJI = re.compile(f"{_FLAG}|{_KEYCAP}|{_ONE}(?:{_JOINER}{_ONE})*")


def is_emoji(text: str) -> bool:
    """One, as a person counts: with its skin tone, or several joined into one picture."""
    return len(text) <= LENGTH and _EMOJI.fullmatch(text) is not None
