"""Hands what happens to every open phone page, as server-sent events."""

import json
from collections.abc import Iterator
from typing import Any

from gevent.queue import Empty, Full, Queue

_KEEP_ALIVE_SECONDS = 15


class Live:
    """A page that cannot keep up is dropped: its browser connects again and reloads."""

    def __init__(self) -> None:
        self._queues: list[Queue[str | None]] = []

    def publish(self, event: str, data: dict[str, Any]) -> None:
        """Sends one event to everyone listening; never waits."""
        frame = f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
        for queue in list(self._queues):
            try:
                queue.put_nowait(frame)
            except Full:
                self._queues.remove(queue)

    def listen(self) -> Iterator[str]:
        """The frames from now on; ends when this listener fell too far behind or went away."""
        queue: Queue[str | None] = Queue(maxsize=500)
        self._queues.append(queue)
        try:
            yield "event: hello\ndata: {}\n\n"
            while queue in self._queues:
                try:
                    yield queue.get(timeout=_KEEP_ALIVE_SECONDS)
                except Empty:
                    yield ": still here\n\n"
        finally:
            if queue in self._queues:
                self._queues.remove(queue)
