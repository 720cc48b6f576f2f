"""Operators over HTTP: for owners."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.operators import (
    InviteAgainBody,
    InviteBody,
    InvitedSchema,
    OperatorSchema,
    OperatorsPage,
    RoleBody,
)
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /operators."""
    blueprint = area("operators", "Who runs the platform, and what each may do: for owners")
    _add_inviting(blueprint, services)
    _add_changes(blueprint, services)
    return blueprint


def _add_inviting(blueprint: Any, services: Services) -> None:
    @endpoint(blueprint, "GET", "/operators", access="operators.manage", answers=OperatorsPage)
    def list_operators() -> dict[str, Any]:
        """By e-mail, disabled ones too."""
        return page(services.operators.list_all())

    @endpoint(
        blueprint,
        "POST",
        "/operators",
        access="operators.manage",
        body=InviteBody,
        answers=InvitedSchema,
        refuses=[409],
        status=201,
    )
    def invite_operator(body: dict[str, Any]) -> dict[str, Any]:
        """Makes a link, shown this once, by which somebody new chooses a password."""
        return services.invitations.invite(body["email"], body["role"], current_actor(), body["language"])

    @endpoint(
        blueprint,
        "POST",
        "/operators/<int:id_>/invitations",
        access="operators.manage",
        body=InviteAgainBody,
        needs_body=False,
        answers=InvitedSchema,
        status=201,
    )
    def invite_operator_again(body: dict[str, Any], id_: int) -> dict[str, Any]:
        """Another link, for an invitation that got lost or a password that was forgotten."""
        return services.invitations.invite_again(id_, current_actor(), body["language"])


def _add_changes(blueprint: Any, services: Services) -> None:
    @endpoint(
        blueprint,
        "PUT",
        "/operators/<int:id_>/role",
        access="operators.manage",
        body=RoleBody,
        answers=OperatorSchema,
    )
    def change_role(body: dict[str, Any], id_: int) -> dict[str, Any]:
        """Ends the operator's sessions; 409 `last_owner` for the last active owner."""
        return services.operators.set_role(id_, body["role"], current_actor())

    @endpoint(
        blueprint,
        "POST",
        "/operators/<int:id_>/disable",
        access="operators.manage",
        answers=OperatorSchema,
    )
    def disable_operator(id_: int) -> dict[str, Any]:
        """Ends sessions, tokens and a waiting invitation at once; 409 `last_owner` as above."""
        return services.operators.disable(id_, current_actor())

    @endpoint(
        blueprint,
        "DELETE",
        "/operators/<int:id_>/second-factor",
        access="operators.manage",
        answers=OperatorSchema,
    )
    def reset_second_factor(id_: int) -> dict[str, Any]:
        """For one who lost app and recovery codes; ends their sessions. 409 `own_factor` for one's own."""
        return services.operators.reset_second_factor(id_, current_actor())

    @endpoint(
        blueprint,
        "POST",
        "/operators/<int:id_>/enable",
        access="operators.manage",
        answers=OperatorSchema,
    )
    def enable_operator(id_: int) -> dict[str, Any]:
        """The old password counts again; sessions and tokens have to be made anew."""
        return services.operators.enable(id_, current_actor())
