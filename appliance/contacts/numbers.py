"""A phone number as people type it, made into the one WhatsApp is asked for.

With `+` or `00` it is international (E.164: up to 15 digits). Without, it is Brazilian: area code and eight
or nine digits, after a trunk 0 or not. Mobiles get their ninth digit: a number that never wrote is first
written to in full, and Meta's answer says what WhatsApp makes of it.
"""

import re

from appliance.contacts.brazil import display_phone

_AREA_CODES = (
    "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 "
    "61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99"
)
AREA_CODES = frozenset(_AREA_CODES.split())
"""Anatel's; none of them has a 0."""

_TYPED = re.compile(r"[0-9+()\s.\-/\u2010-\u2015]+")
_MOBILE = re.compile(r"9?[6-9]\d{7}")
_LANDLINE = re.compile(r"[2-5]\d{7}")

NOT_A_NUMBER = "Isto não é um número de telefone."
NO_AREA_CODE = "Escreva o DDD antes do número."
NOT_BRAZILIAN = "Este número não existe no Brasil. Se é de outro país, comece com + e o código do país."
NOT_E164 = "Depois do + vêm o código do país e o número: de 8 a 15 algarismos."


def parse_number(typed: str) -> str:
    """Digits only, with the country's code. Raises ValueError with a sentence for whoever typed it."""
    text = typed.strip()
    if not _TYPED.fullmatch(text) or "+" in text[1:]:
        raise ValueError(NOT_A_NUMBER)
    digits = "".join(re.findall(r"[0-9]", text))
    if text.startswith("+") or digits.startswith("00"):
        return _international(digits.removeprefix("00") if not text.startswith("+") else digits)
    national = digits.removeprefix("0")
    if len(national) in {12, 13} and national.startswith("55"):
        return _brazilian(national[2:])
    if len(national) in {8, 9} and not digits.startswith("0"):
        raise ValueError(NO_AREA_CODE)
    return _brazilian(national)


def _international(digits: str) -> str:
    if not re.fullmatch(r"[1-9]\d{7,14}", digits):
        raise ValueError(NOT_E164)
    return _brazilian(digits[2:]) if digits.startswith("55") else digits


def _brazilian(national: str) -> str:
    area, subscriber = national[:2], national[2:]
    if area not in AREA_CODES or not (_MOBILE.fullmatch(subscriber) or _LANDLINE.fullmatch(subscriber)):
        raise ValueError(NOT_BRAZILIAN)
    return display_phone(f"55{national}").removeprefix("+")


def spellings(typed: str) -> list[str]:
    """The digits of `typed` to look for among stored numbers, with a ninth digit put in where one may miss.

    Stored numbers of Brazilian mobiles have it, so only who leaves it out needs help.
    """
    digits = "".join(re.findall(r"[0-9]", typed)).lstrip("0")
    if len(digits) < 4:
        return []
    area_ends = (2, 4) if digits.startswith("55") else (2,)
    mobile = [end for end in area_ends if digits[end : end + 1] in set("6789")]
    return [digits, *(f"{digits[:end]}9{digits[end:]}" for end in mobile)]
