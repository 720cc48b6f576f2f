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
    "protocolo",
    "atendente.nome",
    "setor",
    "saudacao",
)
_VARIABLE = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")


def variables_in(text: str) -> list[str]:
    """Their names, in order, each once; also names that nobody knows."""
    return list(dict.fromkeys(name.casefold() for name in _VARIABLE.findall(text)))


def require_known(text: str, field: str) -> None:
    """Raises InvalidInput `unknown_variable`."""
    unknown = [name for name in variables_in(text) if name not in NAMES]
    if unknown:
        raise InvalidInput(
            "unknown_variable",
            f"{{{{{unknown[0]}}}}} não existe. Use: {', '.join(NAMES)}.",
            field=field,
            names=unknown,
        )


def require_filled(text: str | None, field: str) -> None:
    """Raises InvalidInput `unfilled_variable`. Braces that are none of ours are somebody's own words."""
    unfilled = [name for name in variables_in(text or "") if name in NAMES]
    if unfilled:
        raise InvalidInput(
            "unfilled_variable",
            f"Falta preencher {{{{{unfilled[0]}}}}} no texto.",
            field=field,
            names=unfilled,
        )
