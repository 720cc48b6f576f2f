from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.composing.checks import check_count, check_readable, known_text, refuse_given, wanted_text
from appliance.errors import InvalidInput


def test_space_around_a_text_goes() -> None:
    assert wanted_text(" a\nb ", "f", "o texto", 3) == "a\nb"


def test_a_single_line_has_no_breaks() -> None:
    assert known_text(" a \n\t b ", "f", "o texto", 3, one_line=True) == "a b"


@pytest.mark.parametrize("value", [None, "", "  ", 5])
def test_nothing_is_none(value: Any) -> None:
    assert known_text(value, "f", "o texto", 3) is None
    with pytest.raises(InvalidInput, match="Falta preencher: o texto") as refusal:
        wanted_text(value, "f", "o texto", 3)
    assert refusal.value.details == {"field": "f"}


@given(st.text(), st.integers(0, 20))
def test_what_is_let_through_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    try:
        found = known_text(text, "f", "o texto", limit)
    except InvalidInput as refusal:
        assert len(text.strip()) > limit
        assert refusal.code == "too_long"
    else:
        assert found is None or 0 < len(found) <= limit


@pytest.mark.parametrize(("count", "code"), [(0, "required"), (1, None), (3, None), (4, "too_many")])
def test_a_count_has_two_ends(count: int, code: str | None) -> None:
    things = ["x"] * count
    if code is None:
        check_count(things, "f", "os botões", 3)
        return
    with pytest.raises(InvalidInput) as refusal:
        check_count(things, "f", "os botões", 3)
    assert refusal.value.code == code


def test_what_has_no_place_is_refused_when_it_says_something() -> None:
    for nothing in (None, "", [], {}):
        refuse_given(nothing, "f", "Não cabe.")
    with pytest.raises(InvalidInput, match=r"Não cabe\."):
        refuse_given(0.0, "f", "Não cabe.")


def test_half_a_character_is_found_wherever_it_stands() -> None:
    check_readable({"a": ["inteiro 🎉", 1, None, {"b": True}]})
    with pytest.raises(InvalidInput) as refusal:
        check_readable({"a": [{"b": "meio \ud83c"}]})
    assert (refusal.value.code, refusal.value.details) == ("invalid_text", {"field": "a.0.b"})
    with pytest.raises(InvalidInput):
        check_readable("zero \0")
    with pytest.raises(InvalidInput):
        check_readable({"body": {"\udfff": "x"}})
