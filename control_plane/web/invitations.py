"""Where an invitation's link leads: somebody chooses their password, and then signs in with it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import public, this_visitor
from control_plane.errors import InvalidInput, NotFound, TooMany
from control_plane.services.container import Services
from control_plane.web.session import login_page


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/invitation/<token>")
    @public
    def show_invitation(token: str) -> ResponseReturnValue:
        """The form."""
        try:
            invited = services.invitations.show(token)
        except NotFound as error:
            return login_page(problem=error.message), error.status
        return render_template("panel/invitation.html", token=token, problem=None, **invited)

    @blueprint.post("/invitation/<token>")
    @public
    def accept_invitation(token: str) -> ResponseReturnValue:
        """Sets the password, or shows the form again with what is wrong."""
        try:
            email = services.invitations.accept(token, request.form.get("password", ""), this_visitor())
        except NotFound as error:
            return login_page(problem=error.message), error.status
        except (InvalidInput, TooMany) as error:
            invited = services.invitations.show(token)
            page = render_template("panel/invitation.html", token=token, problem=error.message, **invited)
            return page, error.status
        return login_page(email=email, has_chosen=True)
