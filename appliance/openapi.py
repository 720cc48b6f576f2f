"""`/api/v1/openapi.json`: the API described by the schemas that validate it."""

from typing import Any

from flask import current_app
from flask_smorest import Blueprint

from appliance.accounts.access import public

blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@public
def describe() -> dict[str, Any]:
    """The OpenAPI 3.1 document of this version."""
    specification: dict[str, Any] = current_app.extensions["flask-smorest"]["apis"][""][
        "ext_obj"
    ].spec.to_dict()
    return specification
