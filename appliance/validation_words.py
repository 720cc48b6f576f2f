"""What marshmallow says of a wrong field, in Portuguese; our own sentences are in Portuguese already.

Done where answers leave (http_errors) and not in marshmallow's classes: those belong to whatever else runs in
the process, and a schema keeps the words it was made with.
"""

import re
from typing import Any

_WORDS = {
    "Missing data for required field.": "Falta este campo.",
    "Field may not be null.": "Este campo não pode ser nulo.",
    "Unknown field.": "Campo desconhecido.",
    "Invalid value.": "Valor inválido.",
    "Invalid type.": "Tipo inválido.",
    "Invalid input type.": "Deve ser um objeto.",
    "Invalid JSON body.": "O corpo do pedido não é JSON válido.",
    "Not a valid mapping type.": "Deve ser um objeto.",
    "Not a valid list.": "Deve ser uma lista.",
    "Not a valid delimited list.": "Deve ser uma lista separada por vírgulas.",
    "Not a valid string.": "Deve ser um texto.",
    "Not a valid utf-8 string.": "O texto não está em UTF-8.",
    "Not a valid number.": "Deve ser um número.",
    "Not a valid integer.": "Deve ser um número inteiro.",
    "Number too large.": "O número é grande demais.",
    "Special numeric values (nan or infinity) are not permitted.": "Deve ser um número finito.",
    "Not a valid boolean.": "Deve ser true ou false.",
    "Not a valid date.": "Deve ser um dia, como 2026-11-21.",
    "Not a valid datetime.": "Deve ser data e hora, como 2026-11-21T09:14:30-03:00.",
    "Not a valid {awareness} datetime.": "Falta o fuso horário, como em 2026-11-21T09:14:30-03:00.",
    "Not a valid email address.": "Não é um endereço de e-mail.",
    "Must be one of: {choices}.": "Deve ser um destes: {choices}.",
    "Must be greater than or equal to {min}.": "Deve ser no mínimo {min}.",
    "Must be less than or equal to {max}.": "Deve ser no máximo {max}.",
    "Must be greater than or equal to {min} and less than or equal to {max}.": "Deve ser de {min} a {max}.",
    "Shorter than minimum length {min}.": "Curto demais: o mínimo é {min}.",
    "Longer than maximum length {max}.": "Longo demais: o máximo é {max}.",
    "Length must be between {min} and {max}.": "O tamanho deve ser de {min} a {max}.",
    "Length must be {equal}.": "O tamanho deve ser {equal}.",
    "String does not match expected pattern.": "O texto tem caracteres que não são aceitos aqui.",
}


def _pattern(english: str) -> re.Pattern[str]:
    """Finds what marshmallow put into the sentence, by name."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(english)), re.DOTALL)


_PATTERNS = [(_pattern(english), portuguese) for english, portuguese in reversed(_WORDS.items())]
"""The longer of two that begin alike comes first."""


def in_portuguese(messages: Any) -> Any:
    """The same messages, however nested, in Portuguese; a sentence that is not marshmallow's stays."""
    if isinstance(messages, dict):
        return {name: in_portuguese(inner) for name, inner in messages.items()}
    if isinstance(messages, list):
        return [in_portuguese(inner) for inner in messages]
    if not isinstance(messages, str):
        return messages
    found = ((pattern.fullmatch(messages), words) for pattern, words in _PATTERNS)
    return next((words.format(**match.groupdict()) for match, words in found if match), messages)
