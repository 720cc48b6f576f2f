"""`/api/v1/contacts`: the tenant's customers."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_user, requires
from appliance.contacts import editing, merges, queries
from appliance.contacts.presenting import present_whole
from appliance.contacts.schemas import (
    ContactChangeSchema,
    ContactListSchema,
    ContactQuerySchema,
    MergedSchema,
    MergeRequestSchema,
    NewContactSchema,
    WholeContactSchema,
)
from appliance.current import current_context

blueprint = Blueprint("contacts", __name__, url_prefix="/api/v1/contacts", description="The customers.")


@blueprint.get("")
@requires("contact.read")
@blueprint.arguments(ContactQuerySchema, location="query")
@blueprint.response(200, ContactListSchema)
def list_contacts(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first; `q` looks in names, usernames and numbers, with or without the ninth digit."""
    with current_context().sessions() as session:
        data, more = queries.list_contacts(session, **query)
    return {"data": data, "next_cursor": more}


@blueprint.get("/<int:contact_id>")
@requires("contact.read")
@blueprint.response(200, WholeContactSchema)
def show_contact(contact_id: int) -> dict[str, Any]:
    """One contact with identifiers, merges and the conversations one may see; of a merged one, into whom."""
    with current_context().sessions() as session:
        return present_whole(session, queries.get_contact(session, contact_id), current_user())


@blueprint.post("")
@requires("contact.write")
@blueprint.arguments(NewContactSchema)
@blueprint.response(201, WholeContactSchema)
@blueprint.alt_response(200, schema=WholeContactSchema, description="the number was known already")
def create_contact(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A contact for a number; if there is one, that one, as it is."""
    shown, is_new = editing.create(current_context(), current_user(), body["phone"], body["name"])
    return shown, 201 if is_new else 200


@blueprint.patch("/<int:contact_id>")
@requires("contact.write")
@blueprint.arguments(ContactChangeSchema)
@blueprint.response(200, WholeContactSchema)
def change_contact(body: dict[str, Any], contact_id: int) -> dict[str, Any]:
    """Sets the name, which wins over the profile's; null gives that back."""
    return editing.rename(current_context(), current_user(), contact_id, body["name"])


@blueprint.post("/<int:contact_id>/merge")
@requires("contact.merge")
@blueprint.arguments(MergeRequestSchema)
@blueprint.response(200, MergedSchema)
def merge(body: dict[str, Any], contact_id: int) -> dict[str, Any]:
    """Takes another contact into this one: identifiers, conversations, and what this one lacks."""
    return merges.merge_contacts(current_context(), contact_id, body["other_id"], current_user())


@blueprint.post("/merges/<int:merge_id>/undo")
@requires("contact.merge")
@blueprint.response(200, MergedSchema)
def undo_merge(merge_id: int) -> dict[str, Any]:
    """Takes both apart again; what happened since stays where it happened."""
    return merges.undo_merge(current_context(), merge_id, current_user())
