"""Below `/api/v1/contacts/<id>`: what is noted down of a contact, what they agreed to, what there was with
them."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.contacts import consents, details, history
from appliance.contacts.field_schemas import (
    ConsentsSchema,
    DetailsChangeSchema,
    DetailsSchema,
    FilesQuerySchema,
    FilesSchema,
    NewConsentSchema,
    PastConversationsSchema,
    ValueChangeSchema,
)
from appliance.conversations.schemas import PageSchema
from appliance.current import current_context
from appliance.http_errors import ErrorSchema

blueprint = Blueprint(
    "contact_records", __name__, url_prefix="/api/v1/contacts", description="What is known of a customer."
)


@blueprint.get("/<int:contact_id>/details")
@requires("contact.read")
@blueprint.response(200, DetailsSchema)
def show_details(contact_id: int) -> dict[str, Any]:
    """E-mail, observations, and the client's own fields as far as they are filled in."""
    context = current_context()
    with context.sessions() as session:
        return details.show(session, contact_id, context.settings.tenant.locale)


@blueprint.patch("/<int:contact_id>/details")
@requires("contact.write")
@blueprint.arguments(DetailsChangeSchema)
@blueprint.response(200, DetailsSchema)
@blueprint.alt_response(422, schema=ErrorSchema, description="invalid_email, too_long, invalid_text")
def change_details(body: dict[str, Any], contact_id: int) -> dict[str, Any]:
    """What is named is changed; null or nothing takes it away."""
    return details.change(current_context(), contact_id, body)


@blueprint.put("/<int:contact_id>/fields/<int:field_id>")
@requires("contact.write")
@blueprint.arguments(ValueChangeSchema)
@blueprint.response(200, DetailsSchema)
@blueprint.alt_response(422, schema=ErrorSchema, description="invalid_value, too_long: `details.reason`")
def fill_in(body: dict[str, Any], contact_id: int, field_id: int) -> dict[str, Any]:
    """One field of the client's; null or nothing empties it."""
    return details.fill_in(current_context(), contact_id, field_id, body["value"])


@blueprint.get("/<int:contact_id>/conversations")
@requires("conversation.read")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, PastConversationsSchema)
def list_conversations(query: dict[str, Any], contact_id: int) -> dict[str, Any]:
    """Those one may see, newest first."""
    with current_context().sessions() as session:
        data, more = history.list_conversations(session, current_user(), contact_id, **query)
    return {"data": data, "next_cursor": more}


@blueprint.get("/<int:contact_id>/files")
@requires("message.read")
@blueprint.arguments(FilesQuerySchema, location="query")
@blueprint.response(200, FilesSchema)
def list_files(query: dict[str, Any], contact_id: int) -> dict[str, Any]:
    """Messages with a file, of the conversations one may see, newest first."""
    with current_context().sessions() as session:
        data, more = history.list_files(session, current_user(), contact_id, **query)
    return {"data": data, "next_cursor": more}


@blueprint.get("/<int:contact_id>/consents")
@requires("contact.read")
@blueprint.response(200, ConsentsSchema)
def show_consents(contact_id: int) -> dict[str, Any]:
    """What holds for each purpose, and how it came to that, newest first."""
    with current_context().sessions() as session:
        return consents.show(session, contact_id)


@blueprint.post("/<int:contact_id>/consents")
@requires("contact.write")
@blueprint.arguments(NewConsentSchema)
@blueprint.response(201, ConsentsSchema)
@blueprint.alt_response(409, schema=ErrorSchema, description="stopped_on_whatsapp, purpose_archived")
def record_consent(body: dict[str, Any], contact_id: int) -> dict[str, Any]:
    """The customer agreed to a purpose, or withdrew that; nothing recorded before changes."""
    return consents.record_consent(current_context(), current_user(), contact_id, consents.Said(**body))
