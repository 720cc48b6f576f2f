"""When two names are the same to a person."""

import unicodedata


def key_of(name: str) -> str:
    """`Cobrança` and `COBRANCA ` give the same key: without capitals, accents and blanks around it."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))[:60]
