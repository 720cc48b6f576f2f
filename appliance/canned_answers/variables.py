"""What stands in a canned answer for what is only known when it is used: `{{cliente.nome}}`.

The inbox fills them in when an answer is put into the field; what it does not know it leaves as it is, and a
message that still has one is not sent.
"""

import re
from typing import Final

from appliance.errors import InvalidInput

NAMES: Final = (
    "cliente.nome",
    "cliente.primeiro_nome",
    "cliente.email",
    "protocolo",
    "atendente.nome",
    "setor",
    "saudacao",
)
_FIELD = re.compile(r"campo\.([a-z0-9_]{1,40})")
"""A field of the client's own (contacts.fields), by its key."""
_VARIABLE = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")


def variables_in(text: str) -> list[str]:
    """Their names, in order, each once; also names that nobody knows."""
    return list(dict.fromkeys(name.casefold() for name in _VARIABLE.findall(text)))


def is_ours(name: str) -> bool:
    """Whether it is the name of a variable; of a field, whether it could be."""
    return name in NAMES or _FIELD.fullmatch(name) is not None


def require_known(text: str, field: str) -> None:
    """Raises InvalidInput `unknown_variable`; which fields there are only the database knows."""
    unknown = [name for name in variables_in(text) if not is_ours(name)]
    if unknown:
        raise InvalidInput(
            "unknown_variable",
            f"{{{{{unknown[0]}}}}} não existe. Use: {', '.join(NAMES)}.",
            field=field,
            names=unknown,
        )


def require_fields(text: str, field: str, keys: set[str]) -> None:
    """`keys`: of the fields in use. Raises InvalidInput `unknown_variable`."""
    found = [match[1] for name in variables_in(text) if (match := _FIELD.fullmatch(name))]
    unknown = [key for key in found if key not in keys]
    if unknown:
        message = f"{{{{campo.{unknown[0]}}}}} não existe: não há campo do contato assim."
        raise InvalidInput(
            "unknown_variable", message, field=field, names=[f"campo.{key}" for key in unknown]
        )


def require_filled(text: str | None, field: str) -> None:
    """Raises InvalidInput `unfilled_variable`. Braces that are none of ours are somebody's own words."""
    unfilled = [name for name in variables_in(text or "") if is_ours(name)]
    if unfilled:
        raise InvalidInput(
            "unfilled_variable",
            f"Falta preencher {{{{{unfilled[0]}}}}} no texto.",
            field=field,
            names=unfilled,
        )
