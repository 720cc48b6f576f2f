"""A proxy between two programs: it passes everything on until it is told to be a bad network."""

import asyncio
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench.throwaway import free_port

OPEN: Final = "open"
CUT: Final = "cut"
"""Every connection ends at once, new ones too."""
SILENT: Final = "silent"
"""Connections stay and nothing comes through: the other side cannot know."""
SLOW: Final = "slow"
"""Everything comes, later."""
SLOW_SECONDS = 0.15
CHUNK = 65536


class Proxy:
    """Listens on a port of its own, or at `path` before the socket of a target that is one.

    `network` is one of the words above, changed from any thread.
    """

    def __init__(self, target: int | Path, path: Path | None = None) -> None:
        self.port = 0 if path else free_port()
        self.path = path
        self._target = target
        self._network = OPEN
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"proxy to {target}", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._started.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def network(self) -> str:
        return self._network

    @network.setter
    def network(self, word: str) -> None:
        self._network = word
        if word == CUT:
            self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._listen())
        self._started.set()
        self._loop.run_forever()
        server.close()
        self._cut()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        if self.path:
            return await asyncio.start_unix_server(self._serve, self.path)
        return await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._network == CUT:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await self._reach()
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._writers |= ends
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        finally:
            self._writers -= ends
            for end in ends:
                end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if self._network == SLOW:
                    await asyncio.sleep(SLOW_SECONDS)
                while self._network == SILENT:
                    await asyncio.sleep(0.05)
                writer.write(chunk)
                await writer.drain()
        writer.transport.abort()
