"""The built front end, and the headers that keep browsers strict."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from appliance.accounts.access import public
from appliance.brand import page_head
from appliance.brand.shown import shown_now
from appliance.current import current_context

DIST = Path(__file__).parent / "frontend" / "dist"
NOT_PAGES = ("api/", "webhooks/", "socket.io", "assets/", "favicon.ico")
"""Below these an unknown path is a mistake, not a page of the front end."""
YEAR_SECONDS = 31_536_000

blueprint = Blueprint("spa", __name__)


@blueprint.get("/", defaults={"path": ""})
@blueprint.get("/<path:path>")
@public
def page(path: str) -> Response:
    """A built file, or index.html: the front end has its own routes. Raises NotFound."""
    if path and (DIST / path).is_file():
        response = send_from_directory(DIST, path, max_age=0)
        if path.startswith("assets/"):  # their names carry a digest of their content
            response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        return response
    if path.startswith(NOT_PAGES) or not (DIST / "index.html").is_file():
        raise NotFound
    context = current_context()
    page_text = (DIST / "index.html").read_text(encoding="utf-8")
    named = page_head.named(page_text, shown_now(context), context.settings.tenant.locale)
    response = Response(named, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    return response


def harden(public_url: str) -> Callable[[Response], Response]:
    """Adds the security headers to every response; the socket is allowed on our own address only."""
    socket = public_url.replace("http", "ws", 1)
    policy = "; ".join(
        [
            "default-src 'self'",
            f"connect-src 'self' {socket}",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "worker-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
    is_https = public_url.startswith("https://")

    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
        if is_https:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add
