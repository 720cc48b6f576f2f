"""Passwords, by foundation's rules, refused in the words of the inbox."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from appliance.errors import InvalidInput, Unavailable
from foundation import passwords
from foundation.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, NOBODYS_HASH, Busy, needs_rehash

__all__ = [
    "MAXIMUM_LENGTH",
    "NOBODYS_HASH",
    "check_new_password",
    "hash_password",
    "needs_rehash",
    "verify_password",
]

_WEAK = {
    "length": f"A senha precisa ter de {MINIMUM_LENGTH} a {MAXIMUM_LENGTH} caracteres.",
    "own": "A senha não pode ser feita do seu nome, do seu e-mail ou do nome da empresa.",
    "common": "Esta senha é fácil de adivinhar. Junte palavras que só você juntaria.",
}


def check_new_password(password: str, own_words: Iterable[str] = ()) -> None:
    """Raises InvalidInput `weak_password` with `reason`: see `foundation.passwords.weakness`."""
    reason = passwords.weakness(password, own_words)
    if reason is not None:
        raise InvalidInput(
            "weak_password",
            _WEAK[reason],
            reason=reason,
            minimum_length=MINIMUM_LENGTH,
            maximum_length=MAXIMUM_LENGTH,
        )


def hash_password(password: str) -> str:
    """Raises Unavailable `busy` when too many people sign in at this moment."""
    with _busy_is_unavailable():
        return passwords.hash_password(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether `password` made `stored`. Raises Unavailable `busy` like `hash_password`."""
    with _busy_is_unavailable():
        return passwords.verify_password(stored, password)


@contextmanager
def _busy_is_unavailable() -> Iterator[None]:
    try:
        yield
    except Busy as error:
        raise Unavailable("busy", "Muita gente entrando agora. Tente de novo em instantes.") from error
