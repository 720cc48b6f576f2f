"""The web application of one tenant, put together from its parts."""

from flask import Flask
from flask_smorest import Api, Blueprint
from werkzeug.middleware.proxy_fix import ProxyFix

from appliance.accounts import views as accounts
from appliance.context import Context
from appliance.current import keep_context
from appliance.http_errors import register_error_handlers

BODY_LIMIT_BYTES = 1024 * 1024


class _Api(Api):  # type: ignore[misc]
    """flask-smorest without its own error shape: ours is in http_errors."""

    def _register_error_handlers(self) -> None:
        pass


def blueprints() -> list[Blueprint]:
    """Every blueprint; each view in them declares its permission (accounts.access)."""
    return [accounts.auth, accounts.users]


def create_app(context: Context) -> Flask:
    """An app that answers with `context`'s database and Redis; it connects when first asked."""
    app = Flask("appliance", static_folder=None)
    app.config.update(
        API_TITLE="Guichê",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        MAX_CONTENT_LENGTH=BODY_LIMIT_BYTES,
    )
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    keep_context(app, context)
    register_error_handlers(app)
    api = _Api(app)
    for blueprint in blueprints():
        api.register_blueprint(blueprint)
    return app
