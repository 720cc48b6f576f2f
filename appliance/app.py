"""The web application of one tenant, put together from its parts."""

from flask import Flask
from flask_smorest import Api, Blueprint
from werkzeug.middleware.proxy_fix import ProxyFix

from appliance import health, openapi, spa
from appliance.accounts import entry_views, managing_views, own_views, role_views
from appliance.accounts import views as accounts
from appliance.audit import views as audit
from appliance.board import views as board
from appliance.brand import public_views as brand_files
from appliance.brand import views as brand
from appliance.canned_answers import views as canned_answers
from appliance.channel import views as channel
from appliance.closing import views as closing
from appliance.contacts import field_views, record_views
from appliance.contacts import views as contacts
from appliance.context import Context
from appliance.conversations import message_views
from appliance.conversations import views as conversations
from appliance.current import keep_context
from appliance.handoffs import views as handoffs
from appliance.hours import views as hours
from appliance.http_errors import ErrorSchema, register_error_handlers
from appliance.inactivity import views as inactivity
from appliance.labels import views as labels
from appliance.macros import views as macros
from appliance.media import views as media
from appliance.mentions import views as mentions
from appliance.push import views as notifications
from appliance.queues import views as queues
from appliance.request_ids import follow_requests
from appliance.routing import views as routing
from appliance.saved_views import views as saved_views
from appliance.search import views as search
from appliance.service_levels import views as service_levels
from appliance.signatures import views as signatures
from appliance.support import views as support
from appliance.surveys import views as surveys
from appliance.templates import views as templates
from appliance.usage import views as usage
from appliance.whatsapp import (
    connection_views,
    delivery_views,
    notice_views,
    sending_views,
    webhook_views,
)

BODY_LIMIT_BYTES = 1024 * 1024


class _Api(Api):  # type: ignore[misc]
    """flask-smorest without its own error shape: ours is in http_errors."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        pass


def blueprints() -> list[Blueprint]:
    """Every blueprint of the API; each view in them declares its permission (accounts.access)."""
    return [
        accounts.auth,
        accounts.users,
        entry_views.blueprint,
        own_views.blueprint,
        managing_views.blueprint,
        role_views.blueprint,
        support.entry,
        support.accesses,
        support.platform,
        queues.blueprint,
        routing.blueprint,
        hours.blueprint,
        handoffs.blueprint,
        service_levels.blueprint,
        inactivity.blueprint,
        surveys.blueprint,
        macros.blueprint,
        audit.blueprint,
        brand.blueprint,
        channel.blueprint,
        closing.blueprint,
        board.blueprint,
        conversations.conversations,
        message_views.messages,
        labels.blueprint,
        canned_answers.blueprint,
        mentions.blueprint,
        notifications.blueprint,
        saved_views.blueprint,
        signatures.blueprint,
        contacts.blueprint,
        record_views.blueprint,
        field_views.fields_blueprint,
        field_views.purposes_blueprint,
        search.blueprint,
        media.blueprint,
        templates.blueprint,
        webhook_views.blueprint,
        delivery_views.blueprint,
        notice_views.blueprint,
        connection_views.blueprint,
        sending_views.sending,
        sending_views.typing,
        usage.blueprint,
        health.blueprint,
        openapi.blueprint,
    ]


def create_app(context: Context) -> Flask:
    """An app that answers with `context`'s database and Redis; it connects when first asked."""
    app = Flask("appliance", static_folder=None)
    app.config.update(
        API_TITLE="Guichê",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        MAX_CONTENT_LENGTH=BODY_LIMIT_BYTES,
    )
    # one proxy stands in front, the edge; nobody else reaches this port from outside the tenant's networks
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    keep_context(app, context)
    register_error_handlers(app)
    follow_requests(app)
    api = _Api(app)
    for blueprint in blueprints():
        api.register_blueprint(blueprint)
    app.register_blueprint(brand_files.blueprint)
    app.register_blueprint(spa.blueprint)
    app.after_request(spa.harden(context.settings.tenant.public_url))
    return app
