"""`/api/v1/users/…`: inviting people, and seeing to their ways in."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from appliance.accounts import history, invitations, managing, password_reset, presence
from appliance.accounts import sessions as people_sessions
from appliance.accounts.access import current_user, requires
from appliance.accounts.own_schemas import AttemptListSchema, AttemptQuerySchema, SessionListSchema
from appliance.accounts.schemas import LOCALES, NAME, EmailInSchema, UserSchema
from appliance.current import current_context

blueprint = Blueprint("accounts", __name__, url_prefix="/api/v1/users", description="People's accounts.")


class InvitationSchema(EmailInSchema):
    name = fields.String(required=True, validate=NAME)
    email = fields.Email(required=True, validate=validate.Length(max=254))
    role = fields.String(required=True, validate=validate.Length(max=32))
    queue_ids = fields.List(fields.Integer(), load_default=list, validate=validate.Length(max=200))
    locale = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(LOCALES))


class SentInvitationSchema(Schema):
    expires_at = fields.String()
    is_open = fields.Boolean()
    mail = fields.String(
        allow_none=True,
        validate=validate.OneOf(("queued", "sent", "failed")),
        metadata={"description": "null: no mail server is configured"},
    )
    error = fields.String(allow_none=True)
    detail = fields.String(allow_none=True, metadata={"description": "what the mail server said"})
    url = fields.String(allow_none=True, metadata={"description": "only where no e-mail brings it"})


class SentResetSchema(Schema):
    url = fields.String(allow_none=True, metadata={"description": "only where no e-mail brings it"})


class AccountSchema(UserSchema):
    state = fields.String(validate=validate.OneOf(("invited", "active", "disabled")))
    queue_ids = fields.List(fields.Integer())
    has_second_factor = fields.Boolean()
    must_set_up_second_factor = fields.Boolean()
    last_seen_at = fields.String(allow_none=True)
    created_at = fields.String()
    invitation = fields.Nested(SentInvitationSchema, allow_none=True)


class AccountListSchema(Schema):
    data = fields.List(fields.Nested(AccountSchema))
    next_cursor = fields.String(allow_none=True)


@blueprint.get("/accounts")
@requires("user.manage")
@blueprint.response(200, AccountListSchema)
def list_accounts() -> dict[str, Any]:
    """Everybody, by name, with what only those who manage people see."""
    context = current_context()
    with context.sessions() as session:
        found = managing.list_accounts(context, session, presence.online(context.redis))
    return {"data": found, "next_cursor": None}


@blueprint.get("/<int:user_id>/account")
@requires("user.manage")
@blueprint.response(200, AccountSchema)
def get_account(user_id: int) -> dict[str, Any]:
    """One of them."""
    return _account(user_id)


@blueprint.post("/invitations")
@requires("user.manage")
@blueprint.arguments(InvitationSchema)
@blueprint.response(201, AccountSchema)
def invite(body: dict[str, Any]) -> dict[str, Any]:
    """Somebody new, who chooses their own password by a link sent to their e-mail."""
    body["queue_ids"] = frozenset(body["queue_ids"])
    user = invitations.invite(current_context(), current_user(), invitations.Invitation(**body))
    return _account(user.id)


@blueprint.post("/<int:user_id>/invitation")
@requires("user.manage")
@blueprint.response(200, AccountSchema)
def invite_again(user_id: int) -> dict[str, Any]:
    """A new link by a new e-mail; the one before is void."""
    invitations.invite_again(current_context(), current_user(), user_id)
    return _account(user_id)


@blueprint.delete("/<int:user_id>/invitation")
@requires("user.manage")
@blueprint.response(204)
def revoke_invitation(user_id: int) -> None:
    """Takes it back, and the person with it, who never was here."""
    invitations.revoke(current_context(), current_user(), user_id)


@blueprint.get("/<int:user_id>/sessions")
@requires("user.manage")
@blueprint.response(200, SessionListSchema)
def list_sessions(user_id: int) -> dict[str, Any]:
    """Where they are signed in."""
    with current_context().sessions() as session:
        found = people_sessions.list_sessions(session, managing.get_person(session, user_id))
    return {"data": found, "next_cursor": None}


@blueprint.delete("/<int:user_id>/sessions")
@requires("user.manage")
@blueprint.response(204)
def end_sessions(user_id: int) -> None:
    """All of them, at once."""
    managing.end_sessions(current_context(), current_user(), user_id)


@blueprint.delete("/<int:user_id>/sessions/<int:session_id>")
@requires("user.manage")
@blueprint.response(204)
def end_session(user_id: int, session_id: int) -> None:
    """One of them."""
    managing.end_sessions(current_context(), current_user(), user_id, session_id)


@blueprint.get("/<int:user_id>/sign-ins")
@requires("user.manage")
@blueprint.arguments(AttemptQuerySchema, location="query")
@blueprint.response(200, AttemptListSchema)
def list_sign_ins(query: dict[str, Any], user_id: int) -> dict[str, Any]:
    """Attempts to sign in as them, also those refused, of the last 180 days; the newest first."""
    with current_context().sessions() as session:
        managing.get_person(session, user_id)
        found, more = history.list_attempts(session, user_id, query["limit"], query["cursor"])
    return {"data": found, "next_cursor": more}


@blueprint.post("/<int:user_id>/password-reset")
@requires("user.manage")
@blueprint.response(200, SentResetSchema)
def send_password_reset(user_id: int) -> dict[str, Any]:
    """A link to choose a new password, by e-mail, good once and for an hour; the password they have stays
    until then.
    """
    return {"url": password_reset.send(current_context(), current_user(), user_id)}


@blueprint.delete("/<int:user_id>/second-factor")
@requires("user.manage")
@blueprint.response(204)
def reset_second_factor(user_id: int) -> None:
    """For whoever lost app and codes."""
    managing.reset_second_factor(current_context(), current_user(), user_id)


def _account(user_id: int) -> dict[str, Any]:
    context = current_context()
    with context.sessions() as session:
        return managing.get_account(context, session, user_id, presence.online(context.redis))
