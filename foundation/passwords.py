"""Passwords: argon2id with 19 MiB, two passes and one lane (OWASP's profile for small containers).

Hashing takes tens of milliseconds of processor time: under gevent it runs in the hub's thread pool, so
that sockets keep moving, and only a few at once, so that a burst of logins cannot fill the container. Never
hash inside a transaction.
"""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation.off_loop import off_loop
from foundation.password_rules import is_predictable, names_its_owner

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 128
AT_ONCE = 2
WAIT_SECONDS = 10

NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$Aut4fy1MXJiQoqrBJfmRPg$piMO/eOEQs7zb2/U7jZKAumXb3SWGc2heBcAMY5R4po"
)
"""Of a random password nobody has: checked when the e-mail is unknown, so that both cases take as long."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_places = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Too many people sign in at this moment."""


def weakness(password: str, own_words: Iterable[str] = ()) -> Literal["length", "own", "common"] | None:
    """Why a new password will not do, or None.

    `own_words`: the person's name and e-mail, the company's name. No rules of composition: every character is
    as good as any other (OWASP ASVS 5.0, V6.2, level 2).
    """
    own = [*own_words]
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        return "length"
    if names_its_owner(password, own):
        return "own"
    return "common" if is_predictable(password, own) else None


def hash_password(password: str) -> str:
    """Raises Busy."""
    with _place():
        return off_loop(_hasher.hash, _normal(password))


def verify_password(stored: str, password: str) -> bool:
    """Whether `password` made `stored`. Raises Busy."""
    if len(password) > MAXIMUM_LENGTH:
        return False
    with _place():
        return off_loop(_matches, stored, _normal(password))


def needs_rehash(stored: str) -> bool:
    """True for a hash made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _matches(stored: str, password: str) -> bool:
    """A value, not an exception: gevent's pool prints the trace of what is raised in its threads."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """One spelling for accents, whichever way the keyboard composes them (NIST SP 800-63B 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _places.release()
