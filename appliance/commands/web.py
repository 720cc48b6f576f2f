"""`web`: pages, API, webhooks and sockets on port 8000."""

from gevent import monkey

monkey.patch_all()  # before every other import: what is imported first keeps the blocking socket

from appliance.commands.startup import settings_of  # noqa: E402
from appliance.web import serve  # noqa: E402


def main() -> int:
    """Serves until SIGTERM."""
    serve(settings_of("web"))
    return 0
