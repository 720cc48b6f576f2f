"""`?dry_run=true` on a request for a change: all is checked, nothing is kept, and the plan is the answer.

A view that submits operations is marked; the services need no more than the actor, who only rehearses. On any
other view the parameter is refused, as is what looks like it: a slip must not become the real thing.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, jsonify, request

from control_plane.errors import InvalidInput
from control_plane.services.planning import Rehearsed

View = TypeVar("View", bound=Callable[..., Any])

PARAMETER = "dry_run"
_VALUES = ("true", "false")


def submits(view: View) -> View:
    """Marks a view that asks for an operation, and so can be rehearsed."""
    view.submits = True  # type: ignore[attr-defined]
    return view


def install_rehearsing(app: Flask) -> None:
    """After `install_access`, which says who asks."""

    @app.before_request
    def _rehearse() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint is None:
            return
        can = getattr(current_app.view_functions[request.endpoint], "submits", False)
        for name, value in request.args.items():
            if name == PARAMETER and can:
                g.actor = replace(g.actor, is_rehearsing=_wanted(value))
            elif can or "dry" in name.lower():
                raise InvalidInput("unknown_parameter", f"“{name}” means nothing here; nothing was done.")

    @app.errorhandler(Rehearsed)
    def _planned(rehearsed: Rehearsed) -> Response:
        return jsonify({"plan": rehearsed.plan.tell()})


def _wanted(value: str) -> bool:
    if value not in _VALUES:
        raise InvalidInput("bad_dry_run", "Write dry_run=true, or leave it out; nothing was done.")
    return value == "true"
