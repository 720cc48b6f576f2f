"""A short run of what `python -m bench.fuzz_webhook` does by the million; no database."""

from typing import Any

import pytest

from bench.fuzz_webhook import CORPUS, Found, fuzz
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

    monkeypatch.setattr("bench.fuzz_webhook.understand", break_it)
    with pytest.raises(Found) as found:
        fuzz(corpus, 10, seed=1)
    assert found.value.body
