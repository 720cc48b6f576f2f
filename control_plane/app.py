"""The web application: API and panel over one set of services. It never reaches Docker."""

from datetime import timedelta
from functools import partial

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from control_plane.access import install_access
from control_plane.api import install_api
from control_plane.http_errors import install_error_handlers
from control_plane.rehearsing import install_rehearsing
from control_plane.services.container import Services
from control_plane.web import make_blueprint

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LARGEST_ID = 2**31 - 1
_LARGEST_BODY = 256 * 1024
_LARGEST_BRAND = 8 * 1024 * 1024
"""More than two pictures that are taken: those of an ordinary phone are refused in words, at their field."""
_TAKE_PICTURES = frozenset({"brands.change_brand", "panel.change_brand"})


def make_app(services: Services) -> Flask:
    """A WSGI application; everything it needs is in `services`."""
    settings = services.settings
    app = Flask("control_plane", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.session_key,
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME=f"{settings.instance}_panel",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.public_url("panel").startswith("https:"),
    )
    # what no row can have is no address, rather than an error of the database
    app.url_map.converters["int"] = partial(IntegerConverter, max=_LARGEST_ID)  # type: ignore[assignment]
    # the edge is the only way in, and it sets these headers itself
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]

    @app.before_request
    def _take_pictures() -> None:
        if request.endpoint in _TAKE_PICTURES:
            request.max_content_length = _LARGEST_BRAND

    install_access(app, services.accounts)
    install_rehearsing(app)
    install_error_handlers(app)
    install_api(app, services)
    app.register_blueprint(make_blueprint(services))

    @app.after_request
    def _protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app
