"""What every target shares: how an input that does harm is told of."""

from types import TracebackType


class Found(Exception):
    """An input that did what no input may do."""

    def __init__(self, given: object, number: int) -> None:
        self.given = given
        super().__init__(f"input {number}: {str(given)[:2000]}")


class blaming:  # noqa: N801 - read as a statement
    """Whatever escapes the code under test, `given` being its input `number`, is a finding.

    Raises Found from it. What the code may raise is caught inside.
    """

    def __init__(self, given: object, number: int) -> None:
        self.given, self.number = given, number

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            raise Found(self.given, self.number) from error
