"""One's own account: who one is, and where one is signed in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.services.container import Services


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/account")
    @requires("account.read")
    def show_account() -> ResponseReturnValue:
        """All of it on one page."""
        actor = current_actor()
        return render_template(
            "panel/account.html", role=actor.role, own_sessions=services.operator_sessions.list_all(actor)
        )

    @blueprint.post("/account/sessions/<int:id_>/end")
    @requires("account.change")
    def end_session(id_: int) -> ResponseReturnValue:
        """Signs one browser out."""
        services.operator_sessions.end(id_, current_actor())
        return redirect(url_for("panel.show_account"), 303)

    @blueprint.post("/account/sessions/end-others")
    @requires("account.change")
    def end_other_sessions() -> ResponseReturnValue:
        """Signs every other browser out."""
        services.operator_sessions.end_others(current_actor())
        return redirect(url_for("panel.show_account"), 303)
