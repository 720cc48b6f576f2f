"""What Meta's side does with templates, by hand: `/sandbox/templates…`."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.errors import UnknownThing
from sandbox.json_body import json_body, text_in
from sandbox.seed_file import Template
from sandbox.templates.presenting import describe_template
from sandbox.templates.review import Review
from sandbox.templates.store import TemplateStore

Json = dict[str, Any]
_FIELDS = (
    "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason,"
    "correct_category,previous_category"
)


def template_admin_routes(store: TemplateStore, review: Review) -> Blueprint:
    """Look at the templates, and move them; each change is a webhook to the app's callback."""
    routes = Blueprint("template_admin", __name__)

    @routes.get("/templates")
    def listing() -> Response:
        wanted = request.args.get("waba_id")
        found = [one for one in store.all() if wanted in (None, one.waba_id)]
        return jsonify({"data": [_as_json(one) for one in found]})

    @routes.post("/templates/<template_id>/status")
    def status(template_id: str) -> Json:
        template, body = _find(template_id), json_body()
        review.set_status(template, text_in(body, "status").upper(), reason=body.get("reason"))
        return _as_json(template)

    @routes.post("/templates/<template_id>/quality")
    def quality(template_id: str) -> Json:
        template = _find(template_id)
        review.set_quality(template, text_in(json_body(), "quality").upper())
        return _as_json(template)

    @routes.post("/templates/<template_id>/category")
    def category(template_id: str) -> Json:
        template, body = _find(template_id), json_body()
        review.set_category(template, text_in(body, "category").upper(), announce=bool(body.get("announce")))
        return _as_json(template)

    def _find(template_id: str) -> Template:
        template = store.get(template_id)
        if template is None:
            raise UnknownThing(f"no template {template_id}")
        return template

    return routes


def _as_json(template: Template) -> Json:
    return describe_template(template, _FIELDS) | {"waba_id": template.waba_id}
