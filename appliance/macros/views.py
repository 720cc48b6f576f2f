"""`/api/v1/macros`: what attendants do again and again, done at once."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.conversations.schemas import ConversationSchema
from appliance.current import current_context
from appliance.macros import managing, running
from appliance.macros.schemas import MacroChangeSchema, MacroListSchema, MacroSchema, NewMacroSchema

blueprint = Blueprint("macros", __name__, url_prefix="/api/v1", description="Several actions at once.")


@blueprint.get("/macros")
@requires("conversation.read")
@blueprint.response(200, MacroListSchema)
def list_macros() -> dict[str, Any]:
    """Those one may use, by name."""
    with current_context().sessions() as session:
        return {"data": managing.list_macros(session, current_user()), "next_cursor": None}


@blueprint.post("/macros")
@requires("conversation.write")
@blueprint.arguments(NewMacroSchema)
@blueprint.response(201, MacroSchema)
def create_macro(body: dict[str, Any]) -> dict[str, Any]:
    """One's own, or a shared one, which needs `automation.manage`."""
    is_own = body.pop("is_own")
    return managing.create_macro(current_context().sessions, current_user(), body, is_own=is_own)


@blueprint.patch("/macros/<int:macro_id>")
@requires("conversation.write")
@blueprint.arguments(MacroChangeSchema)
@blueprint.response(200, MacroSchema)
def change_macro(body: dict[str, Any], macro_id: int) -> dict[str, Any]:
    """Its name, its actions, or whose it is."""
    return managing.change_macro(current_context().sessions, current_user(), macro_id, body)


@blueprint.delete("/macros/<int:macro_id>")
@requires("conversation.write")
@blueprint.response(204)
def delete_macro(macro_id: int) -> None:
    """What it did stays."""
    managing.delete_macro(current_context().sessions, current_user(), macro_id)


@blueprint.post("/conversations/<int:conversation_id>/macros/<int:macro_id>")
@requires("conversation.write")
@blueprint.response(200, ConversationSchema)
def run_macro(conversation_id: int, macro_id: int) -> dict[str, Any]:
    """All its actions, or none: the error says with `action` which was refused."""
    return running.run(current_context(), current_user(), conversation_id, macro_id)
