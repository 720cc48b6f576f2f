"""How a view finds the context that the app factory was given."""

from typing import cast

from flask import Flask, current_app

from appliance.context import Context

_KEY = "guiche"


def keep_context(app: Flask, context: Context) -> None:
    """Done once by the app factory."""
    app.extensions[_KEY] = context


def current_context() -> Context:
    """The context of the app that answers this request."""
    return cast(Context, current_app.extensions[_KEY])
