"""Serves the sandbox until it is told to stop."""

import os
import signal
import sys

import gevent
from gevent.pywsgi import WSGIServer

from foundation.logs import configure_logs
from foundation.settings_reader import SettingsError
from sandbox.app import create_app
from sandbox.settings import read_settings
from sandbox.timeline import GeventTimeline


def main() -> int:
    """Exit code 2: the settings are wrong (the sentences are on stderr)."""
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the program's own last words, before logs exist
        return 2
    configure_logs(program="sandbox")
    app = create_app(settings, GeventTimeline())
    server = WSGIServer(("0.0.0.0", settings.port), app, log=None)  # noqa: S104 - a container's own network
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, 1)
    server.serve_forever()
    return 0
