"""A short run of what `python -m bench.fuzz` does by the million; no database."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bench.fuzz.answers import addresses, answers
from bench.fuzz.files import clean, draw, sniff
from bench.fuzz.finding import Found
from bench.fuzz.webhook import CORPUS, fuzz
from bench.payload_files import read_folder


@pytest.fixture(scope="module")
def corpus() -> list[Any]:
    return [payload.document for payload in read_folder(CORPUS)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_body_breaks_the_reading(corpus: list[Any], seed: int) -> None:
    ends = fuzz(corpus, 1500, seed)
    assert ends["understood"] > 500
    assert ends["malformed"] > 50


def test_a_body_that_breaks_something_is_found(corpus: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def break_it(_body: bytes) -> str:
        raise TypeError("broken")

    monkeypatch.setattr("bench.fuzz.webhook.understand", break_it)
    with pytest.raises(Found) as found:
        fuzz(corpus, 10, seed=1)
    assert found.value.given


@pytest.mark.parametrize(
    ("target", "number", "both"),
    [
        (sniff, 3000, ("a type", "not of its kind")),
        (clean, 1000, ("cleaned", "unreadable")),
        (draw, 3, ()),
        (addresses, 3000, ("Meta's", "foreign")),
        (answers, 1000, ("expired", "unavailable")),
    ],
)
def test_no_file_address_or_answer_breaks_what_reads_it(
    target: Callable[[int, int], Counter[str]], number: int, both: tuple[str, ...]
) -> None:
    ends = target(1, number)
    assert all(ends[name] for name in both), ends


def test_an_address_that_is_not_metas_and_let_through_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.fuzz.answers.check_address", lambda _url, _graph: None)
    with pytest.raises(Found):
        addresses(1, 200)
