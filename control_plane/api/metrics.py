"""`/metrics`: the platform in numbers, for Prometheus."""

from flask import Blueprint, Response, request

from control_plane.access import public, require
from control_plane.services.container import Services

_LOOPBACK = ("127.0.0.1", "::1")


def make_blueprint(services: Services) -> Blueprint:
    """/metrics: for a token that may read metrics, and for who stands in the panel's own container."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    @public
    def show_metrics() -> Response:
        """Prometheus' text format. Raises NotAuthenticated, NotAllowed."""
        if not _is_inside():
            require("metrics.read")
        return Response(services.metrics.render(), mimetype="text/plain; version=0.0.4")

    return blueprint


def _is_inside() -> bool:
    """By the connection itself, never by what a request says of where it comes from."""
    before = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    return before.get("REMOTE_ADDR") in _LOOPBACK and "HTTP_X_FORWARDED_FOR" not in request.environ
