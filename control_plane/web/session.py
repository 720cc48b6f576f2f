"""Signing in and out, and the reader's language."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import (
    close_session,
    current_actor,
    is_signed_in,
    open_session,
    public,
    requires,
    this_visitor,
)
from control_plane.errors import InvalidInput, NotAuthenticated, TooMany
from control_plane.services.container import Services
from control_plane.web.language import LANGUAGES
from control_plane.web.page import LANGUAGE_COOKIE, is_own_path

_YEAR_SECONDS = 365 * 24 * 3600


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/login")
    @public
    def login() -> ResponseReturnValue:
        """The form."""
        if is_signed_in():
            return redirect(url_for("panel.list_tenants"))
        return login_page()

    @blueprint.post("/login")
    @public
    def sign_in() -> ResponseReturnValue:
        """Opens the session, or shows the form again with what is wrong."""
        email = request.form.get("email", "")
        try:
            came = services.accounts.sign_in(email, request.form.get("password", ""), this_visitor())
        except (NotAuthenticated, TooMany) as error:
            return login_page(problem=error.message, email=email), error.status
        open_session(came)
        return redirect(_next() or url_for("panel.list_tenants"), 303)

    @blueprint.post("/logout")
    @requires("session.own")
    def logout() -> ResponseReturnValue:
        """Ends this session."""
        services.accounts.sign_out(current_actor())
        close_session()
        return redirect(url_for("panel.login"), 303)

    @blueprint.post("/language")
    @public
    def choose_language() -> ResponseReturnValue:
        """Keeps the choice in a cookie and goes back to the page it was made on."""
        code = request.form.get("language", "")
        if code not in LANGUAGES:
            raise InvalidInput("unknown_language", "There is no such language.")
        response = make_response(redirect(_next() or url_for("panel.list_tenants"), 303))
        response.set_cookie(LANGUAGE_COOKIE, code, max_age=_YEAR_SECONDS, samesite="Lax", httponly=True)
        return response


def login_page(*, problem: str | None = None, email: str = "", has_chosen: bool = False) -> str:
    """The form; `has_chosen`: somebody has just chosen the password to sign in with."""
    return render_template(
        "panel/login.html", problem=problem, email=email, has_chosen=has_chosen, next=_next()
    )


def _next() -> str:
    wanted = request.values.get("next", "")
    return wanted if is_own_path(wanted) else ""
