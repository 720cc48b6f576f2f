"""The panel's pages: parse, one service call, render. What happens is in `services`, never here."""

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from jinja2 import StrictUndefined

from control_plane.services.container import Services
from control_plane.web import (
    account,
    alarms,
    audit,
    brands,
    canary,
    changes,
    connections,
    credentials,
    errors,
    events,
    fleet,
    invitations,
    lifecycle,
    logs,
    operations,
    operators,
    page,
    platform,
    second_factor,
    session,
    support,
    tenant_plans,
    tenants,
    usage,
    webhooks,
    whatsapp,
)

__all__ = ["make_blueprint"]

_AREAS = (
    session,
    invitations,
    account,
    second_factor,
    operators,
    fleet,
    tenants,
    changes,
    credentials,
    lifecycle,
    logs,
    brands,
    support,
    operations,
    alarms,
    audit,
    platform,
    canary,
    whatsapp,
    connections,
    webhooks,
    tenant_plans,
    events,
    usage,
)


def make_blueprint(services: Services) -> Blueprint:
    """Every page, template and asset of the panel; endpoints are named `panel.<view>`."""
    blueprint = Blueprint(
        "panel", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )

    @blueprint.record_once
    def _strict(state: BlueprintSetupState) -> None:
        """A template that names what it was not given fails in tests, not silently on a screen."""
        state.app.jinja_env.undefined = StrictUndefined
        state.app.jinja_env.trim_blocks = state.app.jinja_env.lstrip_blocks = True

    page.install(blueprint)
    errors.install(blueprint)
    for area in _AREAS:
        area.install(blueprint, services)
    return blueprint
