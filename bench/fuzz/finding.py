"""What every target shares: how an input that does harm is told of."""


class Found(Exception):
    """An input that did what no input may do."""

    def __init__(self, given: object, number: int) -> None:
        self.given = given
        super().__init__(f"input {number}: {str(given)[:2000]}")
