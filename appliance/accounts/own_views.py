"""`/api/v1/auth/…`: one's own account. Closed to API tokens: a program never changes who it acts as."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts import api_tokens, history, own_password, second_factor, users
from appliance.accounts import own_schemas as schemas
from appliance.accounts import sessions as people_sessions
from appliance.accounts.access import current_sign_in, current_user, refuse_support, requires
from appliance.accounts.presenting import present_user
from appliance.accounts.schemas import CodeSchema, UserSchema
from appliance.current import current_context

blueprint = Blueprint("own account", __name__, url_prefix="/api/v1/auth", description="One's own account.")


@blueprint.patch("/me")
@requires("self", before_setup=True)
@blueprint.arguments(schemas.ProfileChangeSchema)
@blueprint.response(200, UserSchema)
def change_profile(body: dict[str, Any]) -> dict[str, Any]:
    """One's name and language."""
    context, user = current_context(), current_user()
    if body.get("name", user.name) != user.name:
        refuse_support()
    changed = users.change_user(context.sessions, user.id, users.UserChange(**body))
    return present_user(changed, frozenset({user.id}))


@blueprint.post("/password")
@requires("self", before_setup=True)
@blueprint.arguments(schemas.PasswordChangeSchema)
@blueprint.response(204)
def change_password(body: dict[str, Any]) -> None:
    """A new one for the current one; every other session ends."""
    refuse_support()
    own_password.change_own(
        current_context(),
        current_user(),
        body["current_password"],
        body["password"],
        current_sign_in().sign_in_id,
    )


@blueprint.get("/second-factor")
@requires("self", before_setup=True)
@blueprint.response(200, schemas.SecondFactorSchema)
def show_second_factor() -> dict[str, Any]:
    """Whether it is on, and must be."""
    with current_context().sessions() as session:
        return second_factor.state(session, current_user())


@blueprint.post("/second-factor")
@requires("self", before_setup=True)
@blueprint.arguments(schemas.PasswordSchema)
@blueprint.response(201, schemas.NewSecondFactorSchema)
def begin_second_factor(body: dict[str, Any]) -> dict[str, Any]:
    """A secret for the authenticator app; it counts once a code of it was confirmed."""
    refuse_support()
    return second_factor.begin(current_context(), current_user(), body["password"])


@blueprint.post("/second-factor/confirm")
@requires("self", before_setup=True)
@blueprint.arguments(CodeSchema)
@blueprint.response(200, schemas.RecoveryCodesSchema)
def confirm_second_factor(body: dict[str, Any]) -> dict[str, Any]:
    """Switches it on, with the app's current code; the answer holds the recovery codes."""
    codes = second_factor.confirm(current_context(), current_user(), body["code"])
    return {"recovery_codes": codes}


@blueprint.post("/second-factor/recovery-codes")
@requires("self")
@blueprint.arguments(schemas.PasswordSchema)
@blueprint.response(200, schemas.RecoveryCodesSchema)
def renew_recovery_codes(body: dict[str, Any]) -> dict[str, Any]:
    """Ten new codes; those before are void."""
    codes = second_factor.renew_codes(current_context(), current_user(), body["password"])
    return {"recovery_codes": codes}


@blueprint.post("/second-factor/remove")
@requires("self")
@blueprint.arguments(schemas.PasswordSchema)
@blueprint.response(204)
def remove_second_factor(body: dict[str, Any]) -> None:
    """Off again; 409 where one's role asks for it."""
    second_factor.remove_own(current_context(), current_user(), body["password"])


@blueprint.get("/sessions")
@requires("self", before_setup=True)
@blueprint.response(200, schemas.SessionListSchema)
def list_sessions() -> dict[str, Any]:
    """Where one is signed in."""
    with current_context().sessions() as session:
        found = people_sessions.list_sessions(session, current_user(), current_sign_in().sign_in_id)
    return {"data": found, "next_cursor": None}


@blueprint.delete("/sessions")
@requires("self", before_setup=True)
@blueprint.response(204)
def end_other_sessions() -> None:
    """All but this one."""
    people_sessions.end_all(current_context(), current_user(), but=current_sign_in().sign_in_id)


@blueprint.delete("/sessions/<int:session_id>")
@requires("self", before_setup=True)
@blueprint.response(204)
def end_session(session_id: int) -> None:
    """One of one's own, this one included."""
    people_sessions.end_one(current_context(), current_user(), session_id)


@blueprint.get("/sign-ins")
@requires("self")
@blueprint.arguments(schemas.AttemptQuerySchema, location="query")
@blueprint.response(200, schemas.AttemptListSchema)
def list_sign_ins(query: dict[str, Any]) -> dict[str, Any]:
    """Attempts to sign in as oneself, also those refused, of the last 180 days; the newest first."""
    with current_context().sessions() as session:
        found, more = history.list_attempts(session, current_user().id, query["limit"], query["cursor"])
    return {"data": found, "next_cursor": more}


@blueprint.get("/api-tokens")
@requires("self")
@blueprint.response(200, schemas.ApiTokenListSchema)
def list_api_tokens() -> dict[str, Any]:
    """One's own that still work, and what a new one may hold."""
    user = current_user()
    with current_context().sessions() as session:
        found = api_tokens.list_tokens(session, user.id)
    return {"data": found, "next_cursor": None, "grantable": api_tokens.grantable(user)}


@blueprint.post("/api-tokens")
@requires("self")
@blueprint.arguments(schemas.NewApiTokenSchema)
@blueprint.response(201, schemas.MadeApiTokenSchema)
def create_api_token(body: dict[str, Any]) -> dict[str, Any]:
    """For a program: a part of what one may, for a time. Its text is shown this once."""
    refuse_support()
    shown, text = api_tokens.create(current_context(), current_user(), **body)
    return {**shown, "token": text}


@blueprint.delete("/api-tokens/<int:token_id>")
@requires("self")
@blueprint.response(204)
def revoke_api_token(token_id: int) -> None:
    """At once."""
    api_tokens.revoke(current_context(), current_user(), token_id)
