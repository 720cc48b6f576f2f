"""`/api/v1/signature`: one's own, and whether people sign at all."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.accounts.permissions import SELF
from appliance.current import current_context
from appliance.signatures import signing
from appliance.signatures.schemas import SignatureChangeSchema, SignatureModeSchema, SignatureSchema

blueprint = Blueprint(
    "signatures", __name__, url_prefix="/api/v1/signature", description="The name before one's texts."
)


@blueprint.get("")
@requires(SELF)
@blueprint.response(200, SignatureSchema)
def show_signature() -> dict[str, Any]:
    """What stands before the caller's texts."""
    with current_context().sessions() as session:
        return signing.present(session, current_user())


@blueprint.put("")
@requires(SELF)
@blueprint.arguments(SignatureChangeSchema)
@blueprint.response(200, SignatureSchema)
def change_own(body: dict[str, Any]) -> dict[str, Any]:
    """Whether the caller signs where that is optional, and by which name."""
    return signing.change_own(current_context().sessions, current_user(), **body)


@blueprint.put("/mode")
@requires("settings.manage")
@blueprint.arguments(SignatureModeSchema)
@blueprint.response(200, SignatureSchema)
def change_mode(body: dict[str, Any]) -> dict[str, Any]:
    """For everybody: never, as each likes, or always."""
    return signing.change_mode(current_context().sessions, current_user(), **body)
