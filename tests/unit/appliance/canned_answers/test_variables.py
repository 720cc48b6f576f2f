import pytest

from appliance.canned_answers.variables import require_filled, require_known, variables_in
from appliance.errors import InvalidInput


def test_variables_are_found_once_with_any_space_and_capitals() -> None:
    assert variables_in("{{ Cliente.Nome }}, {{protocolo}} {{cliente.nome}} {protocolo}") == [
        "cliente.nome",
        "protocolo",
    ]


def test_what_nobody_can_fill_is_refused_when_it_is_written() -> None:
    require_known("Olá {{cliente.nome}}!", "content")
    with pytest.raises(InvalidInput) as refused:
        require_known("Olá {{cliente.idade}}!", "content")
    assert (refused.value.code, refused.value.details["names"]) == ("unknown_variable", ["cliente.idade"])
    assert refused.value.message.startswith("{{cliente.idade}} não existe")


def test_what_is_not_filled_is_refused_when_it_is_sent() -> None:
    with pytest.raises(InvalidInput) as refused:
        require_filled("Olá {{ cliente.nome }}!", "content")
    assert refused.value.details == {"field": "content", "names": ["cliente.nome"]}


@pytest.mark.parametrize("text", [None, "", "if (a) {{ b }}", "{{}}", "{{cliente.nome"])
def test_other_braces_are_somebodys_own_words(text: str | None) -> None:
    require_filled(text, "content")
