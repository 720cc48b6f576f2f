"""How often one address may do what anybody may do, and one person what costs a password's hash."""

import redis

from appliance.errors import TooMany, Unavailable
from foundation.networks import network_of

_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('TTL', KEYS[1])}
"""


def once_more(connection: "redis.Redis", what: str, who: str, *, most: int, seconds: int) -> None:
    """Raises TooMany `too_many` with `retry_after`, or Unavailable when Redis does not answer."""
    try:
        count, left = connection.register_script(_COUNT)(keys=[f"limit:{what}:{who}"], args=[seconds])
    except redis.RedisError as error:
        raise Unavailable("try_later", "Não é possível agora. Tente de novo.") from error
    if int(count) > most:
        wait = max(1, int(left))
        raise TooMany("too_many", f"Pedidos demais. Tente de novo em {wait} segundos.", retry_after=wait)


def once_more_from(
    connection: "redis.Redis", what: str, address: str | None, *, most: int, seconds: int
) -> None:
    """The same for an address; a whole IPv6 network is one."""
    once_more(connection, what, network_of(address or ""), most=most, seconds=seconds)
