from datetime import UTC, datetime

import pytest

from appliance.canned_answers.filling import fill, greeting

VALUES = {"cliente.primeiro_nome": "Ana", "saudacao": "bom dia", "protocolo": "1"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{{saudacao}}, {{ Cliente.Primeiro_Nome }}!", "Bom dia, Ana!"),
        ("Oi! *{{saudacao}}* e {{saudacao}}", "Oi! *Bom dia* e bom dia"),
        ("{{setor}} e {{nada}} {{protocolo}}", "{{setor}} e {{nada}} 1"),
    ],
)
def test_what_is_known_is_filled_in(content: str, expected: str) -> None:
    assert fill(content, VALUES) == expected


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (4, "boa noite"),
        (5, "bom dia"),
        (11, "bom dia"),
        (12, "boa tarde"),
        (17, "boa tarde"),
        (18, "boa noite"),
    ],
)
def test_it_is_greeted_by_the_clock(hour: int, expected: str) -> None:
    assert greeting(datetime(2026, 11, 21, hour, tzinfo=UTC), "pt-BR") == expected
