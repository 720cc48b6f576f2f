from typing import Any

import pytest

from appliance.whatsapp.fields import get, number, some, text, word


def test_what_is_below_keys() -> None:
    assert get({"a": {"b": 1}}, "a", "b") == 1
    assert get({"a": [1]}, "a", "b") is None
    assert get("a", "b") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1),
        (1.5, 1.5),
        ("1.50", 1.5),
        ("3", 3),
        ("-46.6", -46.6),
        (True, None),
        ("nan", None),
        (float("inf"), None),
        ("1e400", None),
        (10**30, None),
        ("9" * 40, None),
        ("north", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers(value: Any, expected: float | None) -> None:
    assert number(value) == expected


def test_words_may_be_numbers() -> None:
    assert [word(7), word("7"), word(True), word([]), word("abc", 2)] == ["7", "7", None, None, "ab"]
    assert [text(""), text(7), text("abc", 2)] == [None, None, "ab"]


def test_only_what_is_known_is_kept() -> None:
    assert some(a=None, b="", c=[], d={}, e=0, f=False, g="x") == {"e": 0, "f": False, "g": "x"}
