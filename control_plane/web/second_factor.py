"""One's own second factor: set up, replaced, removed. What is shown once is shown in the answer to a POST."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import InvalidInput, TooMany
from control_plane.services.container import Services
from control_plane.services.second_factor import SecondFactor


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""
    _install_setting_up(blueprint, services.second_factor)
    _install_changes(blueprint, services.second_factor)


def _page(own: SecondFactor, problem: str | None = None, made: dict[str, Any] | None = None) -> str:
    state = own.state(current_actor())
    return render_template("panel/second_factor.html", factor=state, problem=problem, made=made)


def _codes_page(codes: list[str]) -> str:
    return render_template("panel/recovery_codes.html", codes=codes)


def _install_setting_up(blueprint: Blueprint, own: SecondFactor) -> None:
    @blueprint.get("/account/second-factor")
    @requires("account.read", before_setup=True)
    def show_second_factor() -> ResponseReturnValue:
        """What it is, and the form that begins."""
        return _page(own)

    @blueprint.post("/account/second-factor")
    @requires("account.change", before_setup=True)
    def begin_second_factor() -> ResponseReturnValue:
        """Shows the QR code of a new secret."""
        try:
            made = own.begin(current_actor(), request.form.get("password", ""))
        except (InvalidInput, TooMany) as error:
            return _page(own, error.message), error.status
        return _page(own, made=made)

    @blueprint.post("/account/second-factor/confirm")
    @requires("account.change", before_setup=True)
    def confirm_second_factor() -> ResponseReturnValue:
        """Switches it on and shows the recovery codes, this once; or the same QR code with what is wrong."""
        actor = current_actor()
        try:
            return _codes_page(own.confirm(actor, request.form.get("code", "")))
        except InvalidInput as error:
            return _page(own, error.message, own.waiting(actor)), error.status


def _install_changes(blueprint: Blueprint, own: SecondFactor) -> None:
    @blueprint.post("/account/second-factor/recovery-codes")
    @requires("account.change")
    def renew_recovery_codes() -> ResponseReturnValue:
        """Ten new ones, shown this once."""
        try:
            return _codes_page(own.renew_codes(current_actor(), request.form.get("password", "")))
        except (InvalidInput, TooMany) as error:
            return _page(own, error.message), error.status

    @blueprint.post("/account/second-factor/remove")
    @requires("account.change")
    def remove_second_factor() -> ResponseReturnValue:
        """Signing in asks for the password alone again, where the platform allows it."""
        try:
            own.remove(current_actor(), request.form.get("password", ""))
        except (InvalidInput, TooMany) as error:
            return _page(own, error.message), error.status
        return redirect(url_for("panel.show_account", done="factor_off"), 303)
