"""What every target shares: how an input that does harm is told of."""

from collections.abc import Iterator
from contextlib import contextmanager


class Found(Exception):
    """An input that did what no input may do."""

    def __init__(self, given: object, number: int) -> None:
        self.given = given
        super().__init__(f"input {number}: {str(given)[:2000]}")


@contextmanager
def blaming(given: object, number: int) -> Iterator[None]:
    """Whatever escapes the code under test is a finding: the one broad catch of the fuzzer.

    Raises Found. What the code may raise is caught inside.
    """
    try:
        yield
    except Exception as error:
        raise Found(given, number) from error
