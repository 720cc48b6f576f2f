"""`/api/v1/auth` (in, out, who am I) and `/api/v1/users` (the client's people)."""

from dataclasses import replace
from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from appliance.accounts import access, login_limits, presence, second_step, sign_ins
from appliance.accounts import users as people
from appliance.accounts.access import requires
from appliance.accounts.models import User
from appliance.accounts.presenting import present_colleague, present_user
from appliance.accounts.rate_limits import once_more_from
from appliance.accounts.roles import permissions_of
from appliance.accounts.schemas import (
    LoginSchema,
    MeSchema,
    NewUserSchema,
    PageSchema,
    RefreshSchema,
    SecondStepSchema,
    TokensSchema,
    UserChangeSchema,
    UserListSchema,
    UserSchema,
)
from appliance.accounts.tokens import Challenge, csrf_token, read_challenge, sign_challenge
from appliance.ai.health import ai_state
from appliance.brand.shown import shown_now
from appliance.current import current_context
from appliance.errors import NotAuthenticated
from appliance.realtime.ending import close_person, close_sign_in
from appliance.support.ending import leave
from appliance.support.queries import get_access

auth = Blueprint("auth", __name__, url_prefix="/api/v1/auth", description="Signing in and out.")
users = Blueprint("users", __name__, url_prefix="/api/v1/users", description="The client's people.")


@auth.route("/login", methods=["POST"])
@access.public
@auth.arguments(LoginSchema)
@auth.alt_response(200, schema=TokensSchema, success=True)
def login(credentials: dict[str, Any]) -> Response:
    """Gives tokens to programs and the session cookie to browsers; whoever has a second factor gets a 401
    `second_factor_required` instead, whose `challenge` goes into the second step.
    """
    context = current_context()
    email, address = credentials["email"], request.remote_addr or ""
    device = access.known_device(email)
    login_limits.count_attempt(context.redis, email, address, device)
    user = sign_ins.check_password(context.sessions, email, credentials["password"], access.visitor())
    login_limits.forgive(context.redis, email, address, device)
    if user.second_factor_at is not None:
        challenge = Challenge(user.id, user.session_version, credentials["remember"])
        raise NotAuthenticated(
            "second_factor_required",
            "Falta o código da verificação em duas etapas.",
            challenge=sign_challenge(context.settings.session_key, challenge),
        )
    return sign_in(user, remember=credentials["remember"])


@auth.route("/login/second-factor", methods=["POST"])
@access.public
@auth.arguments(SecondStepSchema)
@auth.alt_response(200, schema=TokensSchema, success=True)
def login_second_factor(body: dict[str, Any]) -> Response:
    """The second step: the code that the authenticator app shows now, or a recovery code."""
    challenge = read_challenge(current_context().settings.session_key, body["challenge"])
    if challenge is None:
        raise NotAuthenticated("challenge_expired", "Passou tempo demais. Entre de novo.")
    user = second_step.pass_second_factor(current_context(), challenge, body["code"], access.visitor())
    return sign_in(user, remember=challenge.is_remembered)


def sign_in(user: User, *, remember: bool) -> Response:
    """The answer to somebody who proved who they are."""
    context = current_context()
    tokens = sign_ins.start(
        context.sessions, context.settings.session_key, user, access.visitor(), remember=remember
    )
    response = answer_with(tokens, remember=remember)
    access.remember_device(response, user.email)
    return response


def answer_with(tokens: sign_ins.Tokens, *, remember: bool) -> Response:
    """Tokens for programs, the cookie for browsers."""
    response = jsonify(_present_tokens(tokens))
    access.set_cookie(response, tokens.cookie, remember=remember)
    return response


@auth.route("/refresh-token", methods=["POST"])
@access.public
@auth.arguments(RefreshSchema)
@auth.response(200, TokensSchema)
def refresh_token(body: dict[str, Any]) -> dict[str, Any]:
    """A new pair of tokens for a refresh token, which is spent by it."""
    context = current_context()
    once_more_from(context.redis, "refresh", request.remote_addr, most=300, seconds=60)
    return _present_tokens(
        sign_ins.refresh(context.sessions, context.settings.session_key, body["refresh_token"])
    )


@auth.route("/logout", methods=["POST"])
@requires("self", before_setup=True)
@auth.alt_response(204, success=True)
def logout() -> Response:
    """Ends this sign-in: cookie, tokens and open sockets alike."""
    context, signed_in = current_context(), access.current_sign_in()
    sign_ins.sign_out(context.sessions, signed_in.sign_in_id)
    close_sign_in(context, signed_in.sign_in_id)
    if signed_in.support_access_id is not None:
        leave(context, signed_in.support_access_id)
    response = Response(status=204)
    access.clear_cookie(response)
    return response


@auth.route("/me", methods=["GET"])
@requires("self", before_setup=True)
@auth.response(200, MeSchema)
def me() -> dict[str, Any]:
    """Who is signed in, where, and whether the AI is answering."""
    context = current_context()
    signed_in = access.current_sign_in()
    settings = context.settings
    return {
        "user": present_user(signed_in.user, presence.online(context.redis)),
        "permissions": [one for one in permissions_of(signed_in.user.granted) if signed_in.user.may(one)],
        "queue_ids": sorted(signed_in.user.queue_ids),
        "csrf_token": csrf_token(settings.session_key, signed_in.cookie) if signed_in.cookie else None,
        "tenant": replace(settings.tenant, name=shown_now(context).name),
        "ai": {"state": ai_state(context.redis)},
        "must_set_up_second_factor": signed_in.user.must_set_up_second_factor,
        "support_access": _own_support_access(signed_in.support_access_id),
    }


def _own_support_access(row_id: int | None) -> dict[str, Any] | None:
    if row_id is None:
        return None
    with current_context().sessions() as session:
        return get_access(session, row_id)


def _present_tokens(tokens: sign_ins.Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "user": present_user(tokens.user, presence.online(current_context().redis)),
    }


@users.route("", methods=["GET"])
@requires("user.read", "conversation.read")
@users.arguments(PageSchema, location="query")
@users.response(200, UserListSchema)
def list_users(page: dict[str, Any]) -> dict[str, Any]:
    """Everybody, the deactivated included, by id. Without `user.read`: neither e-mail, role nor language."""
    context = current_context()
    found = people.list_users(context.sessions, limit=page["limit"] + 1, after_id=page["cursor"])
    online = presence.online(context.redis)
    shown = found[: page["limit"]]
    return {
        "data": [_present(user, online) for user in shown],
        "next_cursor": str(shown[-1].id) if len(found) > len(shown) else None,
    }


def _present(user: User, online: frozenset[int]) -> dict[str, Any]:
    is_whole = access.current_user().may("user.read")
    return present_user(user, online) if is_whole else present_colleague(user, online)


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
    context, new = current_context(), people.NewUser(**body)
    company = (context.settings.tenant.name, context.settings.tenant.slug)
    user = people.create_user(context.sessions, new, by=access.current_user(), company=company)
    return present_user(user, frozenset())


@users.route("/<int:user_id>", methods=["PATCH"])
@requires("user.manage")
@users.arguments(UserChangeSchema)
@users.response(200, UserSchema)
def change_user(body: dict[str, Any], user_id: int) -> dict[str, Any]:
    """Name, e-mail, password, role or access. What concerns access ends the person's sessions."""
    context = current_context()
    if "queue_ids" in body:
        body["queue_ids"] = frozenset(body["queue_ids"])
    change = people.UserChange(**body)
    user = people.change_user(context.sessions, user_id, change, by=access.current_user())
    if change.ends_sessions or change.queue_ids is not None:  # whose rooms are others now connects anew
        close_person(context, user.id)
    return present_user(user, presence.online(context.redis))
