"""Every button of the panel has an API call and a command, for the same permission; the rest is listed."""

import click
import pytest
from flask import Flask

from control_plane.app import make_app
from control_plane.cli.main import guiche
from control_plane.database import make_engine, make_sessions
from control_plane.notices import Notices
from control_plane.services.container import make_services
from tests.unit.control_plane.conftest import settings_in
from tests.unit.control_plane.refusals.route_map import API, Route, plain, routes_of

OF_THE_BROWSER_ALONE = {
    "sign_in": "opens a browser's session; others send a token",
    "pass_code": "the second half of it",
    "logout": "ends a browser's session",
    "choose_language": "what this browser is shown in",
    "accept_invitation": "whoever is invited has no token yet",
}

BUTTONS = {
    "acknowledge_alarm": ("POST /alarms/<id_>/acknowledge", "alarm acknowledge"),
    "apply_change": ("PATCH /tenants/<slug>", "tenant change"),
    "archive_tenant": ("POST /tenants/<slug>/archivings", "tenant archive"),
    "begin_second_factor": ("POST /account/second-factor", "account second-factor begin"),
    "cancel_operation": ("POST /operations/<id_>/cancel", "operation cancel"),
    "change_brand": ("PATCH /tenants/<slug>/brand", "tenant brand"),
    "change_password": ("PUT /account/password", "account password"),
    "change_plan": ("PATCH /plans/<slug>", "plan change"),
    "change_role": ("PUT /operators/<id_>/role", "operator role"),
    "check_domain": ("POST /tenants/<slug>/domains/<name>/check", "tenant domains --check"),
    "check_new_number": ("POST /whatsapp/checks", "whatsapp check"),
    "choose_alarm_mail": ("PUT /account/alarm-mail", "account alarm-mail"),
    "confirm_second_factor": ("POST /account/second-factor/confirm", "account second-factor confirm"),
    "copy_offsite": ("POST /tenants/<slug>/backups/offsite", "backup offsite"),
    "correct_operation": ("POST /operations/<id_>/resume", "operation resume --whatsapp-token-file"),
    "create_connection": ("POST /whatsapp/connections", "whatsapp connect"),
    "create_event_endpoint": ("POST /event-endpoints", "event add"),
    "create_plan": ("POST /plans", "plan create"),
    "create_tenant": ("POST /tenants", "tenant create"),
    "create_token": ("POST /account/tokens", "token create"),
    "delete_tenant": ("POST /tenants/<slug>/deletions", "tenant delete"),
    "disable_operator": ("POST /operators/<id_>/disable", "operator disable"),
    "enable_operator": ("POST /operators/<id_>/enable", "operator enable"),
    "end_other_sessions": ("DELETE /account/sessions", "session end --all"),
    "end_session": ("DELETE /account/sessions/<id_>", "session end"),
    "end_support": ("POST /tenants/<slug>/support-accesses/<access_id>/end", "tenant support-end"),
    "give_webhooks": ("POST /app-webhooks/accounts/<waba_id>/give", "webhook give"),
    "invite_operator": ("POST /operators", "operator invite --role"),
    "invite_operator_again": ("POST /operators/<id_>/invitations", "operator invite --again"),
    "mend_whatsapp": ("POST /tenants/<slug>/whatsapp/mend", "whatsapp mend"),
    "open_support": ("POST /tenants/<slug>/support-accesses", "tenant support"),
    "ping_event_endpoint": ("POST /event-endpoints/<id_>/pings", "event ping"),
    "preview_change": ("POST /tenants/<slug>/change-previews", "tenant change --preview"),
    "probe_tenant": ("POST /tenants/<slug>/probes", "tenant health --probe"),
    "purge_tenant": ("POST /tenants/<slug>/purges", "tenant purge"),
    "redeliver_event": ("POST /event-deliveries/<id_>/redeliver", "event redeliver"),
    "remove_event_endpoint": ("DELETE /event-endpoints/<id_>", "event remove"),
    "remove_second_factor": ("POST /account/second-factor/remove", "account second-factor remove"),
    "renew_recovery_codes": ("POST /account/second-factor/recovery-codes", "account second-factor codes"),
    "repair_tenant": ("POST /tenants/<slug>/repairs", "tenant repair"),
    "reset_second_factor": ("DELETE /operators/<id_>/second-factor", "operator reset-factor"),
    "resume_operation": ("POST /operations/<id_>/resume", "operation resume"),
    "resume_tenant": ("POST /tenants/<slug>/resumptions", "tenant resume"),
    "retrieve_backups": ("POST /tenants/<slug>/backups/retrieve", "backup retrieve"),
    "retry_webhook": ("POST /app-webhooks/<id_>/retry", "webhook retry"),
    "reveal_logins": ("POST /tenants/<slug>/logins", "tenant logins"),
    "revert_change": ("POST /operations/<id_>/revert", "operation revert"),
    "revoke_connection": ("POST /whatsapp/connections/<id_>/revoke", "whatsapp revoke"),
    "revoke_token": ("DELETE /account/tokens/<id_>", "token revoke"),
    "rotate_credentials": ("POST /tenants/<slug>/rotations", "secret rotate"),
    "run_backup": ("POST /tenants/<slug>/backups", "backup run"),
    "run_canary": ("POST /canary/runs", "canary run"),
    "run_drill": ("POST /tenants/<slug>/drills", "backup drill"),
    "run_restore": ("POST /tenants/<slug>/restores", "restore"),
    "send_test_message": ("POST /tenants/<slug>/whatsapp/test-messages", "whatsapp test"),
    "submit_bulk": ("POST /tenants/bulk", "tenant bulk"),
    "suspend_tenant": ("POST /tenants/<slug>/suspensions", "tenant suspend"),
    "take_alarm_back": ("DELETE /alarms/<id_>/acknowledge", "alarm take-back"),
    "undo_operation": ("POST /operations/<id_>/undo", "operation undo"),
    "verify_audit": ("POST /audit/verify", "audit verify"),
}
"""By the panel's endpoint: the API's method and rule; the command, with the option that makes it the same."""

MORE_IS_ASKED = {"correct_operation": "the API asks for credentials.correct once it reads what is corrected"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = settings_in(tmp_path_factory.mktemp("buttons"))
    sessions = make_sessions(make_engine(settings.database_url))
    return make_app(make_services(settings, sessions, Notices(None, "test")))


@pytest.fixture(scope="module")
def buttons(app: Flask) -> dict[str, Route]:
    """What the panel can be asked to do, by endpoint."""
    return {
        route.endpoint.removeprefix("panel."): route
        for route in routes_of(app)
        if route.endpoint.startswith("panel.") and route.method != "GET"
    }


@pytest.fixture(scope="module")
def calls(app: Flask) -> dict[str, Route]:
    """The API's, by method and rule."""
    return {
        f"{route.method} {plain(route.rule.removeprefix(API))}": route
        for route in routes_of(app)
        if route.rule.startswith(API)
    }


def test_every_button_is_listed(buttons: dict[str, Route]) -> None:
    assert BUTTONS.keys() & OF_THE_BROWSER_ALONE.keys() == set()
    assert BUTTONS.keys() | OF_THE_BROWSER_ALONE.keys() == buttons.keys()


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_has_an_api_call_for_the_same_permission(
    button: str, buttons: dict[str, Route], calls: dict[str, Route]
) -> None:
    call, _ = BUTTONS[button]
    assert call in calls
    assert button in MORE_IS_ASKED or calls[call].access == buttons[button].access


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_has_a_command(button: str) -> None:
    _, wanted = BUTTONS[button]
    command: click.Command | None = guiche
    words, option, name = wanted.partition(" --")
    for word in words.split():
        assert isinstance(command, click.Group), f"guiche {words}: nothing stands under a command"
        command = command.commands.get(word)
    assert command is not None and not isinstance(command, click.Group), f"there is no guiche {words}"
    offered = {each for parameter in command.params for each in parameter.opts}
    assert not option or f"--{name}" in offered, f"guiche {words} has no --{name}"
