"""What a name may be, and when two are the same to a person."""

import unicodedata
from typing import Final

from marshmallow import ValidationError, validate

from foundation.names import is_unsafe

UNSEEN: Final = "Há caracteres invisíveis aqui (quebra de linha, mudança de direção)."
_LAYOUT: Final = str.maketrans("\r\n\t", "   ")


def one_line(text: str) -> None:
    """Raises ValidationError for what would break the line, or turn the reading direction of what follows."""
    if is_unsafe(text.strip()):
        raise ValidationError(UNSEEN)


def lines(text: str) -> None:
    """As one_line, of a text that may have several. Raises ValidationError."""
    one_line(text.translate(_LAYOUT))


def name_rule(most: int) -> validate.And:
    """Of a name with something in it, up to `most` characters."""
    return validate.And(validate.Length(min=1, max=most), validate.Regexp(r"\s*\S"), one_line)


def key_of(name: str) -> str:
    """`Cobrança` and `COBRANCA ` give the same key: without capitals, accents and blanks around it."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))[:60]
