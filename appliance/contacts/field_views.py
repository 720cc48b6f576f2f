"""`/api/v1/contact-fields` and `/api/v1/consent-purposes`: what the client wants to know of its customers."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import requires
from appliance.contacts import fields, purposes
from appliance.contacts.field_schemas import (
    FieldChangeSchema,
    FieldListSchema,
    FieldOrderSchema,
    FieldSchema,
    NewFieldSchema,
    NewPurposeSchema,
    PurposeChangeSchema,
    PurposeListSchema,
    PurposeSchema,
)
from appliance.current import current_context

fields_blueprint = Blueprint(
    "contact_fields", __name__, url_prefix="/api/v1/contact-fields", description="The client's own fields."
)
purposes_blueprint = Blueprint(
    "consent_purposes", __name__, url_prefix="/api/v1/consent-purposes", description="What is agreed to."
)


@fields_blueprint.get("")
@requires("contact.read")
@fields_blueprint.response(200, FieldListSchema)
def list_fields() -> dict[str, Any]:
    """All of them in the client's order, archived ones too."""
    with current_context().sessions() as session:
        return {"data": fields.list_fields(session), "next_cursor": None}


@fields_blueprint.post("")
@requires(fields.MANAGE)
@fields_blueprint.arguments(NewFieldSchema)
@fields_blueprint.response(201, FieldSchema)
def create_field(body: dict[str, Any]) -> dict[str, Any]:
    """A new one, the last; its kind and key never change."""
    return fields.create_field(current_context().sessions, **body)


@fields_blueprint.patch("/<int:field_id>")
@requires(fields.MANAGE)
@fields_blueprint.arguments(FieldChangeSchema)
@fields_blueprint.response(200, FieldSchema)
def change_field(body: dict[str, Any], field_id: int) -> dict[str, Any]:
    """Another name, other options; archived, or in use again."""
    return fields.change_field(current_context().sessions, field_id, fields.FieldChange(**body))


@fields_blueprint.put("/order")
@requires(fields.MANAGE)
@fields_blueprint.arguments(FieldOrderSchema)
@fields_blueprint.response(200, FieldListSchema)
def order_fields(body: dict[str, Any]) -> dict[str, Any]:
    """Those first, in this order."""
    return {"data": fields.order_fields(current_context().sessions, body["ids"]), "next_cursor": None}


@purposes_blueprint.get("")
@requires("contact.read")
@purposes_blueprint.response(200, PurposeListSchema)
def list_purposes() -> dict[str, Any]:
    """Those that came with the tenant first, archived ones too."""
    with current_context().sessions() as session:
        return {"data": purposes.list_purposes(session), "next_cursor": None}


@purposes_blueprint.post("")
@requires(fields.MANAGE)
@purposes_blueprint.arguments(NewPurposeSchema)
@purposes_blueprint.response(201, PurposeSchema)
def create_purpose(body: dict[str, Any]) -> dict[str, Any]:
    """A new one, and the text that customers are shown."""
    return purposes.create_purpose(current_context().sessions, **body)


@purposes_blueprint.patch("/<int:purpose_id>")
@requires(fields.MANAGE)
@purposes_blueprint.arguments(PurposeChangeSchema)
@purposes_blueprint.response(200, PurposeSchema)
def change_purpose(body: dict[str, Any], purpose_id: int) -> dict[str, Any]:
    """Another name or text; archived, or in use again."""
    return purposes.change_purpose(current_context().sessions, purpose_id, body)
