"""Tokens of a sign-in: random ones known by their hash, signed ones that expire by themselves."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

ACCESS_TOKEN_SECONDS = 15 * 60


@dataclass(frozen=True)
class AccessClaim:
    """What an access token says; true only while the sign-in's row agrees."""

    sign_in_id: int
    user_id: int
    session_version: int


def random_token() -> str:
    """256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """How a random token is stored. It has 256 bits of its own, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_access_token(session_key: str, claim: AccessClaim) -> str:
    """A bearer token good for fifteen minutes."""
    return _serializer(session_key).dumps([claim.sign_in_id, claim.user_id, claim.session_version])


def read_access_token(session_key: str, token: str) -> AccessClaim | None:
    """None when it is expired, altered or not ours."""
    try:
        sign_in_id, user_id, session_version = _serializer(session_key).loads(
            token, max_age=ACCESS_TOKEN_SECONDS
        )
    except (BadData, ValueError, TypeError):
        return None
    return AccessClaim(sign_in_id, user_id, session_version)


def csrf_token(session_key: str, cookie: str) -> str:
    """Belongs to one cookie and can be told from it only with the key, so nothing needs storing."""
    return hmac.new(session_key.encode(), b"csrf:" + cookie.encode(), hashlib.sha256).hexdigest()


def is_csrf_token(session_key: str, cookie: str, given: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(csrf_token(session_key, cookie).encode(), given.encode())


def _serializer(session_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        session_key, salt="access-token", signer_kwargs={"digest_method": hashlib.sha256}
    )
