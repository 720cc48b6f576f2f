"""A secret that is being replaced: its file holds several values, one a line.

The first is the one to use; the others are accepted as well, for as long as somebody may still present one.
"""


def accepted(secret: str) -> list[str]:
    """Every value that counts, the one to use first."""
    return secret.split("\n")


def current(secret: str) -> str:
    """The value to use."""
    return accepted(secret)[0]
