"""Operators' passwords: argon2id with 19 MiB, two passes and one lane (OWASP's profile for small containers).

A hash takes tens of milliseconds of processor time: never inside a transaction, in gevent's thread pool
where gevent runs the process, and only a few at once, so that a burst of logins cannot fill the container.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from control_plane.errors import TooMany
from foundation.off_loop import off_loop

AT_ONCE = 2
WAIT_SECONDS = 10

NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$Aut4fy1MXJiQoqrBJfmRPg$piMO/eOEQs7zb2/U7jZKAumXb3SWGc2heBcAMY5R4po"
)
"""Of a random password nobody has: checked when the e-mail is unknown, so that both cases take as long."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_places = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """Raises TooMany `busy` when too many people sign in at this moment."""
    with _place():
        return off_loop(_hasher.hash, password)


def verify_password(stored: str, password: str) -> bool:
    """Whether `password` made `stored`. Raises TooMany `busy` like `hash_password`."""
    with _place():
        return off_loop(_matches, stored, password)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise TooMany(
            "busy", "Too many people are signing in at this moment: try again shortly.", retry_after=5
        )
    try:
        yield
    finally:
        _places.release()
