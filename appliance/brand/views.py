"""`/api/v1/brand`: the client's name, logo and colour."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from appliance.accounts.access import requires
from appliance.brand import changing, pictures
from appliance.brand.schemas import (
    BrandChangeSchema,
    BrandSchema,
    ColourSchema,
    PaletteSchema,
    PictureSchema,
)
from appliance.current import current_context

blueprint = Blueprint("brand", __name__, url_prefix="/api/v1/brand", description="Name, logo and colour.")

_BINARY = {"schema": {"type": "string", "format": "binary"}}


@blueprint.get("")
@requires("brand.manage")
@blueprint.response(200, BrandSchema)
def show_brand() -> dict[str, Any]:
    """What the client set."""
    context = current_context()
    with context.sessions() as session:
        return changing.present(session, context.settings.tenant)


@blueprint.put("")
@requires("brand.manage")
@blueprint.arguments(BrandChangeSchema(partial=True))
@blueprint.response(200, BrandSchema)
def change_brand(body: dict[str, Any]) -> dict[str, Any]:
    """What is left out stays: two who change different things do not undo each other. null is as it comes."""
    context = current_context()
    changing.change(context.sessions, context.settings.media_dir, body)
    with context.sessions() as session:
        return changing.present(session, context.settings.tenant)


@blueprint.get("/palette")
@requires("brand.manage")
@blueprint.arguments(ColourSchema, location="query")
@blueprint.response(200, PaletteSchema)
def show_palette(query: dict[str, Any]) -> dict[str, Any]:
    """What a colour would become in both themes."""
    return {"themes": changing.themes(query["colour"])}


@blueprint.post("/pictures")
@requires("brand.manage")
@blueprint.doc(requestBody={"required": True, "content": {one: _BINARY for one in sorted(pictures.TAKEN)}})
@blueprint.response(201, PictureSchema)
def add_picture() -> dict[str, str]:
    """Takes a PNG, JPEG or WebP of up to 1 MB, to be chosen as logo or favicon."""
    return changing.picture(pictures.add(current_context().settings.media_dir, request.get_data()))
