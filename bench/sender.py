"""Posts signed bodies over kept connections, at a fixed rate or as fast as they are taken.

At a fixed rate the time of an answer counts from the moment its body was due, so that a server which is
late for one is late for all that waited behind it.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATH = "/webhooks/whatsapp"


@dataclass
class Posted:
    """What the bodies came to."""

    milliseconds: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    """Answers that were not 200."""
    seconds: float = 0.0


def post(
    url: str,
    bodies: Iterator[bytes],
    sign: Callable[[bytes], str],
    *,
    seconds: float,
    per_second: float | None = None,
    connections: int = 16,
) -> Posted:
    """Posts for `seconds`, or until `bodies` end; returns when every answer is there."""
    return asyncio.run(_Sender(url, bodies, sign, seconds, per_second).run(connections))


class _Sender:
    def __init__(
        self,
        url: str,
        bodies: Iterator[bytes],
        sign: Callable[[bytes], str],
        seconds: float,
        per_second: float | None,
    ) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._bodies = bodies
        self._sign = sign
        self._seconds = seconds
        self._per_second = per_second
        self._taken = 0
        self._posted = Posted()
        self._begin = 0.0

    async def run(self, connections: int) -> Posted:
        self._begin = time.perf_counter()
        await asyncio.gather(*(self._connection() for _ in range(connections)))
        self._posted.seconds = time.perf_counter() - self._begin
        return self._posted

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection(*self._address)
        while True:
            due = self._next_due()
            if due - self._begin >= self._seconds:
                break
            body = next(self._bodies, None)
            if body is None:
                break
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            writer.write(self._request(body))
            status = await _status(reader)
            self._posted.milliseconds.append((time.perf_counter() - due) * 1000)
            if status != 200:
                self._posted.refused.append(status)
        writer.close()

    def _next_due(self) -> float:
        if self._per_second is None:
            return time.perf_counter()
        due = self._begin + self._taken / self._per_second
        self._taken += 1
        return due

    def _request(self, body: bytes) -> bytes:
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nX-Hub-Signature-256: {self._sign(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    _, _, rest = head.partition("content-length:")
    length = int(rest.split("\r\n", 1)[0] or 0)
    if length:
        await reader.readexactly(length)
    return int(head.split(" ", 2)[1])
