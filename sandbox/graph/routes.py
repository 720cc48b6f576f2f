"""Graph's routes. A node id alone may be a number or a media file, as with Meta."""

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.chats import Chats
from sandbox.faults import Faults
from sandbox.graph.access import Access
from sandbox.graph.errors import GraphError, invalid_parameter, unknown_object
from sandbox.graph.media import describe, media_routes, owned_media
from sandbox.graph.media_store import MediaStore
from sandbox.graph.numbers import read_number
from sandbox.graph.reading import mark_read
from sandbox.graph.sending import Sending
from sandbox.graph.subscriptions import Subscriptions
from sandbox.graph.tokens import describe_token
from sandbox.live import Live
from sandbox.registry import Registry
from sandbox.timeline import Timeline

Json = dict[str, Any]
HANG_SECONDS = 40
"""Longer than any sensible client waits for an answer."""


def graph_routes(
    *,
    registry: Registry,
    chats: Chats,
    sending: Sending,
    subscriptions: Subscriptions,
    media: MediaStore,
    faults: Faults,
    live: Live,
    timeline: Timeline,
) -> Blueprint:
    """Everything under `/graph/<version>`; each error leaves as Graph's envelope."""
    routes = Blueprint("graph", __name__)
    access = Access(registry, faults)
    routes.register_blueprint(media_routes(access, media))
    routes.register_blueprint(_account_routes(access, registry, subscriptions))
    routes.register_blueprint(_node_routes(access, registry, subscriptions, media))
    routes.register_error_handler(GraphError, lambda error: error.response())

    @routes.url_value_preprocessor
    def check_version(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        version = values.pop("version") if values else ""
        if not re.fullmatch(r"v\d+\.\d", version):
            raise GraphError(2500, f"Unknown path components: /{version}")

    @routes.post("/<phone_number_id>/messages")
    def messages(phone_number_id: str) -> Json:
        number = access.number(phone_number_id)
        body = _body()
        if body.get("status") == "read":
            return mark_read(number, body, chats, live)
        answer = sending.send(number, body)
        if faults.strikes("graph", "timeout_after_accept"):
            timeline.pause(HANG_SECONDS)
        return answer

    @routes.get("/debug_token")
    def debug_token() -> Json:
        access.numbers()
        return describe_token(registry, request.args.get("input_token", ""))

    return routes


def _node_routes(
    access: Access, registry: Registry, subscriptions: Subscriptions, store: MediaStore
) -> Blueprint:
    routes = Blueprint("graph_nodes", __name__)

    @routes.get("/<node>")
    def read_node(node: str) -> Json:
        media = owned_media(node, access, store)
        if media is not None:
            return describe(media, store)
        return read_number(access.number(node), registry, request.args.get("fields"))

    @routes.post("/<node>")
    def write_number(node: str) -> Json:
        number = access.number(node)
        subscriptions.configure_number(number, _body().get("webhook_configuration"))
        return {"success": True}

    @routes.delete("/<node>")
    def delete_media(node: str) -> Json:
        if owned_media(node, access, store) is None:
            raise unknown_object(node, "delete")
        store.delete(node)
        return {"success": True}

    return routes


def _account_routes(access: Access, registry: Registry, subscriptions: Subscriptions) -> Blueprint:
    routes = Blueprint("graph_accounts", __name__)

    @routes.get("/<waba_id>/subscribed_apps")
    def subscribed_apps(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        return {"data": _subscribed(registry, waba_id)}

    @routes.post("/<waba_id>/subscribed_apps")
    def subscribe(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        subscriptions.subscribe(waba_id, _body())
        return {"success": True}

    @routes.delete("/<waba_id>/subscribed_apps")
    def unsubscribe(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        subscriptions.unsubscribe(waba_id)
        return {"success": True}

    @routes.get("/<waba_id>/phone_numbers")
    def phone_numbers(waba_id: str) -> Response:
        rows = [read_number(number, registry, None) for number in access.account_numbers(waba_id)]
        return jsonify({"data": rows, "paging": {"cursors": {"before": "QVFI", "after": "QVFI"}}})

    return routes


def _subscribed(registry: Registry, waba_id: str) -> list[Json]:
    account = registry.account(waba_id)
    if not account.subscribed:
        return []
    app = {"id": "670843887433847", "name": "Guichê", "link": "https://example.com"}
    override = {"override_callback_uri": account.callback.url} if account.callback else {}
    return [{"whatsapp_business_api_data": app} | override]


def _body() -> Json:
    """The request's JSON object; empty without a body. Raises GraphError 100 for anything else."""
    if not request.get_data(cache=True):
        return {}
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise invalid_parameter("The body is not a JSON object.")
    return body
