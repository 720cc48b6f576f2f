"""Tokens of a sign-in: random ones known by their hash, signed ones that expire by themselves.

While the session key is replaced it holds two (`foundation.rotating`): the first signs, both are believed.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from foundation.rotating import accepted, current

ACCESS_TOKEN_SECONDS = 15 * 60
CHALLENGE_SECONDS = 5 * 60


@dataclass(frozen=True)
class AccessClaim:
    """What an access token says; true only while the sign-in's row agrees."""

    sign_in_id: int
    user_id: int
    session_version: int


@dataclass(frozen=True)
class Challenge:
    """Says that somebody gave their password, and that the code of their second factor is still missing."""

    user_id: int
    session_version: int
    is_remembered: bool


def random_token() -> str:
    """256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """How a random token is stored. It has 256 bits of its own, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_access_token(session_key: str, claim: AccessClaim) -> str:
    """A bearer token good for fifteen minutes."""
    return _serializer(session_key, "access-token").dumps(
        [claim.sign_in_id, claim.user_id, claim.session_version]
    )


def read_access_token(session_key: str, token: str) -> AccessClaim | None:
    """None when it is expired, altered or not ours."""
    try:
        sign_in_id, user_id, session_version = _serializer(session_key, "access-token").loads(
            token, max_age=ACCESS_TOKEN_SECONDS
        )
    except (BadData, ValueError, TypeError):
        return None
    return AccessClaim(sign_in_id, user_id, session_version)


def sign_challenge(session_key: str, challenge: Challenge) -> str:
    """For the second step of a login, good for five minutes."""
    values = [challenge.user_id, challenge.session_version, challenge.is_remembered]
    return _serializer(session_key, "second-factor").dumps(values)


def read_challenge(session_key: str, token: str) -> Challenge | None:
    """None when it is expired, altered or not ours."""
    try:
        user_id, session_version, is_remembered = _serializer(session_key, "second-factor").loads(
            token, max_age=CHALLENGE_SECONDS
        )
    except (BadData, ValueError, TypeError):
        return None
    return Challenge(user_id, session_version, is_remembered)


def csrf_token(session_key: str, cookie: str) -> str:
    """Belongs to one cookie and can be told from it only with the key, so nothing needs storing."""
    return _csrf_token(current(session_key), cookie)


def is_csrf_token(session_key: str, cookie: str, given: str) -> bool:
    """Compared in constant time."""
    tokens = [_csrf_token(key, cookie).encode() for key in accepted(session_key)]
    return any(hmac.compare_digest(token, given.encode()) for token in tokens)


def _csrf_token(key: str, cookie: str) -> str:
    return hmac.new(key.encode(), b"csrf:" + cookie.encode(), hashlib.sha256).hexdigest()


def _serializer(session_key: str, salt: str) -> URLSafeTimedSerializer:
    keys = accepted(session_key)[::-1]  # it signs with the last of its keys
    return URLSafeTimedSerializer(keys, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})
