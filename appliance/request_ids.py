"""One id per request: on every line it logs, and in its answer, so that one can be found by the other."""

import re
from secrets import token_hex

import structlog
from flask import Flask, Response, g, request

from appliance.audit.recording import NOBODY, asked_by

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


def follow_requests(app: Flask) -> None:
    """The edge's id if it gave a sensible one, else a new one."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.guiche_request_id = given if _GIVEN.fullmatch(given) else token_hex(8)
        structlog.contextvars.clear_contextvars()  # the greenlet may have served another request
        asked_by(NOBODY)
        structlog.contextvars.bind_contextvars(request_id=g.guiche_request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = g.guiche_request_id
        return response
