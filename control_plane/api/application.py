"""Puts the API's blueprints into the application, and its description at /api/v1/openapi.json."""

from typing import Any

from flask import Flask
from flask_smorest import Api

from control_plane.api import (
    account,
    alarms,
    app_callback,
    app_webhooks,
    audit,
    backups,
    brands,
    canary,
    changes,
    domains,
    events,
    fleet,
    health,
    lifecycle,
    metrics,
    observations,
    operations,
    operators,
    records,
    rotations,
    session,
    signups,
    support,
    tenant_plans,
    tenants,
    usage,
    whatsapp,
)
from control_plane.api.describing import NEEDED
from control_plane.api.schemas.common import ErrorSchema
from control_plane.services.container import Services

_AREAS = (
    session,
    account,
    operators,
    fleet,
    tenants,
    observations,
    tenant_plans,
    usage,
    events,
    changes,
    lifecycle,
    brands,
    support,
    operations,
    backups,
    alarms,
    rotations,
    audit,
    records,
    whatsapp,
    signups,
    app_webhooks,
    domains,
    canary,
)
_DESCRIPTION = """Everything the panel and the `guiche` command do.

Changes of a tenant are operations: the answer is 202 with the operation, whose steps go on by themselves;
`GET /operations/{id_}/events` follows them. Errors are `{"error": {"code", "message", "details"}}`.
A parameter or a field that is not described here is refused."""
_LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}


class _Api(Api):  # type: ignore[misc]
    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """control_plane.http_errors answers them, for the whole application in one shape."""


def install_api(app: Flask, services: Services) -> None:
    """Registers every area under /api/v1, and the two health pages."""
    app.config.update(
        API_TITLE="Guichê control plane",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": _DESCRIPTION, "license": _LICENSE},
            "servers": [{"url": services.settings.public_url(f"panel.{services.settings.base_domain}")}],
            "security": [{"bearer": []}, {"session": []}],
            "components": {"securitySchemes": _security_schemes(app.config["SESSION_COOKIE_NAME"])},
        },
    )
    api = _Api(app)
    for area in _AREAS:
        api.register_blueprint(area.make_blueprint(services))
    for schema in api.spec.components.schemas.values():
        _say_what_is_needed(schema)
    app.register_blueprint(health.make_blueprint(services))
    app.register_blueprint(app_callback.make_blueprint(services))
    app.register_blueprint(metrics.make_blueprint(services))


def _security_schemes(cookie: str) -> dict[str, Any]:
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "An operator's API token"},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie,
            "description": "Set by POST /auth/login; other methods than GET also want X-CSRF-Token",
        },
    }


def _say_what_is_needed(schema: dict[str, Any]) -> None:
    """Bodies are read leniently, so that services tell at once all that is missing; described strictly."""
    needed = [name for name, field in schema.get("properties", {}).items() if field.pop(NEEDED, False)]
    if needed:
        schema["required"] = sorted({*schema.get("required", ()), *needed})
