"""restic's REST server, small: what off-site copies are tried against, with the faults that they meet.

Protocol, version 2: https://restic.readthedocs.io/en/stable/REST_backend.html. It keeps everything in memory.
"""

import base64
import json
import re
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import unquote, urlsplit

HEALTHY: Final = "healthy"
FULL: Final = "full"
"""Nothing more is taken; what is there can be read (as rest-server answers beyond --max-size)."""
BROKEN: Final = "broken"
"""Everything is answered with an error of its own."""
SLOW: Final = "slow"
"""Everything comes, later."""
SLOW_SECONDS = 0.05
V2 = "application/vnd.x.restic.rest.v2"
_KINDS = "data|keys|locks|snapshots|index"
_PLACE = re.compile(rf"(?P<repository>.*?)/(?:config|(?P<kind>{_KINDS})/(?P<name>\w*))")


class RestServer:
    """Started and stopped by `with`; `mood` is one of the words above, changed from any thread.

    `host`: where it listens. Whoever is not `user` with `password` is refused.
    """

    def __init__(self, user: str, password: str, host: str = "127.0.0.1") -> None:
        self.mood = HEALTHY
        self.files: dict[str, bytes] = {}
        """Path → content."""
        self.is_append_only = False
        """Only locks can be removed."""
        self._pass = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self._server = ThreadingHTTPServer((host, 0), _Handler)
        self._server.daemon_threads = True
        self._server.double = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, name="rest server", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> "RestServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def knows(self, given: str | None) -> bool:
        """Whether an Authorization header opens it."""
        return given == self._pass

    def names(self, repository: str, kind: str) -> list[dict[str, Any]]:
        """What it holds of one kind, as it tells it."""
        start = f"{repository}/{kind}/"
        found = [(path, content) for path, content in sorted(self.files.items()) if path.startswith(start)]
        return [{"name": path.removeprefix(start), "size": len(content)} for path, content in found]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def double(self) -> RestServer:
        found: RestServer = self.server.double  # type: ignore[attr-defined]
        return found

    def do_HEAD(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = self._body()
        if self.double.mood == SLOW:
            time.sleep(SLOW_SECONDS)
        if not self.double.knows(self.headers.get("Authorization")):
            self._answer(HTTPStatus.UNAUTHORIZED)
        elif self.double.mood == BROKEN:
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR)
        elif self.command == "POST" and urlsplit(self.path).query == "create=true":
            self._answer(HTTPStatus.OK)
        else:
            self._serve_file(unquote(urlsplit(self.path).path), body)

    def _serve_file(self, path: str, body: bytes) -> None:
        place = _PLACE.fullmatch(path)
        if place is None:
            self._answer(HTTPStatus.NOT_FOUND)
        elif self.command == "POST":
            self._store(path, body)
        elif self.command == "DELETE":
            self._remove(path, place["kind"])
        elif place["kind"] and not place["name"]:
            listed = json.dumps(self.double.names(place["repository"], place["kind"])).encode()
            self._answer(HTTPStatus.OK, listed, V2)
        else:
            self._send(path)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _store(self, path: str, body: bytes) -> None:
        if self.double.mood == FULL:
            return self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if path in self.double.files:
            return self._answer(HTTPStatus.FORBIDDEN)
        self.double.files[path] = body
        return self._answer(HTTPStatus.OK)

    def _remove(self, path: str, kind: str | None) -> None:
        if self.double.is_append_only and kind != "locks":
            return self._answer(HTTPStatus.FORBIDDEN)
        is_there = self.double.files.pop(path, None) is not None
        return self._answer(HTTPStatus.OK if is_there else HTTPStatus.NOT_FOUND)

    def _send(self, path: str) -> None:
        content = self.double.files.get(path)
        if content is None:
            return self._answer(HTTPStatus.NOT_FOUND)
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if wanted is None:
            return self._answer(HTTPStatus.OK, content)
        start, end = int(wanted[1]), int(wanted[2] or len(content) - 1)
        return self._answer(HTTPStatus.PARTIAL_CONTENT, content[start : end + 1])

    def _answer(self, status: HTTPStatus, content: bytes = b"", kind: str = "binary/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", kind)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""
