"""`/api/v1/auth` (in, out, who am I) and `/api/v1/users` (the client's people)."""

from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from appliance.accounts import access, login_limits, presence, sign_ins
from appliance.accounts import users as people
from appliance.accounts.access import requires
from appliance.accounts.presenting import present_user
from appliance.accounts.roles import permissions_of
from appliance.accounts.schemas import (
    LoginSchema,
    MeSchema,
    NewUserSchema,
    PageSchema,
    RefreshSchema,
    TokensSchema,
    UserChangeSchema,
    UserListSchema,
    UserSchema,
)
from appliance.accounts.tokens import csrf_token
from appliance.ai.health import ai_state
from appliance.current import current_context
from appliance.realtime.ending import close_person, close_sign_in

auth = Blueprint("auth", __name__, url_prefix="/api/v1/auth", description="Signing in and out.")
users = Blueprint("users", __name__, url_prefix="/api/v1/users", description="The client's people.")


@auth.route("/login", methods=["POST"])
@access.public
@auth.arguments(LoginSchema)
@auth.alt_response(200, schema=TokensSchema, success=True)
def login(credentials: dict[str, Any]) -> Response:
    """Gives tokens to programs and the session cookie to browsers."""
    context = current_context()
    email, address = credentials["email"], request.remote_addr or ""
    login_limits.count_attempt(context.redis, email, address)
    tokens = sign_ins.sign_in(
        context.sessions,
        context.settings.session_key,
        email,
        credentials["password"],
        remember=credentials["remember"],
    )
    login_limits.forgive(context.redis, email, address)
    response = jsonify(_present_tokens(tokens))
    access.set_cookie(response, tokens.cookie, remember=credentials["remember"])
    return response


@auth.route("/refresh-token", methods=["POST"])
@access.public
@auth.arguments(RefreshSchema)
@auth.response(200, TokensSchema)
def refresh_token(body: dict[str, Any]) -> dict[str, Any]:
    """A new pair of tokens for a refresh token, which is spent by it."""
    context = current_context()
    return _present_tokens(
        sign_ins.refresh(context.sessions, context.settings.session_key, body["refresh_token"])
    )


@auth.route("/logout", methods=["POST"])
@requires("self")
@auth.alt_response(204, success=True)
def logout() -> Response:
    """Ends this sign-in: cookie, tokens and open sockets alike."""
    context, sign_in_id = current_context(), access.current_sign_in().sign_in_id
    sign_ins.sign_out(context.sessions, sign_in_id)
    close_sign_in(context, sign_in_id)
    response = Response(status=204)
    access.clear_cookie(response)
    return response


@auth.route("/me", methods=["GET"])
@requires("self")
@auth.response(200, MeSchema)
def me() -> dict[str, Any]:
    """Who is signed in, where, and whether the AI is answering."""
    context = current_context()
    signed_in = access.current_sign_in()
    settings = context.settings
    return {
        "user": present_user(signed_in.user, presence.online(context.redis)),
        "permissions": permissions_of(signed_in.user.granted),
        "queue_ids": sorted(signed_in.user.queue_ids),
        "csrf_token": csrf_token(settings.session_key, signed_in.cookie) if signed_in.cookie else None,
        "tenant": settings.tenant,
        "ai": {"state": ai_state(context.redis)},
    }


def _present_tokens(tokens: sign_ins.Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "user": present_user(tokens.user, presence.online(current_context().redis)),
    }


@users.route("", methods=["GET"])
@requires("user.read")
@users.arguments(PageSchema, location="query")
@users.response(200, UserListSchema)
def list_users(page: dict[str, Any]) -> dict[str, Any]:
    """Everybody, the deactivated included, by id."""
    context = current_context()
    found = people.list_users(context.sessions, limit=page["limit"] + 1, after_id=page["cursor"])
    online = presence.online(context.redis)
    shown = found[: page["limit"]]
    return {
        "data": [present_user(user, online) for user in shown],
        "next_cursor": str(shown[-1].id) if len(found) > len(shown) else None,
    }


@users.route("/online", methods=["GET"])
@requires("user.read")
@users.response(200, UserListSchema)
def list_online() -> dict[str, Any]:
    """Those with an open inbox at this moment."""
    context = current_context()
    online = presence.online(context.redis)
    found = people.list_users_by_id(context.sessions, online) if online else []
    return {"data": [present_user(user, online) for user in found], "next_cursor": None}


@users.route("", methods=["POST"])
@requires("user.manage")
@users.arguments(NewUserSchema)
@users.response(201, UserSchema)
def create_user(body: dict[str, Any]) -> dict[str, Any]:
    """Somebody new, with a first password."""
    return present_user(
        people.create_user(current_context().sessions, people.NewUser(**body), by=access.current_user()),
        frozenset(),
    )


@users.route("/<int:user_id>", methods=["PATCH"])
@requires("user.manage")
@users.arguments(UserChangeSchema)
@users.response(200, UserSchema)
def change_user(body: dict[str, Any], user_id: int) -> dict[str, Any]:
    """Name, e-mail, password, role or access. What concerns access ends the person's sessions."""
    context = current_context()
    change = people.UserChange(**body)
    user = people.change_user(context.sessions, user_id, change, by=access.current_user())
    if change.ends_sessions:
        close_person(context, user.id)
    return present_user(user, presence.online(context.redis))
