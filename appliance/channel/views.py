"""`/api/v1/channel`: the WhatsApp connection."""

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.channel import checking, profile
from appliance.channel.schemas import BusinessProfileChangeSchema, BusinessProfileSchema, ChannelSchema
from appliance.current import current_context
from appliance.http_errors import ErrorSchema

blueprint = Blueprint(
    "channel", __name__, url_prefix="/api/v1/channel", description="The WhatsApp connection."
)

MANAGE = "settings.manage"
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@blueprint.get("")
@requires(MANAGE)
@blueprint.response(200, ChannelSchema)
def show_channel() -> dict[str, Any]:
    """What the last check saw."""
    return checking.show(current_context())


@blueprint.post("/check")
@requires(MANAGE)
@blueprint.response(200, ChannelSchema)
@blueprint.alt_response(409, schema=ErrorSchema, description="check_running")
def check_channel() -> dict[str, Any]:
    """Asks Meta now: number, token, account, webhooks."""
    return checking.check(current_context(), current_user().id)


@blueprint.get("/profile")
@requires(MANAGE)
@blueprint.response(200, BusinessProfileSchema)
@blueprint.alt_response(503, schema=ErrorSchema, description="meta_unavailable")
def show_profile() -> dict[str, Any]:
    """What customers see of the business, as Meta has it now."""
    return profile.show(current_context())


@blueprint.patch("/profile")
@requires(MANAGE)
@blueprint.arguments(BusinessProfileChangeSchema)
@blueprint.response(200, BusinessProfileSchema)
@blueprint.alt_response(422, schema=ErrorSchema, description="meta_refused: `details.reason`")
def change_profile(body: dict[str, Any]) -> dict[str, Any]:
    """What is named is changed, at Meta."""
    return profile.change(current_context(), body)


@blueprint.get("/profile/picture")
@requires(MANAGE)
@blueprint.doc(responses={200: {"description": "JPEG or PNG"}})
def show_picture() -> Response:
    """The profile's picture."""
    content, content_type = profile.picture(current_context())
    return Response(content, mimetype=content_type)


@blueprint.put("/profile/picture")
@requires(MANAGE)
@blueprint.doc(requestBody={"required": True, "content": {"image/jpeg": _BINARY, "image/png": _BINARY}})
@blueprint.response(200, BusinessProfileSchema)
@blueprint.alt_response(422, schema=ErrorSchema, description="too_large, wrong_type, meta_refused")
def change_picture() -> dict[str, Any]:
    """A JPEG or PNG of up to 1 MB; square, at least 192 pixels wide, looks best."""
    return profile.change(current_context(), {}, request.get_data())
