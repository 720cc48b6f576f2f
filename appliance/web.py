"""The web process: one gevent server for pages, API, webhooks and sockets. Import it only after the
monkey patch.

SIGTERM: readiness fails at once, requests are still answered while the edge turns away, then it ends.
"""

import gc
import logging
import signal
import sys

import gevent
import structlog
from gevent.pywsgi import WSGIServer

from appliance.app import create_app
from appliance.context import make_context
from appliance.health import DRAINING
from appliance.realtime.sockets import make_socketio
from appliance.settings import Settings
from foundation.listening import listen_without_delay

ADDRESS = ("0.0.0.0", 8000)  # noqa: S104 - inside its container, reached through the edge
LINGER_SECONDS = 5.0
"""Longer than the edge keeps an address (1 s) and than Swarm needs to take the old task out of DNS."""
STOP_SECONDS = 5.0
"""For requests still running after that; sockets are cut, browsers reconnect."""

log = structlog.get_logger()


def serve(settings: Settings, address: tuple[str, int] = ADDRESS) -> None:
    """Serves until SIGTERM or SIGINT."""
    for chatty in ("socketio", "engineio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    context = make_context(settings)
    app = create_app(context)
    make_socketio(app, context)
    server = WSGIServer(address, app, log=None, error_log=sys.stderr)
    listen_without_delay(server)

    def drain() -> None:
        app.config[DRAINING] = True
        log.info("web draining")
        gevent.sleep(LINGER_SECONDS)
        server.stop(timeout=STOP_SECONDS)

    for name in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(name, gevent.spawn, drain)
    gc.freeze()
    log.info("web serving", port=address[1])
    server.serve_forever()
    log.info("web ended")
