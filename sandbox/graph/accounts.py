"""Accounts (their numbers, the apps subscribed to them) and apps (their own callback)."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.graph.access import Access
from sandbox.graph.body import graph_body
from sandbox.graph.errors import unknown_object
from sandbox.graph.numbers import read_number
from sandbox.graph.subscriptions import Subscriptions
from sandbox.registry import Registry, app_id_of

Json = dict[str, Any]


def account_routes(access: Access, registry: Registry, subscriptions: Subscriptions) -> Blueprint:
    """`subscribed_apps` and `phone_numbers` of a WhatsApp Business Account."""
    routes = Blueprint("graph_accounts", __name__)

    @routes.get("/<waba_id>/subscribed_apps")
    def subscribed_apps(waba_id: str) -> Json:
        numbers = access.account_numbers(waba_id)
        return {"data": _subscribed(registry, waba_id, app_id_of(numbers[0]))}

    @routes.post("/<waba_id>/subscribed_apps")
    def subscribe(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        subscriptions.subscribe(waba_id, graph_body())
        return {"success": True}

    @routes.delete("/<waba_id>/subscribed_apps")
    def unsubscribe(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        subscriptions.unsubscribe(waba_id)
        return {"success": True}

    @routes.get("/<waba_id>/phone_numbers")
    def phone_numbers(waba_id: str) -> Response:
        fields = request.args.get("fields")
        rows = [read_number(number, registry, fields) for number in access.account_numbers(waba_id)]
        return jsonify({"data": rows, "paging": {"cursors": {"before": "QVFI", "after": "QVFI"}}})

    return routes


def app_routes(access: Access, registry: Registry, subscriptions: Subscriptions) -> Blueprint:
    """`/{app_id}/subscriptions`: where webhooks go that no override concerns. Source: Graph API, webhooks."""
    routes = Blueprint("graph_apps", __name__)

    @routes.get("/<app_id>/subscriptions")
    def show(app_id: str) -> Json:
        _check(app_id, "get")
        app = registry.app(app_id)
        if app.callback is None:
            return {"data": []}
        fields = [{"name": name, "version": "v25.0"} for name in app.fields]
        row = {"object": "whatsapp_business_account", "callback_url": app.callback.url, "active": True}
        return {"data": [row | {"fields": fields}]}

    @routes.post("/<app_id>/subscriptions")
    def subscribe(app_id: str) -> Json:
        _check(app_id, "post")
        subscriptions.subscribe_app(app_id, graph_body())
        return {"success": True}

    @routes.delete("/<app_id>/subscriptions")
    def unsubscribe(app_id: str) -> Json:
        _check(app_id, "delete")
        subscriptions.unsubscribe_app(app_id)
        return {"success": True}

    def _check(app_id: str, verb: str) -> None:
        if app_id not in {app_id_of(number) for number in access.app_numbers(needs_app_token=True)}:
            raise unknown_object(app_id, verb)

    return routes


def _subscribed(registry: Registry, waba_id: str, app_id: str) -> list[Json]:
    account = registry.account(waba_id)
    if not account.subscribed:
        return []
    app = {"id": app_id, "name": "Guichê", "link": "https://example.com"}
    override = {"override_callback_uri": account.callback.url} if account.callback else {}
    return [{"whatsapp_business_api_data": app} | override]
