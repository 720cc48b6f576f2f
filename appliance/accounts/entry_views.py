"""`/api/v1/auth/invitations` and `/api/v1/auth/password-reset`: ways in by a link from an e-mail."""

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from appliance.accounts import invitations, password_reset
from appliance.accounts.access import clear_cookie, public, visitor
from appliance.accounts.entry_schemas import (
    InvitedSchema,
    NewPasswordSchema,
    ResetRequestSchema,
    WhoseSchema,
)
from appliance.accounts.rate_limits import once_more_from
from appliance.accounts.schemas import TokensSchema
from appliance.accounts.views import sign_in
from appliance.audit.recording import Origin, asked_by
from appliance.current import current_context

blueprint = Blueprint("entry", __name__, url_prefix="/api/v1/auth", description="Ways in by a link.")

MOST, SECONDS = 30, 600
"""From one address: an office shares it."""


@blueprint.get("/invitations/<string:token>")
@public
@blueprint.response(200, InvitedSchema)
def show_invitation(token: str) -> dict[str, Any]:
    """Whom the link invites; 410 once it was used or is too old."""
    _count("invitation")
    return invitations.show(current_context(), token)


@blueprint.post("/invitations/<string:token>")
@public
@blueprint.arguments(NewPasswordSchema)
@blueprint.alt_response(200, schema=TokensSchema, success=True)
def accept_invitation(body: dict[str, Any], token: str) -> Response:
    """Chooses the first password, and signs in."""
    _count("invitation")
    return sign_in(invitations.accept(current_context(), token, body["password"]), remember=False)


@blueprint.post("/password-reset")
@public
@blueprint.arguments(ResetRequestSchema)
@blueprint.response(202)
def ask_for_reset(body: dict[str, Any]) -> None:
    """Sends a link, should anybody have this e-mail: the answer is the same, and as slow, either way."""
    _count("password-reset")
    password_reset.request(current_context(), body["email"])


@blueprint.get("/password-reset/<string:token>")
@public
@blueprint.response(200, WhoseSchema)
def show_reset(token: str) -> dict[str, Any]:
    """Whose password the link changes; 410 once it was used or is too old."""
    _count("password-reset-link")
    return password_reset.show(current_context(), token)


@blueprint.post("/password-reset/<string:token>")
@public
@blueprint.arguments(NewPasswordSchema)
@blueprint.alt_response(204, success=True)
def choose_password(body: dict[str, Any], token: str) -> Response:
    """Chooses it, and ends every session; one then signs in as ever."""
    _count("password-reset-link")
    password_reset.choose(current_context(), token, body["password"])
    response = Response(status=204)
    clear_cookie(response)
    return response


def _count(what: str) -> None:
    once_more_from(current_context().redis, what, request.remote_addr, most=MOST, seconds=SECONDS)
    came = visitor()
    asked_by(Origin(address=came.address, agent=came.agent))  # the audit says from where, before it knows who
