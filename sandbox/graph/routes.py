"""Graph's routes, put together; each error leaves as Graph's envelope."""

import re
from typing import Any

from flask import Blueprint, Response, g, request

from sandbox.chats import Chats
from sandbox.faults import Faults
from sandbox.graph.access import Access
from sandbox.graph.accounts import account_routes, app_routes
from sandbox.graph.body import graph_body
from sandbox.graph.errors import GraphError
from sandbox.graph.media import media_routes
from sandbox.graph.media_store import MediaStore
from sandbox.graph.nodes import node_routes
from sandbox.graph.number_routes import number_routes, profile_routes
from sandbox.graph.reading import mark_read
from sandbox.graph.sending import Sending
from sandbox.graph.subscriptions import Subscriptions
from sandbox.graph.tokens import describe_token
from sandbox.graph.uploads import Uploads, upload_routes
from sandbox.live import Live
from sandbox.registry import Registry
from sandbox.signup.codes import Signup
from sandbox.signup.routes import exchange_routes
from sandbox.templates.requests import TemplateRequests
from sandbox.templates.routes import template_routes
from sandbox.timeline import Timeline

Json = dict[str, Any]
HANG_SECONDS = 40
"""Longer than any sensible client waits for an answer."""


def graph_routes(
    *,
    access: Access,
    registry: Registry,
    chats: Chats,
    sending: Sending,
    subscriptions: Subscriptions,
    media: MediaStore,
    uploads: Uploads,
    templates: TemplateRequests,
    faults: Faults,
    live: Live,
    timeline: Timeline,
    signup: Signup,
) -> Blueprint:
    """Everything under `/graph/<version>`."""
    routes = Blueprint("graph", __name__)
    routes.register_blueprint(exchange_routes(signup))
    routes.register_blueprint(upload_routes(access, uploads))
    routes.register_blueprint(media_routes(access, media, faults))
    routes.register_blueprint(template_routes(access, templates, faults))
    routes.register_blueprint(account_routes(access, registry, subscriptions))
    routes.register_blueprint(app_routes(access, registry, subscriptions))
    routes.register_blueprint(number_routes(access, registry, timeline))
    routes.register_blueprint(profile_routes(access, registry, uploads))
    routes.register_blueprint(node_routes(access, registry, subscriptions, media, templates))
    routes.register_error_handler(GraphError, lambda error: error.response())

    @routes.url_value_preprocessor
    def check_version(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        version = values.pop("version") if values else ""
        if not re.fullmatch(r"v\d+\.\d", version):
            raise GraphError(2500, f"Unknown path components: /{version}")

    @routes.after_request
    def note_address(response: Response) -> Response:
        for number in g.get("graph_numbers") or ():
            root, name, version = request.url_root, *request.path.strip("/").split("/")[:2]
            media.note_graph(number.phone_number_id, f"{root}{name}/{version}")
        return response

    @routes.post("/<phone_number_id>/messages")
    def messages(phone_number_id: str) -> Json:
        number = access.number(phone_number_id)
        body = graph_body()
        if body.get("status") == "read":
            return mark_read(number, body, chats, live)
        if faults.strikes("graph", "timeout_before_accept"):
            timeline.pause(HANG_SECONDS)
            raise GraphError(2, "(#2) Service temporarily unavailable", status=503, is_transient=True)
        answer = sending.send(number, body)
        if faults.strikes("graph", "timeout_after_accept"):
            timeline.pause(HANG_SECONDS)
        return answer

    @routes.get("/debug_token")
    def debug_token() -> Json:
        access.app_numbers()
        return describe_token(registry, request.args.get("input_token", ""))

    return routes
