"""Emitting through Redis, from processes that hold no socket, to the web process that does."""

from typing import Any, Final

from socketio import PubSubManager

from appliance.context import Context
from appliance.realtime.rooms import sequence_key

CHANNEL: Final = "guiche-realtime"
"""Redis channel between the processes that emit and the web process that holds the sockets."""

_UNNUMBERED = '"seq": -1'
_NUMBER_AND_PUBLISH = """
for i = 1, #KEYS do
  redis.call('PUBLISH', ARGV[1], ARGV[2 * i] .. redis.call('INCR', KEYS[i]) .. ARGV[2 * i + 1])
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
    """Gathers events and sends them all at once, each with the next number of its room."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._keys: list[str] = []
        self._parts: list[str] = []
        """Of each event what stands before its number and what after it."""

    def tell(self, kind: str, room: str, payload: dict[str, Any]) -> None:
        """Adds an event."""
        self._keys.append(sequence_key(room))
        self.emit(kind, {"seq": -1, "room": room, **payload}, room=room)

    def send(self) -> None:
        """Publishes what was added. Raises RedisError."""
        if self._keys:
            self._redis.register_script(_NUMBER_AND_PUBLISH)(
                keys=self._keys, args=[self.channel, *self._parts]
            )

    def _publish(self, data: dict[str, Any]) -> None:
        # quotes within a text are escaped, so this is found nowhere but where it was put
        before, _, after = self.json.dumps(data).partition(_UNNUMBERED)
        self._parts += [f'{before}"seq": ', after]
