"""Brazil's calendar, from the program that knows it."""

from datetime import date

import pytest

from appliance.errors import InvalidInput
from appliance.hours.brazil import STATES, public_holidays


def test_the_countrys_with_movable_feasts_and_carnival() -> None:
    found = {one.day: (one.name, one.scope) for one in public_holidays(2027, None)}
    assert found[date(2027, 9, 7)] == ("Independência do Brasil", "national")
    assert found[date(2027, 3, 26)][0] == "Sexta-feira Santa"
    assert found[date(2027, 2, 9)] == ("Carnaval", "optional")
    assert found[date(2027, 5, 27)] == ("Corpus Christi", "optional")
    assert found[date(2027, 11, 20)][1] == "national"


def test_a_states_besides() -> None:
    found = {one.day: one.scope for one in public_holidays(2026, "SP")}
    assert found[date(2026, 7, 9)] == "state"
    assert found[date(2026, 12, 25)] == "national"


@pytest.mark.parametrize(
    ("year", "state", "code"), [(1999, None, "invalid_year"), (2026, "XX", "invalid_state")]
)
def test_what_there_is_not(year: int, state: str | None, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        public_holidays(year, state)
    assert refused.value.code == code


def test_there_are_27_states() -> None:
    assert len(STATES) == 27
