"""Tokens for programs: each does, as somebody, a part of what they may.

A token never does more than its owner may at the moment of use, and never accounts: a program that leaked one
must not make itself people, roles or tokens, nor change its owner's password.
"""

import secrets
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from appliance.accounts.models import ApiToken, User
from appliance.accounts.people import with_rights
from appliance.accounts.permissions import ALL, SELF
from appliance.accounts.sign_ins import SignedIn
from appliance.accounts.tokens import token_hash
from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import Sessions, transaction, utc_now
from appliance.errors import Conflict, InvalidInput, NotFound

PREFIX: Final = "gui_"
NEVER: Final = frozenset({SELF, "user.manage", "role.manage"})
"""No token holds these. `/auth/me` alone answers every token."""
LONGEST_DAYS: Final = 365
MOST: Final = 20
"""Of one person, at a time."""
SEEN_STEP: Final = timedelta(minutes=1)


def create(
    context: Context, user: User, name: str, permissions: list[str], days: int
) -> tuple[dict[str, Any], str]:
    """The token as the API shows it, and its text, which is not kept.

    Raises InvalidInput `beyond_own`, Conflict `too_many_tokens`.
    """
    beyond = sorted(one for one in set(permissions) if one not in grantable(user))
    if beyond:
        raise InvalidInput("beyond_own", "Um token não pode ter esta permissão.", permissions=beyond)
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction(context.sessions) as session:
        session.get_one(User, user.id, with_for_update=True)
        if len(list_tokens(session, user.id)) >= MOST:
            raise Conflict("too_many_tokens", f"Você já tem {MOST} tokens. Revogue um antes.", limit=MOST)
        row = ApiToken(
            user_id=user.id,
            name=name.strip(),
            token_hash=token_hash(text),
            permissions=sorted(set(permissions)),
            expires_at=utc_now() + timedelta(days=days),
        )
        session.add(row)
        session.flush()
        shown = _present(row)
        after = {"name": row.name, "permissions": row.permissions, "expires_at": shown["expires_at"]}
        note(session, "api_token.created", ("api_token", row.id), after=after)
    return shown, text


def list_tokens(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Those that still work, the newest first."""
    rows = session.scalars(select(ApiToken).where(*_alive(user_id)).order_by(ApiToken.id.desc()))
    return [_present(row) for row in rows]


def revoke(context: Context, user: User, token_id: int) -> None:
    """At once. Raises NotFound."""
    with transaction(context.sessions) as session:
        row = session.scalar(
            select(ApiToken).where(*_alive(user.id), ApiToken.id == token_id).with_for_update()
        )
        if row is None:
            raise NotFound("api_token_not_found", "Este token não existe mais.")
        row.revoked_at = utc_now()
        note(session, "api_token.revoked", ("api_token", row.id), before={"name": row.name})


def grantable(user: User) -> list[str]:
    """What a token of this person may hold, sorted."""
    return sorted(one for one in ALL - NEVER if user.may(one))


def by_api_token(sessions: Sessions, token: str, address: str | None) -> SignedIn | None:
    """None when unknown, revoked, expired, or of somebody who was deactivated."""
    with sessions() as session:
        found = session.execute(
            select(ApiToken, User)
            .join(User, User.id == ApiToken.user_id)
            .options(*with_rights())
            .where(ApiToken.token_hash == token_hash(token))
        ).one_or_none()
    now = utc_now()
    if found is None or not found[1].is_active or found[0].revoked_at or found[0].expires_at <= now:
        return None
    row, user = found
    if row.last_used_at is None or now - row.last_used_at > SEEN_STEP:
        with transaction(sessions) as session:
            used = update(ApiToken).where(ApiToken.id == row.id)
            session.execute(used.values(last_used_at=now, last_address=address))
    user.limited_to = frozenset(row.permissions) - NEVER | {SELF}
    return SignedIn(user, 0, None, api_token=row.name)


def _alive(user_id: int) -> tuple[Any, ...]:
    return (ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > utc_now())


def _present(row: ApiToken) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "permissions": row.permissions,
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "last_used_at": moment(row.last_used_at),
        "last_address": row.last_address,
    }
