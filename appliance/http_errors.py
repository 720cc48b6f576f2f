"""Every error leaves as `{"error": {"code", "message", "details"}}`; a stack trace never does."""

from typing import Any

import structlog
from flask import Flask, Response, jsonify
from marshmallow import Schema, fields
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from appliance.errors import AppError
from appliance.validation_words import in_portuguese

_MESSAGES = {
    400: "O pedido está malformado.",
    404: "Este endereço não existe.",
    405: "Este endereço não aceita este método.",
    413: "O pedido é grande demais.",
    415: "O tipo do conteúdo não é aceito.",
    416: "O arquivo não tem este trecho.",
    422: "Há campos inválidos.",
    429: "Pedidos demais. Espere um pouco.",
}

log = structlog.get_logger()


class ErrorDetailSchema(Schema):
    code = fields.String(required=True)
    message = fields.String(required=True)
    details = fields.Dict(required=True)


class ErrorSchema(Schema):
    """The one shape of an error, described."""

    error = fields.Nested(ErrorDetailSchema, required=True)


def error_response(status: int, code: str, message: str, details: dict[str, Any]) -> Response:
    """The one shape of an error."""
    response = jsonify({"error": {"code": code, "message": message, "details": details}})
    response.status_code = status
    return response


def _app_error(error: AppError) -> Response:
    response = error_response(error.status, error.code, error.message, error.details)
    if "retry_after" in error.details:
        response.headers["Retry-After"] = str(error.details["retry_after"])
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:  # a redirect or a ready answer
        return Response(error.get_response())  # type: ignore[arg-type]
    # webargs puts what is wrong with each field into `data["messages"]`
    fields = in_portuguese(getattr(error, "data", {}).get("messages", {}))
    code = error.name.lower().replace(" ", "_")
    message = _MESSAGES.get(status, error.name)
    response = error_response(status, "invalid_input" if fields else code, message, fields)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "content-range", "retry-after", "www-authenticate"}:
            response.headers[name] = value
    return response


def _database_down(error: Exception) -> Response:
    log.warning("database does not answer", reason=str(getattr(error, "orig", error))[:200])
    return error_response(503, "database_unavailable", "O banco de dados não responde. Tente de novo.", {})


def _unreadable(error: RecursionError | ValueError) -> Response:
    """A body nested without end, or with a number of thousands of digits: Python refuses to read either."""
    if isinstance(error, RecursionError) or "integer string conversion" in str(error):
        return error_response(400, "bad_request", _MESSAGES[400], {})
    return _unexpected(error)


def _unexpected(_error: Exception) -> Response:
    log.exception("request failed")
    return error_response(500, "internal_error", "Erro inesperado. Já foi registrado.", {})


def register_error_handlers(app: Flask) -> None:
    """The HTTP boundary's broad catch is `_unexpected`."""
    app.register_error_handler(AppError, _app_error)
    app.register_error_handler(HTTPException, _http_error)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _database_down)
    app.register_error_handler(RecursionError, _unreadable)
    app.register_error_handler(ValueError, _unreadable)
    app.register_error_handler(Exception, _unexpected)
