"""`/api/v1/roles`: what the client's people may."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from appliance.accounts import roles
from appliance.accounts.access import current_user, requires
from appliance.accounts.permissions import ALL
from appliance.current import current_context
from appliance.names import name_rule

blueprint = Blueprint("roles", __name__, url_prefix="/api/v1/roles", description="What people may.")

_NAME = name_rule(60)
_PERMISSIONS = validate.Length(max=len(ALL) * 2)


class NewRoleSchema(Schema):
    name = fields.String(required=True, validate=_NAME)
    permissions = fields.List(fields.String(), required=True, validate=_PERMISSIONS)
    requires_two_factor = fields.Boolean(load_default=False)


class RoleChangeSchema(Schema):
    name = fields.String(validate=_NAME)
    permissions = fields.List(fields.String(), validate=_PERMISSIONS)
    requires_two_factor = fields.Boolean()


class RoleSchema(Schema):
    key = fields.String()
    name = fields.String(allow_none=True, metadata={"description": "null for those that came with it"})
    permissions = fields.List(fields.String())
    is_builtin = fields.Boolean()
    is_assignable = fields.Boolean(metadata={"description": "false: people come to it in another way"})
    requires_two_factor = fields.Boolean()


class RoleListSchema(Schema):
    data = fields.List(fields.Nested(RoleSchema))
    next_cursor = fields.String(allow_none=True)
    permissions = fields.List(fields.String(), metadata={"description": "all there are"})


@blueprint.get("")
@requires("user.read")
@blueprint.response(200, RoleListSchema)
def list_roles() -> dict[str, Any]:
    """All of them, and every permission there is."""
    with current_context().sessions() as session:
        return {"data": roles.list_roles(session), "next_cursor": None, "permissions": sorted(ALL)}


@blueprint.post("")
@requires("role.manage")
@blueprint.arguments(NewRoleSchema)
@blueprint.response(201, RoleSchema)
def create_role(body: dict[str, Any]) -> dict[str, Any]:
    """A role of the client's own."""
    return roles.create_role(current_context(), current_user(), **body)


@blueprint.patch("/<string:key>")
@requires("role.manage")
@blueprint.arguments(RoleChangeSchema)
@blueprint.response(200, RoleSchema)
def change_role(body: dict[str, Any], key: str) -> dict[str, Any]:
    """What it permits, from the next request of its people on."""
    return roles.change_role(current_context(), current_user(), key, roles.RoleChange(**body))


@blueprint.delete("/<string:key>")
@requires("role.manage")
@blueprint.response(204)
def delete_role(key: str) -> None:
    """One of the client's own that nobody has; 409 otherwise."""
    roles.delete_role(current_context(), current_user(), key)
