"""What comes with a request and nobody knows, in its query or its body, is a mistake: it is refused."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema

from control_plane.api.describing import Body
from control_plane.errors import InvalidInput
from control_plane.rehearsing import PARAMETER


def names_of(query: type[Schema] | None, *, takes_key: bool) -> frozenset[str]:
    """What a view may be sent behind the question mark: its query's fields, and dry_run of what submits."""
    named = {field.data_key or name for name, field in query().fields.items()} if query else set()
    return frozenset(named | ({PARAMETER} if takes_key else set()))


def takes_only(known: Collection[str], view: Callable[..., Any]) -> Callable[..., Any]:
    """The view behind a check that raises InvalidInput for any other parameter."""

    @wraps(view)
    def checked(*args: Any, **values: Any) -> Any:
        refuse_others(request.args, known)
        return view(*args, **values)

    return checked


def takes_no_body(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view behind a check that refuses every field of a body; none, or an empty one, will do."""

    @wraps(view)
    def checked(*args: Any, **values: Any) -> Any:
        Blueprint.ARGUMENTS_PARSER.parse(Body(), request, location="json")
        return view(*args, **values)

    return checked


def refuse_others(given: Collection[str], known: Collection[str]) -> None:
    """Raises InvalidInput for what is given and not known, and says what is known."""
    unknown = [name for name in given if name not in known]
    if not unknown:
        return
    rule = f"known are {', '.join(sorted(known))}." if known else "it takes no parameters."
    quoted = ", ".join(f"“{name}”" for name in unknown)
    raise InvalidInput(
        "unknown_parameter",
        f"{quoted} means nothing here: {rule}",
        fields={name: f"Means nothing here: {rule}" for name in unknown},
    )
