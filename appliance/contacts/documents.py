"""CPF and CNPJ: their check digits, and how people write them.

Sources: Receita Federal, CPF (modulo 11); IN RFB 2.119/2022 with 2.229/2024: since July 2026 a new CNPJ has
letters in its first twelve places, and a character counts as its ASCII code less 48.
"""

import re
from typing import Final

_CPF: Final = re.compile(r"\d{11}")
_CNPJ: Final = re.compile(r"[A-Z0-9]{12}\d{2}")
_AROUND: Final = re.compile(r"[\s./-]+")
_CNPJ_LENGTH = 14
_LARGEST_CPF_WEIGHT, _LARGEST_CNPJ_WEIGHT = 11, 9


def parse_document(text: str) -> str:
    """A CPF or CNPJ as people type it, without dots and dashes. Raises ValueError in words for people."""
    plain = _AROUND.sub("", text).upper()
    if _CPF.fullmatch(plain) and plain.isascii():
        if not _holds(plain, _LARGEST_CPF_WEIGHT):
            raise ValueError("Este CPF não existe: confira os números.")
        return plain
    if _CNPJ.fullmatch(plain) and plain.isascii():
        if not _holds(plain, _LARGEST_CNPJ_WEIGHT):
            raise ValueError("Este CNPJ não existe: confira os números.")
        return plain
    raise ValueError("Escreva os 11 números de um CPF ou os 14 caracteres de um CNPJ.")


def written(document: str) -> str:
    """123.456.789-09 or 12.ABC.345/01DE-35."""
    parts = [document[at : at + 3] for at in range(0, 9, 3)]
    if len(document) != _CNPJ_LENGTH:
        return f"{'.'.join(parts)}-{document[9:]}"
    return f"{document[:2]}.{document[2:5]}.{document[5:8]}/{document[8:12]}-{document[12:]}"


def _holds(document: str, largest: int) -> bool:
    """All alike passes the sum, and is nobody's."""
    values = [ord(character) - 48 for character in document]
    return len(set(document)) > 1 and all(
        _digit(values[:count], largest) == values[count] for count in (len(values) - 2, len(values) - 1)
    )


def _digit(values: list[int], largest: int) -> int:
    """Weights from the right: 2, 3 … up to `largest`, then from 2 again."""
    rest = sum(value * (2 + at % (largest - 1)) for at, value in enumerate(reversed(values))) % 11
    return 0 if rest < 2 else 11 - rest
