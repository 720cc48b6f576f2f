"""Login attempts, counted in Redis, with a delay that doubles.

Whoever signed in from a browser before is counted apart from strangers: the browser keeps a cookie that says
so (OWASP, "Blocking Brute Force Attacks", device cookies). So a rival who knows an e-mail can slow down other
strangers, and never the browser in which its owner works.

An attempt is counted before the password is looked at, so that a burst sent at once is counted too;
a login that succeeds takes its count back.
"""

import hashlib
from dataclasses import dataclass

import redis
from itsdangerous import BadData, URLSafeSerializer

from appliance.accounts.tokens import random_token
from appliance.errors import TooMany, Unavailable
from foundation.networks import network_of
from foundation.rotating import accepted

FORGET_SECONDS = 3600


@dataclass(frozen=True)
class Limit:
    """`free` attempts, then a wait of 2, 4, 8 … seconds up to `longest_wait` after each one."""

    free: int
    longest_wait: int


PER_ACCOUNT = Limit(free=5, longest_wait=300)
"""A stranger who knows an e-mail can keep its owner waiting, on a browser that is new to them alone."""
PER_ADDRESS = Limit(free=20, longest_wait=900)
"""Higher, since an office shares one address."""
PER_DEVICE = Limit(free=5, longest_wait=300)
"""One browser and one account: the cookie of a known one buys a guesser no more than this."""
PER_CODE = Limit(free=5, longest_wait=900)
"""Codes of a second factor, of one person: whoever gets this far knows the password."""

_ATTEMPT = """
local now = tonumber(redis.call('TIME')[1])
for i, key in ipairs(KEYS) do
  local wait = tonumber(redis.call('HGET', key, 'until') or 0) - now
  if wait > 0 then return wait end
end
for i, key in ipairs(KEYS) do
  local over = redis.call('HINCRBY', key, 'count', 1) - tonumber(ARGV[2 * i - 1])
  if over > 0 then
    local wait = math.min(2 ^ math.min(over, 20), tonumber(ARGV[2 * i]))
    redis.call('HSET', key, 'until', now + wait)
  end
  redis.call('EXPIRE', key, ARGV[#ARGV])
end
return 0
"""


def count_attempt(connection: "redis.Redis", email: str, address: str, device: str | None = None) -> None:
    """`device`: of a browser that signed in as `email` before (`known_device`).

    Raises TooMany `too_many_logins` with `retry_after`, or Unavailable when Redis does not answer.
    """
    if device is not None:
        _count(connection, {_device_key(email, device): PER_DEVICE})
    else:
        _count(connection, {_account_key(email): PER_ACCOUNT, _address_key(address): PER_ADDRESS})


def forgive(connection: "redis.Redis", email: str, address: str, device: str | None = None) -> None:
    """After a login that succeeded: the account starts afresh, the address gets this attempt back."""
    try:
        if device is not None:
            connection.delete(_device_key(email, device))
        else:
            connection.delete(_account_key(email))
            connection.hincrby(_address_key(address), "count", -1)
    except redis.RedisError as error:
        raise _unavailable() from error


def count_code(connection: "redis.Redis", user_id: int) -> None:
    """One code of a second factor, before it is looked at. Raises like `count_attempt`."""
    _count(connection, {_code_key(user_id): PER_CODE})


def forgive_codes(connection: "redis.Redis", user_id: int) -> None:
    """After the right one."""
    try:
        connection.delete(_code_key(user_id))
    except redis.RedisError as error:
        raise _unavailable() from error


def new_device(session_key: str, email: str) -> str:
    """What a browser keeps after it signed in as `email`: good for this e-mail and no other."""
    return _serializer(session_key).dumps([_digest(email), random_token()])


def known_device(session_key: str, email: str, cookie: str | None) -> str | None:
    """The device's own name, from its cookie; None for strangers, and for a cookie of another e-mail."""
    try:
        whose, name = _serializer(session_key).loads(cookie or "")
    except (BadData, ValueError, TypeError):
        return None
    return str(name) if whose == _digest(email) else None


def _count(connection: "redis.Redis", limits: dict[str, Limit]) -> None:
    arguments = [number for limit in limits.values() for number in (limit.free, limit.longest_wait)]
    try:
        wait = int(connection.register_script(_ATTEMPT)(keys=list(limits), args=[*arguments, FORGET_SECONDS]))
    except redis.RedisError as error:
        raise _unavailable() from error
    if wait > 0:
        raise TooMany(
            "too_many_logins", f"Muitas tentativas. Tente de novo em {wait} segundos.", retry_after=wait
        )


def _unavailable() -> Unavailable:
    return Unavailable("login_unavailable", "Não é possível entrar agora. Tente de novo.")


def _account_key(email: str) -> str:
    return "login:account:" + _digest(email)


def _device_key(email: str, device: str) -> str:
    return f"login:device:{_digest(email)}:{device}"


def _address_key(address: str) -> str:
    return f"login:address:{network_of(address)}"


def _code_key(user_id: int) -> str:
    return f"login:code:{user_id}"


def _digest(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()


def _serializer(session_key: str) -> URLSafeSerializer:
    keys = accepted(session_key)[::-1]  # it signs with the last of its keys
    return URLSafeSerializer(keys, salt="device", signer_kwargs={"digest_method": hashlib.sha256})
