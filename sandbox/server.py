"""Serves the sandbox until it is told to stop."""

import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler, WSGIServer
from gevent.server import StreamServer

from foundation.http import http_session
from foundation.listening import listen_without_delay
from foundation.logs import configure_logs
from foundation.settings_reader import SettingsError
from sandbox.app import create_app
from sandbox.mail.smtp import Conversation, Deliver
from sandbox.settings import read_settings
from sandbox.timeline import GeventTimeline

CALLBACK_TIMEOUT = (3.05, 10.0)
"""Meta's own patience with a callback is not published; ten seconds are in the range people report."""
MAIL_TIMEOUT_SECONDS = 30.0


class _Handler(WSGIHandler):  # type: ignore[misc]
    """The server drops headers with an underscore; Graph's resumable upload has one (file_offset)."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        offset = self.headers.get("file_offset")
        return environ if offset is None else environ | {"HTTP_FILE_OFFSET": offset}


def main() -> int:
    """Exit code 2: the settings are wrong (the sentences are on stderr)."""
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the program's own last words, before logs exist
        return 2
    configure_logs(program="sandbox")
    session = http_session(timeout=CALLBACK_TIMEOUT, loopback=settings.loopback_address)
    app = create_app(settings, GeventTimeline(), session)
    server = WSGIServer(("0.0.0.0", settings.port), app, log=None, handler_class=_Handler)  # noqa: S104 - a container's own network
    listen_without_delay(server)
    mail = _mail_server(settings.mail_port, app.extensions["letters"].take)
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, 1)
    if settings.mail_port:
        mail.start()
    server.serve_forever()
    mail.stop(1)
    return 0


def _mail_server(port: int, deliver: Deliver) -> StreamServer:
    def converse(connection: socket.socket, _address: object) -> None:
        connection.settimeout(MAIL_TIMEOUT_SECONDS)
        with connection, connection.makefile("rwb") as stream, suppress(OSError):
            Conversation(stream, deliver).run()

    return StreamServer(("0.0.0.0", port), converse)  # noqa: S104 - as above
