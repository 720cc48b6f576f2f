"""One decorator for an API view: route, access, schemas in and out. None can be left undeclared."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema

from control_plane.access import Permission, current_actor, public, requires
from control_plane.api.schemas import ErrorSchema
from control_plane.errors import InvalidInput

View = TypeVar("View", bound=Callable[..., Any])


def area(name: str, description: str) -> Any:
    """A blueprint of /api/v1."""
    return Blueprint(name, __name__, url_prefix="/api/v1", description=description)


def endpoint(
    blueprint: Any,
    method: str,
    rule: str,
    *,
    access: Permission | None,
    body: type[Schema] | None = None,
    needs_body: bool = True,
    query: type[Schema] | None = None,
    answers: type[Schema] | None = None,
    status: int = 200,
) -> Callable[[View], View]:
    """Registers a view; `access` None makes it public. The view gets the parsed body and query first."""

    def register(view: View) -> View:
        marked: Any = public(view) if access is None else requires(access)(view)
        marked = blueprint.response(status, answers)(marked)
        marked = blueprint.alt_response("default", schema=ErrorSchema, description="Refused or failed")(
            marked
        )
        if query is not None:
            marked = blueprint.arguments(query, location="query")(marked)
        if body is not None:
            marked = blueprint.arguments(body, required=needs_body)(marked)
        blueprint.route(rule, methods=[method])(marked)
        return view

    return register


def idempotency_key() -> str | None:
    """The request's `Idempotency-Key`, kept apart per operator. Raises InvalidInput."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 0 < len(key) <= 64 or not key.isprintable():
        raise InvalidInput(
            "bad_idempotency_key", "Idempotency-Key: 1 to 64 printable characters, a UUID for instance."
        )
    return f"{current_actor().operator_id}:{key}"


def page(rows: list[dict[str, Any]], limit: int | None = None) -> dict[str, Any]:
    """A list's answer; a full page has a cursor to the next."""
    more = limit is not None and len(rows) == limit
    return {"data": rows, "next_cursor": str(rows[-1]["id"]) if more else None}


def submitted(operation: dict[str, Any], is_new: bool) -> tuple[dict[str, Any], int, dict[str, str]]:
    """The answer to a change that was asked for: 202, or 200 when the same key asked before."""
    location = {"Location": f"/api/v1/operations/{operation['id']}"}
    return {"operation": operation}, 202 if is_new else 200, location
