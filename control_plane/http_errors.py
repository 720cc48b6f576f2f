"""One shape for every error an HTTP caller can get: {"error": {"code", "message", "details"}}."""

from json import JSONDecodeError
from typing import Any

import structlog
from flask import Flask, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from control_plane.errors import ControlPlaneError, NoStorage, TooMany

log = structlog.get_logger(__name__)

_DISK_FULL = "disk is full"
"""SQLite's words (SQLITE_FULL: "database or disk is full")."""
_WHOLE = "_schema"
"""marshmallow's name for what is wrong with an object rather than with a field of it."""


def error_response(status: int, code: str, message: str, details: dict[str, Any] | None = None) -> Response:
    """The error as JSON."""
    response = jsonify({"error": {"code": code, "message": message, "details": details or {}}})
    response.status_code = status
    return response


def install_error_handlers(app: Flask) -> None:
    """The panel's blueprint may register handlers of its own, which come first for its pages."""

    @app.errorhandler(ControlPlaneError)
    def _ours(error: ControlPlaneError) -> Response:
        response = error_response(error.status, error.code, error.message, error.details)
        if isinstance(error, TooMany) and "retry_after" in error.details:
            response.headers["Retry-After"] = str(error.details["retry_after"])
        return response

    @app.errorhandler(HTTPException)
    def _of_http(error: HTTPException) -> Response:
        # webargs adds what is wrong with a body or query (`data`), or why a body cannot be read (`exc`)
        if error.code == 422 and isinstance(messages := getattr(error, "data", {}).get("messages"), dict):
            return _wrong_fields({key: value for part in messages.values() for key, value in part.items()})
        if error.code == 400 and isinstance(cause := getattr(error, "exc", None), JSONDecodeError):
            said = f"The body is no JSON (line {cause.lineno}, column {cause.colno}: {cause.msg})."
            return error_response(400, "bad_json", said)
        code = error.name.lower().replace(" ", "_")
        return error_response(error.code or 500, code, error.description or error.name)

    @app.errorhandler(RecursionError)
    def _too_deep(error: RecursionError) -> Response:  # noqa: ARG001 - Flask's signature
        return error_response(400, "bad_request", "The body is nested too deeply.")

    @app.errorhandler(ValueError)
    def _value(error: ValueError) -> Response:
        if "integer string conversion" in str(error):  # Python reads no number of thousands of digits
            return error_response(400, "bad_request", "The body holds a number that is too long.")
        return _unforeseen(error)

    @app.errorhandler(OperationalError)
    def _database(error: OperationalError) -> ResponseReturnValue:
        problem = _storage_problem(error)  # shown by whoever shows errors there: the panel has pages
        return app.handle_user_exception(problem) if problem else _unforeseen(error)

    app.register_error_handler(Exception, _unforeseen)


def _unforeseen(error: Exception) -> Response:
    log.error("request failed", exc_info=error)
    return error_response(500, "internal_error", "Something broke on our side; it is in the panel's log.")


def _storage_problem(error: OperationalError) -> NoStorage | None:
    """What it means to a person when the database cannot write for want of room; None for other trouble."""
    if _DISK_FULL not in str(error.orig):
        return None
    said = "The platform's disk is full, so nothing was changed: free some and try again."
    return NoStorage("platform_disk_full", said)


def _wrong_fields(messages: dict[str, Any]) -> Response:
    if _WHOLE in messages:  # it has no fields to tell anything about
        said = " ".join(_flatten(messages[_WHOLE]).values())
        return error_response(422, "invalid_input", f"The body is wrong as a whole. {said}")
    fields = _flatten(messages)
    return error_response(
        422, "invalid_input", f"Some fields are wrong: {', '.join(fields)}.", {"fields": fields}
    )


def _flatten(messages: Any, at: str = "") -> dict[str, str]:
    """marshmallow's nested messages as {"whatsapp.token": "…"}."""
    if isinstance(messages, list):
        return {at: " ".join(map(str, messages))}
    if not isinstance(messages, dict):
        return {at: str(messages)}
    found: dict[str, str] = {}
    for key, value in messages.items():
        found.update(_flatten(value, at if key == _WHOLE else f"{at}.{key}" if at else str(key)))
    return found
