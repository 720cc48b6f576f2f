"""Passwords: argon2id with 19 MiB, two passes and one lane (OWASP's profile for small containers).

Hashing takes tens of milliseconds of processor time: under gevent it runs in the hub's thread pool, so
that sockets keep moving, and only a few at once, so that a burst of logins cannot fill the container.
"""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from appliance.accounts.password_rules import is_predictable, names_its_owner
from appliance.errors import InvalidInput, Unavailable
from foundation.off_loop import off_loop

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


def check_new_password(password: str, own_words: Iterable[str] = ()) -> None:
    """Raises InvalidInput `weak_password` with `reason`: length, common, or own (`own_words`: the person's
    name and e-mail, the company's name). No rules of composition: every character is as good as any other
    (OWASP ASVS 5.0, V6.2, level 2).
    """
    own = [*own_words]
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise _weak("length", f"A senha precisa ter de {MINIMUM_LENGTH} a {MAXIMUM_LENGTH} caracteres.")
    if names_its_owner(password, own):
        raise _weak("own", "A senha não pode ser feita do seu nome, do seu e-mail ou do nome da empresa.")
    if is_predictable(password, own):
        raise _weak("common", "Esta senha é fácil de adivinhar. Junte palavras que só você juntaria.")


def _weak(reason: str, sentence: str) -> InvalidInput:
    return InvalidInput(
        "weak_password",
        sentence,
        reason=reason,
        minimum_length=MINIMUM_LENGTH,
        maximum_length=MAXIMUM_LENGTH,
    )


def hash_password(password: str) -> str:
    """Raises Unavailable `busy` when too many people sign in at this moment."""
    with _place():
        return off_loop(_hasher.hash, _normal(password))


def verify_password(stored: str, password: str) -> bool:
    """Whether `password` made `stored`. Raises Unavailable `busy` like `hash_password`."""
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
        raise Unavailable("busy", "Muita gente entrando agora. Tente de novo em instantes.")
    try:
        yield
    finally:
        _places.release()
