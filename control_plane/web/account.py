"""One's own account: who one is, one's password, where one is signed in, and one's API tokens."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.alarms.catalog import LEVELS
from control_plane.errors import InvalidInput, TooMany
from control_plane.roles import SCOPES, may_grant
from control_plane.services.container import Services
from control_plane.services.tokens import DEFAULT_DAYS
from control_plane.web.own_tokens import install_tokens

_NEW_TOKEN = {"name": "", "scope": "read", "days": str(DEFAULT_DAYS)}
_DONE = frozenset({"password", "factor_off", "alarm_mail"})


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_page(problems: Mapping[str, str], done: str = "", typed: Mapping[str, str] = _NEW_TOKEN) -> str:
        actor = current_actor()
        return render_template(
            "panel/account.html",
            role=actor.role,
            own_sessions=services.operator_sessions.list_all(actor),
            tokens=services.tokens.list_all(actor),
            scopes=[scope for scope in SCOPES if may_grant(scope, actor.permissions)],
            typed=typed,
            factor=services.second_factor.state(actor),
            alarm_mail=services.alarm_choices.show(actor),
            alarm_levels=LEVELS,
            problems=problems,
            done=done if done in _DONE else "",
        )

    @blueprint.get("/account")
    @requires("account.read")
    def show_account() -> ResponseReturnValue:
        """All of it on one page."""
        return show_page({}, request.args.get("done", ""))

    @blueprint.post("/account/password")
    @requires("account.change")
    def change_password() -> ResponseReturnValue:
        """Ends the other sessions, or says what is wrong."""
        sent = request.form
        try:
            services.own_password.change(current_actor(), sent.get("current", ""), sent.get("new", ""))
        except (InvalidInput, TooMany) as error:
            return show_page(error.details.get("fields") or {"current": error.message}), error.status
        return redirect(url_for("panel.show_account", done="password"), 303)

    @blueprint.post("/account/alarm-mail")
    @requires("account.change")
    def choose_alarm_mail() -> ResponseReturnValue:
        """Which alarms one is mailed, and in which language."""
        sent = request.form
        try:
            services.alarm_choices.choose(current_actor(), sent.get("level", ""), sent.get("language", ""))
        except InvalidInput as error:
            return show_page(error.details["fields"]), error.status
        return redirect(url_for("panel.show_account", done="alarm_mail"), 303)

    _install_sessions(blueprint, services)
    install_tokens(blueprint, services, show_page)


def _install_sessions(blueprint: Blueprint, services: Services) -> None:
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
