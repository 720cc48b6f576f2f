"""One's own API tokens: made, shown once, revoked."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import InvalidInput
from control_plane.services.container import Services


def install_tokens(blueprint: Blueprint, services: Services, show_account: Callable[..., str]) -> None:
    """Adds the views; `show_account` is the page that lists them, with problems by field."""

    @blueprint.post("/account/tokens")
    @requires("tokens.own")
    def create_token() -> ResponseReturnValue:
        """Shows the token, this once, or the form again with what is wrong."""
        typed = {name: request.form.get(name, "") for name in ("name", "scope", "days")}
        days = int(typed["days"]) if typed["days"].isdecimal() and len(typed["days"]) < 6 else 0
        try:
            token, row = services.tokens.create(current_actor(), typed["name"], typed["scope"], days)
        except InvalidInput as error:
            return show_account(error.details["fields"], typed=typed), error.status
        return render_template("panel/token.html", token=token, row=row)

    @blueprint.post("/account/tokens/<int:id_>/revoke")
    @requires("tokens.own")
    def revoke_token(id_: int) -> ResponseReturnValue:
        """From now on it counts for nothing."""
        services.tokens.revoke(id_, current_actor())
        return redirect(url_for("panel.show_account"), 303)
