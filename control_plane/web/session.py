"""Signing in, in one step or two, and out; and the reader's language."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import (
    close_session,
    current_actor,
    current_challenge,
    is_signed_in,
    open_challenge,
    open_session,
    public,
    requires,
    this_visitor,
)
from control_plane.errors import InvalidInput, NotAuthenticated, TooMany
from control_plane.services.accounts import CodeNeeded, SignedIn
from control_plane.services.container import Services
from control_plane.web.language import LANGUAGES
from control_plane.web.page import LANGUAGE_COOKIE, is_own_path

_YEAR_SECONDS = 365 * 24 * 3600


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""
    _install_password(blueprint, services)
    _install_code(blueprint, services)
    _install_leaving(blueprint, services)
    _install_language(blueprint)


def login_page(*, problem: str | None = None, email: str = "", has_chosen: bool = False) -> str:
    """The form; `has_chosen`: somebody has just chosen the password to sign in with."""
    return render_template(
        "panel/login.html", problem=problem, email=email, has_chosen=has_chosen, next=_next()
    )


def _install_password(blueprint: Blueprint, services: Services) -> None:
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
        """Opens the session, asks for the code, or shows the form again with what is wrong."""
        email = request.form.get("email", "")
        try:
            came = services.accounts.sign_in(email, request.form.get("password", ""), this_visitor())
        except (NotAuthenticated, TooMany) as error:
            return login_page(problem=error.message, email=email), error.status
        if isinstance(came, CodeNeeded):
            open_challenge(came)
            return redirect(url_for("panel.enter_code", next=_next() or None), 303)
        return _enter(came)


def _install_code(blueprint: Blueprint, services: Services) -> None:
    def code_page(problem: str | None = None) -> str:
        return render_template("panel/code.html", problem=problem, next=_next())

    @blueprint.get("/login/code")
    @public
    def enter_code() -> ResponseReturnValue:
        """The form of the second step; without a first one, that."""
        try:
            current_challenge()
        except NotAuthenticated:
            return redirect(url_for("panel.login", next=_next() or None))
        return code_page()

    @blueprint.post("/login/code")
    @public
    def pass_code() -> ResponseReturnValue:
        """Opens the session, or shows the form again; too late, that of the first step."""
        try:
            code = request.form.get("code", "")
            came = services.accounts.pass_code(current_challenge(), code, this_visitor())
        except (NotAuthenticated, TooMany) as error:
            is_over = error.code == "challenge_expired"
            page = login_page(problem=error.message) if is_over else code_page(error.message)
            return page, error.status
        return _enter(came)


def _enter(came: SignedIn) -> ResponseReturnValue:
    open_session(came)
    return redirect(_next() or url_for("panel.list_tenants"), 303)


def _install_leaving(blueprint: Blueprint, services: Services) -> None:
    @blueprint.post("/logout")
    @requires("session.own", before_setup=True)
    def logout() -> ResponseReturnValue:
        """Ends this session."""
        services.accounts.sign_out(current_actor())
        close_session()
        return redirect(url_for("panel.login"), 303)


def _install_language(blueprint: Blueprint) -> None:
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


def _next() -> str:
    wanted = request.values.get("next", "")
    return wanted if is_own_path(wanted) else ""
