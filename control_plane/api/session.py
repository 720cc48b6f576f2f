"""Signing in and out with a browser session."""

from typing import Any

from control_plane.access import (
    close_session,
    csrf_token,
    current_actor,
    current_challenge,
    open_challenge,
    open_session,
    this_visitor,
)
from control_plane.api.endpoint import area, endpoint
from control_plane.api.schemas.session import (
    CodeBody,
    InvitationSchema,
    LoginBody,
    NewPasswordBody,
    SessionSchema,
)
from control_plane.errors import NotAuthenticated
from control_plane.services.accounts import CodeNeeded
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /auth."""
    blueprint = area("auth", "Browser sessions; programs use tokens")

    @endpoint(
        blueprint,
        "POST",
        "/auth/login",
        access=None,
        body=LoginBody,
        answers=SessionSchema,
        refuses=[401, 429],
    )
    def login(body: dict[str, Any]) -> dict[str, Any]:
        """Sets the session cookie; mutating requests then need the answer's csrf_token as X-CSRF-Token.

        401 `code_needed` for whoever has a second factor: the cookie then leads to the second step.
        """
        came = services.accounts.sign_in(body["email"], body["password"], this_visitor())
        if isinstance(came, CodeNeeded):
            open_challenge(came)
            raise NotAuthenticated("code_needed", "Send the code that the app shows to the second step.")
        open_session(came)
        return _session()

    @endpoint(
        blueprint,
        "POST",
        "/auth/login/second-factor",
        access=None,
        body=CodeBody,
        answers=SessionSchema,
        refuses=[401, 429],
    )
    def login_with_code(body: dict[str, Any]) -> dict[str, Any]:
        """The second step, within five minutes: a code of the app, or a recovery code."""
        open_session(services.accounts.pass_code(current_challenge(), body["code"], this_visitor()))
        return _session()

    @endpoint(blueprint, "GET", "/auth/invitations/<token>", access=None, answers=InvitationSchema)
    def show_invitation(token: str) -> dict[str, Any]:
        """Whom an invitation's link is for; 404 `link_gone` once it was used or is too old."""
        return services.invitations.show(token)

    @endpoint(
        blueprint,
        "POST",
        "/auth/invitations/<token>",
        access=None,
        body=NewPasswordBody,
        refuses=[429],
        status=204,
    )
    def accept_invitation(body: dict[str, Any], token: str) -> str:
        """Sets the password, with which one then signs in."""
        services.invitations.accept(token, body["password"], this_visitor())
        return ""

    @endpoint(blueprint, "POST", "/auth/logout", access="session.own", before_setup=True, status=204)
    def logout() -> str:
        """Ends the session that asks; others, and tokens, stay."""
        services.accounts.sign_out(current_actor())
        close_session()
        return ""

    @endpoint(blueprint, "GET", "/auth/me", access="session.own", before_setup=True, answers=SessionSchema)
    def me() -> dict[str, Any]:
        """Who is signed in."""
        return _session()

    return blueprint


def _session() -> dict[str, Any]:
    actor = current_actor()
    return {
        "operator": actor.name,
        "role": actor.role,
        "permissions": sorted(actor.permissions),
        "must_set_up_second_factor": actor.must_set_up_factor,
        "csrf_token": csrf_token(),
    }
