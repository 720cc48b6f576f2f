"""Serves the sandbox until it is told to stop."""

import os
import signal
import sys
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler, WSGIServer

from foundation.http import http_session
from foundation.logs import configure_logs
from foundation.settings_reader import SettingsError
from sandbox.app import create_app
from sandbox.settings import read_settings
from sandbox.timeline import GeventTimeline

CALLBACK_TIMEOUT = (3.05, 10.0)
"""Meta's own patience with a callback is not published; ten seconds are in the range people report."""


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
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, 1)
    server.serve_forever()
    return 0
