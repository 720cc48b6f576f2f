"""Operators: who runs the platform. For owners."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.roles import ROLES
from control_plane.services.container import Services
from control_plane.web.page import page_language


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_list(problems: dict[str, str], email: str = "", role: str = "operator") -> str:
        return render_template(
            "panel/operators.html",
            operators=services.operators.list_all(),
            me=current_actor().operator_id,
            roles=tuple(ROLES),
            problems=problems,
            typed={"email": email, "role": role},
        )

    _install_inviting(blueprint, services, show_list)
    _install_changes(blueprint, services, show_list)


def _install_inviting(blueprint: Blueprint, services: Services, show_list: Callable[..., str]) -> None:
    @blueprint.get("/operators")
    @requires("operators.manage")
    def list_operators() -> ResponseReturnValue:
        """All of them, and the form that invites another."""
        return show_list({})

    @blueprint.post("/operators")
    @requires("operators.manage")
    def invite_operator() -> ResponseReturnValue:
        """Shows the link, this once, or the form again with what is wrong."""
        email, role = request.form.get("email", ""), request.form.get("role", "")
        try:
            made = services.invitations.invite(email, role, current_actor(), page_language().code)
        except (InvalidInput, Conflict) as error:
            problems = error.details.get("fields") or {"email": error.message}
            return show_list(problems, email, role), error.status
        return render_template("panel/invited.html", made=made)

    @blueprint.post("/operators/<int:id_>/invitations")
    @requires("operators.manage")
    def invite_operator_again(id_: int) -> ResponseReturnValue:
        """Shows another link, this once."""
        made = services.invitations.invite_again(id_, current_actor(), page_language().code)
        return render_template("panel/invited.html", made=made)


def _install_changes(blueprint: Blueprint, services: Services, show_list: Callable[..., str]) -> None:
    def change(id_: int, do: Callable[[], Any]) -> ResponseReturnValue:
        """Does it and shows the list: with why not, where it is refused."""
        try:
            do()
        except (InvalidInput, Conflict) as error:
            return show_list({"": error.message}), error.status
        # whoever has changed their own role may not see the list any more
        is_own = id_ == current_actor().operator_id
        return redirect(url_for("panel.home" if is_own else "panel.list_operators"), 303)

    @blueprint.post("/operators/<int:id_>/role")
    @requires("operators.manage")
    def change_role(id_: int) -> ResponseReturnValue:
        """Ends the operator's sessions."""
        role = request.form.get("role", "")
        return change(id_, lambda: services.operators.set_role(id_, role, current_actor()))

    @blueprint.post("/operators/<int:id_>/disable")
    @requires("operators.manage")
    def disable_operator(id_: int) -> ResponseReturnValue:
        """Ends whatever lets the operator in."""
        return change(id_, lambda: services.operators.disable(id_, current_actor()))

    @blueprint.post("/operators/<int:id_>/second-factor/reset")
    @requires("operators.manage")
    def reset_second_factor(id_: int) -> ResponseReturnValue:
        """The password alone lets in until another is set up."""
        return change(id_, lambda: services.operators.reset_second_factor(id_, current_actor()))

    @blueprint.post("/operators/<int:id_>/enable")
    @requires("operators.manage")
    def enable_operator(id_: int) -> ResponseReturnValue:
        """Lets the operator in again."""
        return change(id_, lambda: services.operators.enable(id_, current_actor()))
