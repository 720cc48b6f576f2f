"""One's own account over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.own_tokens import add_tokens
from control_plane.api.schemas.account import (
    AlarmMailBody,
    AlarmMailSchema,
    ChangePasswordBody,
    SessionsPage,
)
from control_plane.api.second_factor import add_second_factor
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /account."""
    blueprint = area("account", "One's own account")

    @endpoint(
        blueprint,
        "PUT",
        "/account/password",
        access="account.change",
        body=ChangePasswordBody,
        refuses=[429],
        status=204,
    )
    def change_password(body: dict[str, Any]) -> str:
        """Ends every session but the one that asks; API tokens stay."""
        services.own_password.change(current_actor(), body["current"], body["new"])
        return ""

    add_second_factor(blueprint, services)
    _add_alarm_mail(blueprint, services)
    add_tokens(blueprint, services)
    _add_sessions(blueprint, services)
    return blueprint


def _add_alarm_mail(blueprint: Any, services: Services) -> None:
    path = "/account/alarm-mail"

    @endpoint(blueprint, "GET", path, access="account.read", answers=AlarmMailSchema)
    def show_alarm_mail() -> dict[str, Any]:
        """Which alarms one is mailed, and in which language."""
        return services.alarm_choices.show(current_actor())

    @endpoint(blueprint, "PUT", path, access="account.change", body=AlarmMailBody, answers=AlarmMailSchema)
    def choose_alarm_mail(body: dict[str, Any]) -> dict[str, Any]:
        """Until one chooses, owners and operators are mailed what is critical, others nothing."""
        return services.alarm_choices.choose(current_actor(), body["level"], body["language"])


def _add_sessions(blueprint: Any, services: Services) -> None:
    own = services.operator_sessions

    @endpoint(blueprint, "GET", "/account/sessions", access="account.read", answers=SessionsPage)
    def list_sessions() -> dict[str, Any]:
        """The browsers one is signed in with, last used first."""
        return page(own.list_all(current_actor()))

    @endpoint(blueprint, "DELETE", "/account/sessions/<int:id_>", access="account.change", status=204)
    def end_session(id_: int) -> str:
        """Signs one browser out."""
        own.end(id_, current_actor())
        return ""

    @endpoint(blueprint, "DELETE", "/account/sessions", access="account.change", status=204)
    def end_other_sessions() -> str:
        """Signs every browser out but the one that asks; with a token, every one."""
        own.end_others(current_actor())
        return ""
