"""`/api/v1/openapi.json`: the API described by the schemas that validate it; `/api/v1/docs` for people."""

from typing import Any

from flask import Response, current_app, render_template_string
from flask_smorest import Blueprint

from appliance.accounts.access import public

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{{ spec.info.title }} API</title>
<h1>{{ spec.info.title }} {{ spec.info.version }}</h1>
<p>The whole description, for programs: <a href="openapi.json">openapi.json</a></p>
<table>{% for path, methods in spec.paths.items() %}{% for method, operation in methods.items() %}
{% if method != "parameters" %}<tr><td><b>{{ method.upper() }}</b></td><td><code>{{ path }}</code></td>
<td>{{ operation.summary or "" }}</td></tr>{% endif %}{% endfor %}{% endfor %}</table></html>"""

blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@public
def describe() -> dict[str, Any]:
    """The OpenAPI 3.1 document of this version."""
    api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return dict(api.spec.to_dict())


@blueprint.get("/docs")
@public
@blueprint.alt_response(200, schema={"type": "string"}, content_type="text/html", success=True)
def show() -> Response:
    """Every operation with what it does, as a page."""
    return Response(render_template_string(PAGE, spec=describe()), mimetype="text/html")
