"""Graph's routes for templates; a single template is a node like any other (see graph/nodes.py)."""

from typing import Any

from flask import Blueprint, request

from sandbox.faults import Faults
from sandbox.graph.access import Access
from sandbox.graph.body import graph_body
from sandbox.graph.errors import unknown_object
from sandbox.seed_file import Template
from sandbox.templates.presenting import cursor_is_over, list_templates
from sandbox.templates.requests import TemplateRequests
from sandbox.templates.store import TemplateStore

Json = dict[str, Any]


def template_routes(access: Access, requests: TemplateRequests, faults: Faults) -> Blueprint:
    """Create, list, delete, unpause."""
    routes, store = Blueprint("graph_templates", __name__), requests.store

    @routes.get("/<waba_id>/message_templates")
    def listing(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        if request.args.get("after") and faults.strikes("graph", "cursor_expired"):
            raise cursor_is_over()
        return list_templates(store.of_account(waba_id), request.args, request.base_url)

    @routes.post("/<waba_id>/message_templates")
    def create(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        template = requests.create(waba_id, graph_body())
        return {"id": template.id, "status": template.status, "category": template.category}

    @routes.delete("/<waba_id>/message_templates")
    def delete(waba_id: str) -> Json:
        access.account_numbers(waba_id)
        requests.delete(waba_id, request.args.get("name", ""), request.args.get("hsm_id", ""))
        return {"success": True}

    @routes.post("/<template_id>/unpause")
    def unpause(template_id: str) -> Json:
        template = owned_template(template_id, access, store)
        if template is None:
            raise unknown_object(template_id, "post")
        requests.unpause(template)
        return {"success": True}

    return routes


def owned_template(template_id: str, access: Access, store: TemplateStore) -> Template | None:
    """The template if the caller's token may see its account."""
    template = store.get(template_id)
    if template is None or template.waba_id not in {number.waba_id for number in access.numbers()}:
        return None
    return template
