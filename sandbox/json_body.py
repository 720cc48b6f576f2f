"""The JSON object that a call of the sandbox's own brings."""

from typing import Any

from flask import request

from sandbox.errors import SandboxError

Json = dict[str, Any]


def json_body() -> Json:
    """The request's JSON object. Only `application/json` counts: a foreign page cannot send that."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise SandboxError("send a JSON object as application/json")
    return body


def text_in(body: Json, name: str) -> str:
    """A text that must be there; raises SandboxError."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise SandboxError(f"{name} is missing")
    return value
