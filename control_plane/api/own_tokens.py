"""One's own API tokens over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import endpoint, page
from control_plane.api.schemas.account import NewTokenBody, NewTokenSchema, TokensPage
from control_plane.services.container import Services


def add_tokens(blueprint: Any, services: Services) -> None:
    """Routes under /account/tokens."""

    @endpoint(blueprint, "GET", "/account/tokens", access="account.read", answers=TokensPage)
    def list_tokens() -> dict[str, Any]:
        """Newest first, expired ones too."""
        return page(services.tokens.list_all(current_actor()))

    @endpoint(
        blueprint,
        "POST",
        "/account/tokens",
        access="tokens.own",
        body=NewTokenBody,
        answers=NewTokenSchema,
        status=201,
    )
    def create_token(body: dict[str, Any]) -> dict[str, Any]:
        """Makes one, shown this once. What a token makes is no wider and lasts no longer than itself."""
        actor = current_actor()
        token, row = services.tokens.create(actor, body["name"], body["scope"], body["days"])
        return {**row, "token": token}

    @endpoint(blueprint, "DELETE", "/account/tokens/<int:id_>", access="tokens.own", status=204)
    def revoke_token(id_: int) -> str:
        """From now on it counts for nothing. A token revokes itself and those that may do no more than it."""
        services.tokens.revoke(id_, current_actor())
        return ""
