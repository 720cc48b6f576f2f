from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.hours.closed_texts import closed

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("America/Sao_Paulo"))  # a Friday


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (NOW + timedelta(hours=2), "Voltamos hoje às 21:00."),
        (NOW + timedelta(hours=14), "Voltamos amanhã às 09:00."),
        (NOW + timedelta(hours=62), "Voltamos segunda-feira, 23/11, às 09:00."),
        (None, "Responderemos assim que possível."),
    ],
)
def test_it_says_when_somebody_is_there(opening: datetime | None, expected: str) -> None:
    assert closed("pt-BR", NOW, opening, None).endswith(expected)


@pytest.mark.parametrize("locale", ["pt-BR", "en", "es"])
def test_in_each_language(locale: str) -> None:
    assert "09:00" in closed(locale, NOW, NOW + timedelta(hours=62), None)


def test_the_clients_own_words() -> None:
    assert closed("pt-BR", NOW, NOW + timedelta(hours=14), "Fechado! Até {volta}.") == (
        "Fechado! Até amanhã às 09:00."
    )
    assert closed("pt-BR", NOW, None, "Fechado {volta}") == "Fechado"
