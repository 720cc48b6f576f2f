"""Puts the API's blueprints into the application, and its description at /api/v1/openapi.json."""

from flask import Flask
from flask_smorest import Api

from control_plane.api import backups, health, operations, records, session, tenants
from control_plane.services.container import Services

_AREAS = (session, tenants, operations, backups, records)


class _Api(Api):  # type: ignore[misc]
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
            "security": [{"bearer": []}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        },
    )
    api = _Api(app)
    for area in _AREAS:
        api.register_blueprint(area.make_blueprint(services))
    app.register_blueprint(health.make_blueprint(services))
