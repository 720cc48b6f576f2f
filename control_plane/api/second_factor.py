"""One's own second factor over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import endpoint
from control_plane.api.schemas.account import (
    NewSecretSchema,
    PasswordBody,
    RecoveryCodesSchema,
    SecondFactorSchema,
)
from control_plane.api.schemas.session import CodeBody
from control_plane.services.container import Services

_PATH = "/account/second-factor"


def add_second_factor(blueprint: Any, services: Services) -> None:
    """Routes under /account/second-factor."""
    own = services.second_factor

    @endpoint(blueprint, "GET", _PATH, access="account.read", before_setup=True, answers=SecondFactorSchema)
    def show_second_factor() -> dict[str, Any]:
        """Whether it is on, and whether it has to be."""
        return own.state(current_actor())

    @endpoint(
        blueprint,
        "POST",
        _PATH,
        access="account.change",
        before_setup=True,
        body=PasswordBody,
        answers=NewSecretSchema,
        refuses=[429],
    )
    def begin_second_factor(body: dict[str, Any]) -> dict[str, Any]:
        """Makes a secret for an authenticator app, which counts once a code of it was confirmed.

        Where one is on already, that one counts until then.
        """
        return own.begin(current_actor(), body["password"])

    @endpoint(
        blueprint,
        "POST",
        f"{_PATH}/confirm",
        access="account.change",
        before_setup=True,
        body=CodeBody,
        answers=RecoveryCodesSchema,
        refuses=[409],
    )
    def confirm_second_factor(body: dict[str, Any]) -> dict[str, Any]:
        """Switches it on and ends the other sessions."""
        return {"recovery_codes": own.confirm(current_actor(), body["code"])}

    @endpoint(
        blueprint,
        "POST",
        f"{_PATH}/recovery-codes",
        access="account.change",
        body=PasswordBody,
        answers=RecoveryCodesSchema,
        refuses=[409, 429],
    )
    def renew_recovery_codes(body: dict[str, Any]) -> dict[str, Any]:
        """Ten new ones; the old are void."""
        return {"recovery_codes": own.renew_codes(current_actor(), body["password"])}

    @endpoint(
        blueprint,
        "POST",
        f"{_PATH}/remove",
        access="account.change",
        body=PasswordBody,
        refuses=[409, 429],
        status=204,
    )
    def remove_second_factor(body: dict[str, Any]) -> str:
        """Ends the other sessions; 409 `second_factor_required` where the platform asks for one."""
        own.remove(current_actor(), body["password"])
        return ""
