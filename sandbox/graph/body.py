"""The JSON object that a Graph call brings."""

from typing import Any

from flask import request

from sandbox.graph.errors import invalid_parameter

Json = dict[str, Any]


def graph_body() -> Json:
    """The request's JSON object or form; empty without a body. Raises GraphError 100 for anything else."""
    if request.form:
        return dict(request.form)
    if not request.get_data(cache=True):
        return {}
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise invalid_parameter("The body is not a JSON object.")
    return body
