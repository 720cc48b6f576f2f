"""The values that people fill in for a template's variables. Meta: error codes 132000, 132018."""

import re
from typing import Any

from appliance.errors import InvalidInput
from appliance.templates.placeholders import names_in

_FORBIDDEN = re.compile(r"[\n\r\t]| {4}")


def check_words(value: str, field: str) -> None:
    """Raises InvalidInput `invalid_value` for what Meta takes in no variable."""
    if _FORBIDDEN.search(value):
        raise InvalidInput(
            "invalid_value",
            "O valor de uma variável não pode ter quebra de linha, tabulação nem quatro espaços seguidos.",
            field=field,
        )


def values_by_name(text: str, given: Any, field: str) -> dict[str, str]:
    """One checked value for each variable of `text`; `given` is a list in their order or named.

    Raises InvalidInput `missing_value`, `too_many_values` or `invalid_value`.
    """
    names = names_in(text)
    found = _named(names, given)
    extra = [name for name in found if name not in names]
    if extra:
        raise InvalidInput(
            "too_many_values",
            f"Há valores a mais: o modelo tem {len(names)} {'variável' if len(names) == 1 else 'variáveis'}.",
            field=f"{field}.{extra[0]}",
            limit=len(names),
        )
    for name in names:
        value = found.get(name)
        if not isinstance(value, str) or not value.strip():
            raise InvalidInput(
                "missing_value",
                f"Preencha a variável {{{{{name}}}}}.",
                field=f"{field}.{name}",
                variable=name,
            )
        check_words(value, f"{field}.{name}")
    return {name: found[name] for name in names}


def _named(names: list[str], given: Any) -> dict[str, Any]:
    if isinstance(given, dict):
        return {str(name): value for name, value in given.items()}
    values = given if isinstance(given, list) else []
    places = [*names, *(str(place) for place in range(len(names) + 1, len(values) + 1))]
    return dict(zip(places, values, strict=False))
