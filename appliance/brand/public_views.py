"""What browsers and e-mail programs fetch before anybody signs in: pictures, style sheet, manifest."""

from flask import Blueprint, Response, jsonify, request, send_file

from appliance.accounts.access import public
from appliance.brand import pictures
from appliance.brand.manifest import manifest
from appliance.brand.shown import shown_now
from appliance.brand.stylesheet import stylesheet
from appliance.current import current_context
from appliance.errors import NotFound

FOR_EVER = "public, max-age=31536000, immutable"
"""Their addresses carry a digest of their content."""

blueprint = Blueprint("brand_files", __name__)


@blueprint.get("/brand/<string:digest>/<string:name>.png")
@public
def show_picture(digest: str, name: str) -> Response:
    """A logo or icon, drawn here as PNG. Raises NotFound."""
    path = pictures.find(current_context().settings.media_dir, digest, name)
    if path is None:
        raise NotFound("picture_not_found", "Esta imagem não existe.")
    response = send_file(path, mimetype="image/png", conditional=True)
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.get("/brand.css")
@public
def show_stylesheet() -> Response:
    """The client's colour; to be kept for ever if asked for by the version it has."""
    brand = shown_now(current_context())
    response = Response(stylesheet(brand.palettes), mimetype="text/css")
    is_named = request.args.get("v") == brand.version
    response.headers["Cache-Control"] = FOR_EVER if is_named else "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
@public
def show_manifest() -> Response:
    """How the inbox is installed as an app."""
    context = current_context()
    response = jsonify(manifest(shown_now(context), context.settings.tenant.locale))
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response
