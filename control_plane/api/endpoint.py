"""One decorator for an API view: route, access, schemas in and out. None can be left undeclared."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema

from control_plane.access import current_actor, public, requires
from control_plane.api.parameters import names_of, takes_no_body, takes_only
from control_plane.api.schemas.common import ErrorSchema
from control_plane.api.schemas.plans import PlannedSchema
from control_plane.errors import InvalidInput
from control_plane.rehearsing import PARAMETER, submits
from control_plane.roles import Permission

View = TypeVar("View", bound=Callable[..., Any])

_LONGEST_KEY = 64
_LONGEST_CURSOR = 9
"""Digits."""
_KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Sent again with the same request, nothing happens twice: the first answer's operation",
    "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST_KEY},
}
_DRY_RUN = {
    "in": "query",
    "name": PARAMETER,
    "description": "true: everything is checked, nothing is kept, and the answer is the plan",
    "schema": {"type": "boolean", "default": False},
}
_TEXT = {"type": "string"}
_LOCATION = {"Location": {"description": "Of the operation", "schema": {"type": "string"}}}
_ERRORS = {
    400: "The body is no JSON",
    401: "Nobody is signed in",
    403: "Not permitted, or the page's token is missing",
    404: "There is no such thing",
    409: "Not now: details say what is in the way",
    413: "The body is too large",
    422: "Something is wrong with what was sent: details.fields says what",
    429: "Too often: Retry-After says when to try again",
}


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
    answers_text: list[str] | None = None,
    takes_key: bool = False,
    plans: type[Schema] = PlannedSchema,
    before_setup: bool = False,
    refuses: Iterable[int] = (),
    status: int = 200,
) -> Callable[[View], View]:
    """Registers a view; `access` None makes it public. The view gets the parsed body and query first.

    `answers_text`: the content types of an answer that is no JSON. `before_setup`: see `requires`.
    `takes_key`: the view submits an operation under `idempotency_key`, or rehearses that (rehearsing.py);
    `plans`: what a rehearsal answers where it submits more than one, which has no one place to look at.
    `refuses`: statuses of its errors beyond those that follow from the rest (who may call it, what it is
    sent, whether it names or changes something).
    A parameter that neither `query` nor `takes_key` names is refused, and so is a field that `body` lacks.
    """
    errors = {*refuses, 422}
    errors |= {401} if access else set()
    errors |= {403} if access or method != "GET" else set()
    errors |= {404} if "<" in rule else set()
    errors |= {409} if method != "GET" and "<" in rule else set()
    errors |= {400, 413} if method != "GET" else set()

    def register(view: View) -> View:
        mark = public if access is None else requires(access, before_setup=before_setup)
        marked: Any = mark(view)
        marked = submits(marked) if takes_key else marked
        responses = _described(errors, [answers, plans] if takes_key and answers else [])
        location = _LOCATION if takes_key and plans is PlannedSchema else None
        if location and "200" in responses:
            responses["200"]["headers"] = location
        if answers_text:
            marked = blueprint.response(status, _TEXT, content_type=answers_text[0])(marked)
            contents = {name: {"schema": _TEXT} for name in answers_text}
            responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": contents}
        else:
            marked = blueprint.response(status, answers, headers=location)(marked)
        marked = blueprint.doc(
            operationId=view.__name__,
            responses=responses,
            **({} if access else {"security": []}),
            **({"parameters": [_KEY_HEADER, _DRY_RUN]} if takes_key else {}),
        )(marked)
        if query is not None:
            marked = blueprint.arguments(query, location="query")(marked)
        if body is not None:
            marked = blueprint.arguments(body, required=needs_body)(marked)
        elif method != "GET":
            marked = takes_no_body(marked)
        marked = takes_only(names_of(query, takes_key=takes_key), marked)
        blueprint.route(rule, methods=[method])(marked)
        return view

    return register


def _described(errors: Iterable[int], repeated: list[type[Schema]]) -> dict[str, Any]:
    """Every error of its own status, whatever else as `default`; and the answers to a repeated key or a
    rehearsal.

    One description rather than flask-smorest's `alt_response` for each: those copy the whole description
    anew every time, which took half of the application's start.
    """
    sentences = {**{str(status): _ERRORS[status] for status in sorted(errors)}, "default": "Something broke"}
    responses: dict[str, Any] = {
        status: {"description": sentence, "content": {"application/json": {"schema": ErrorSchema}}}
        for status, sentence in sentences.items()
    }
    if repeated:
        responses["200"] = {
            "description": "The same key asked for it before; or it was rehearsed, and this is the plan",
            "content": {"application/json": {"schema": {"anyOf": repeated}}},
        }
    return responses


def idempotency_key() -> str | None:
    """The request's `Idempotency-Key`, kept apart per operator; a rehearsal has none. Raises InvalidInput."""
    key = request.headers.get("Idempotency-Key")
    if key is None or current_actor().is_rehearsing:
        return None
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
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


def offset_of(cursor: str | None) -> int:
    """How many rows come before the page, where pages are counted. Raises InvalidInput."""
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdecimal() or len(cursor) > _LONGEST_CURSOR:
        raise InvalidInput("bad_cursor", "There is no such page.")
    return int(cursor)


def next_offset(offset: int, limit: int, total: int) -> str | None:
    """The cursor of the page after it; None on the last."""
    return str(offset + limit) if offset + limit < total else None
