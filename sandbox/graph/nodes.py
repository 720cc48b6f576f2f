"""A node id alone: a number, a media file or a template, as with Meta."""

from typing import Any

from flask import Blueprint, request

from sandbox.graph.access import Access
from sandbox.graph.body import graph_body
from sandbox.graph.errors import unknown_object
from sandbox.graph.media import describe, owned_media
from sandbox.graph.media_store import MediaStore
from sandbox.graph.numbers import read_account, read_number
from sandbox.graph.registration import set_pin
from sandbox.graph.subscriptions import Subscriptions
from sandbox.registry import Registry
from sandbox.templates.presenting import describe_template
from sandbox.templates.requests import TemplateRequests
from sandbox.templates.routes import owned_template

Json = dict[str, Any]


def node_routes(
    access: Access,
    registry: Registry,
    subscriptions: Subscriptions,
    media_store: MediaStore,
    templates: TemplateRequests,
) -> Blueprint:
    """Read, change and delete one node; raises GraphError 100/33 for what the token may not see."""
    routes = Blueprint("graph_nodes", __name__)

    @routes.get("/<node>")
    def read_node(node: str) -> Json:
        media = owned_media(node, access, media_store)
        if media is not None:
            return describe(media, media_store)
        fields = request.args.get("fields")
        template = owned_template(node, access, templates.store)
        if template is not None:
            return describe_template(template, fields)
        if any(number.waba_id == node for number in access.numbers()):
            return read_account(access.account_numbers(node), fields)
        return read_number(access.number(node), registry, fields)

    @routes.post("/<node>")
    def write_node(node: str) -> Json:
        template = owned_template(node, access, templates.store)
        if template is not None:
            templates.edit(template, graph_body())
            return {"success": True}
        number, body = access.number(node), graph_body()
        if "pin" in body:
            set_pin(number, body["pin"], registry)
        else:
            subscriptions.configure_number(number, body.get("webhook_configuration"))
        return {"success": True}

    @routes.delete("/<node>")
    def delete_media(node: str) -> Json:
        if owned_media(node, access, media_store) is None:
            raise unknown_object(node, "delete")
        media_store.delete(node)
        return {"success": True}

    return routes
