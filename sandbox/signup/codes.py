"""What the dialog gives: a code that is good once, for ten minutes, and becomes a token with its numbers."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.graph.errors import GraphError
from sandbox.registry import Registry
from sandbox.seed_file import Number

LIVES_SECONDS = 600


@dataclass(frozen=True)
class _Grant:
    client_id: str
    redirect_uri: str
    name: str
    phones: tuple[str, ...]
    until: float


class Signup:
    """Each grant makes an account of its own, whose numbers are not registered yet, as with Meta."""

    def __init__(self, registry: Registry, clock: Callable[[], float] = time.monotonic) -> None:
        self._registry = registry
        self._clock = clock
        self._grants: dict[str, _Grant] = {}

    def grant(self, client_id: str, redirect_uri: str, name: str, phones: tuple[str, ...]) -> str:
        """The code, for whoever knows the app's secret."""
        code = "AQ" + secrets.token_urlsafe(32)
        until = self._clock() + LIVES_SECONDS
        self._grants[code] = _Grant(client_id, redirect_uri, name, phones, until)
        return code

    def exchange(self, client_id: str, secret: str, code: str, redirect_uri: str) -> str:
        """The token; raises GraphError 1 and 100, as the dialog's documentation tells them.

        An app that no number has yet is taken at its word: its first exchange says what its secret is.
        """
        known = self._registry.app_numbers(client_id)
        if not secret or (known and known[0].app_secret != secret):
            raise GraphError(1, "Error validating client secret.")
        grant = self._grants.pop(code, None)
        if grant is None or grant.until < self._clock() or grant.client_id != client_id:
            raise GraphError(100, "This authorization code has been used or expired.", subcode=36009)
        if grant.redirect_uri != redirect_uri:
            raise GraphError(
                100,
                "Error validating verification code. Please make sure your redirect_uri is identical to the"
                " one you used in the OAuth dialog request",
                subcode=36008,
            )
        return self._register(grant, secret)

    def _register(self, grant: _Grant, secret: str) -> str:
        token, account = "EAAG" + secrets.token_hex(24), "2" + _digits(14)
        for phone in grant.phones:
            number = Number(
                phone_number_id="1" + _digits(14),
                waba_id=account,
                display_phone_number=phone,
                name=grant.name,
                token=token,
                app_secret=secret,
                app_id=grant.client_id,
            )
            number.state.is_registered = False
            self._registry.register(number)
        return token


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
