"""Signing in and out with a browser session."""

from typing import Any

from control_plane.access import close_session, csrf_token, current_actor, open_session, this_visitor
from control_plane.api.endpoint import area, endpoint
from control_plane.api.schemas.session import (
    InvitationSchema,
    LoginBody,
    NewPasswordBody,
    SessionSchema,
)
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
        """Sets the session cookie; mutating requests then need the answer's csrf_token as X-CSRF-Token."""
        open_session(services.accounts.sign_in(body["email"], body["password"], this_visitor()))
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

    @endpoint(blueprint, "POST", "/auth/logout", access="session.own", status=204)
    def logout() -> str:
        """Ends the session that asks; others, and tokens, stay."""
        services.accounts.sign_out(current_actor())
        close_session()
        return ""

    @endpoint(blueprint, "GET", "/auth/me", access="session.own", answers=SessionSchema)
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
        "csrf_token": csrf_token(),
    }
