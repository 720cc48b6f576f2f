"""Emitting through Redis, from processes that hold no socket, to the web process that does."""

from collections.abc import Sequence
from typing import Any, Final

from socketio import PubSubManager

from appliance.context import Context
from appliance.realtime.rooms import sequence_key

_UNNUMBERED: Final = -1
CHANNEL: Final = "guiche-realtime"
"""Redis channel between the processes that emit and the web process that holds the sockets."""

_NUMBER_AND_PUBLISH = """
local key, argument = 1, 2
while argument <= #ARGV do
  local rooms, text = tonumber(ARGV[argument]), ARGV[argument + 1]
  for i = 1, rooms do
    text = text .. redis.call('INCR', KEYS[key]) .. ARGV[argument + 1 + i]
    key = key + 1
  end
  redis.call('PUBLISH', ARGV[1], text)
  argument = argument + 2 + rooms
end
"""
"""Numbered where they are published: whoever else publishes meanwhile cannot get between the two."""


class Emitter(PubSubManager):  # type: ignore[misc]
    """Emits to the sockets of the web process.

    Unlike socketio's own RedisManager it raises when Redis does not answer: the events then stay unpublished.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(channel=CHANNEL, write_only=True)
        self._redis = context.redis

    def _publish(self, data: dict[str, Any]) -> None:
        self._redis.publish(self.channel, self.json.dumps(data))


class NumberingEmitter(Emitter):
    """Gathers events and sends them all at once, each with the next number of each of its rooms."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._keys: list[str] = []
        self._parts: list[str | int] = []
        """Of each event how many rooms it has, what stands before the first number and after each."""

    def tell(self, kind: str, rooms: Sequence[str], payload: dict[str, Any]) -> None:
        """Adds an event. Whoever is in several of its rooms hears it once."""
        if rooms:
            self._keys += [sequence_key(room) for room in rooms]
            self.emit(kind, {"seq": dict.fromkeys(rooms, _UNNUMBERED), **payload}, room=list(rooms))

    def send(self) -> None:
        """Publishes what was added. Raises RedisError."""
        if self._keys:
            self._redis.register_script(_NUMBER_AND_PUBLISH)(
                keys=self._keys, args=[self.channel, *self._parts]
            )

    def _publish(self, data: dict[str, Any]) -> None:
        rooms = data["room"]
        numbers = self.json.dumps({"seq": data["data"][0]["seq"]})[1:-1]
        # quotes within a text are escaped, so this is found nowhere but where it was put
        before, _, after = self.json.dumps(data).partition(numbers)
        *between, last = numbers.split(str(_UNNUMBERED))
        first, *others = between
        self._parts += [len(rooms), before + first, *others, last + after]
