"""Operators' passwords, by foundation's rules, refused in sentences of the control plane."""

from collections.abc import Iterator
from contextlib import contextmanager

from control_plane.errors import InvalidInput, TooMany
from foundation import passwords
from foundation.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, NOBODYS_HASH, Busy

__all__ = ["NOBODYS_HASH", "check_new_password", "hash_password", "verify_password"]

_WEAK = {
    "length": f"The password needs {MINIMUM_LENGTH} to {MAXIMUM_LENGTH} characters.",
    "own": "The password may not be made of your own e-mail address or the product's name.",
    "common": "This password is easy to guess: join words that only you would join.",
}
_OWN_WORDS = ("guiche", "guichê")


def check_new_password(password: str, email: str) -> None:
    """Raises InvalidInput `weak_password`: see `foundation.passwords.weakness`."""
    reason = passwords.weakness(password, (email, *_OWN_WORDS))
    if reason is not None:
        raise InvalidInput("weak_password", _WEAK[reason], reason=reason, fields={"password": _WEAK[reason]})


def hash_password(password: str) -> str:
    """Raises TooMany `busy` when too many people sign in at this moment."""
    with _busy_is_too_many():
        return passwords.hash_password(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether `password` made `stored`. Raises TooMany `busy` like `hash_password`."""
    with _busy_is_too_many():
        return passwords.verify_password(stored, password)


@contextmanager
def _busy_is_too_many() -> Iterator[None]:
    try:
        yield
    except Busy as error:
        raise TooMany(
            "busy", "Too many people are signing in at this moment: try again shortly.", retry_after=5
        ) from error
