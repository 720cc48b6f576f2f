"""The panel's process: API and pages on port 8000, one gevent server."""

import os
import signal
from collections.abc import Sequence

import structlog
from gevent import signal_handler
from gevent.pool import Pool
from gevent.pywsgi import WSGIServer

from control_plane.app import make_app
from control_plane.database import make_engine, make_sessions
from control_plane.migrations.commands import migrate
from control_plane.services.container import make_services
from control_plane.services.platform_root import with_root_key
from control_plane.settings import read_settings
from foundation.listening import listen_without_delay

_MOST_CONNECTIONS = 500

log = structlog.get_logger(__name__)


def main(_arguments: Sequence[str]) -> int:
    """Migrates, then serves until SIGTERM; open event streams end with it (clients connect again)."""
    settings = read_settings(os.environ)
    engine = make_engine(settings.database_url)
    migrate(engine, settings.lasting_key)
    settings = with_root_key(settings, make_sessions(engine))
    server = WSGIServer(
        ("0.0.0.0", settings.listen_port),  # noqa: S104 - inside its container; only the edge reaches it
        make_app(make_services(settings)),
        spawn=Pool(_MOST_CONNECTIONS),
        log=None,
    )
    listen_without_delay(server)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal_handler(number, server.stop, 2)
    log.info("panel ready", port=settings.listen_port)
    server.serve_forever()
    return 0
