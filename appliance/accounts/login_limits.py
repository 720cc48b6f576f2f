"""Login attempts per account and per address, counted in Redis, with a delay that doubles.

An attempt is counted before the password is looked at, so that a burst sent at once is counted too;
a login that succeeds takes its count back.
"""

import hashlib
import ipaddress
from dataclasses import dataclass

import redis

from appliance.errors import TooMany, Unavailable

FORGET_SECONDS = 3600


@dataclass(frozen=True)
class Limit:
    """`free` attempts, then a wait of 2, 4, 8 … seconds up to `longest_wait` after each one."""

    free: int
    longest_wait: int


PER_ACCOUNT = Limit(free=5, longest_wait=300)
"""A stranger who knows an e-mail can keep its owner waiting, hence no longer than five minutes."""
PER_ADDRESS = Limit(free=20, longest_wait=900)
"""Higher, since an office shares one address."""

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


def count_attempt(connection: "redis.Redis", email: str, address: str) -> None:
    """Raises TooMany `too_many_logins` with `retry_after`, or Unavailable when Redis does not answer."""
    keys = [_account_key(email), _address_key(address)]
    arguments = [
        *(number for limit in (PER_ACCOUNT, PER_ADDRESS) for number in (limit.free, limit.longest_wait)),
        FORGET_SECONDS,
    ]
    try:
        wait = int(connection.register_script(_ATTEMPT)(keys=keys, args=arguments))
    except redis.RedisError as error:
        raise Unavailable("login_unavailable", "Não é possível entrar agora. Tente de novo.") from error
    if wait > 0:
        raise TooMany(
            "too_many_logins", f"Muitas tentativas. Tente de novo em {wait} segundos.", retry_after=wait
        )


def forgive(connection: "redis.Redis", email: str, address: str) -> None:
    """After a login that succeeded: the account starts afresh, the address gets this attempt back."""
    try:
        connection.delete(_account_key(email))
        connection.hincrby(_address_key(address), "count", -1)
    except redis.RedisError as error:
        raise Unavailable("login_unavailable", "Não é possível entrar agora. Tente de novo.") from error


def _account_key(email: str) -> str:
    return "login:account:" + hashlib.sha256(email.encode()).hexdigest()


def _address_key(address: str) -> str:
    """An IPv6 customer owns a whole /64: all of it is one address here."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "login:address:unknown"
    if parsed.version == 6:
        parsed = ipaddress.ip_network((parsed, 64), strict=False).network_address
    return f"login:address:{parsed}"
