"""API tokens of operators: shown once, stored as hashes, and good for a while.

A token holds what its scope and its owner's role have in common at the moment it is used. What a token makes
is no wider and lasts no longer than itself: one that leaked cannot outlive its end. Nor can it take away the
wider ones, which are needed to revoke it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import InvalidInput, NotAllowed, NotFound
from control_plane.models import ApiToken
from control_plane.roles import OWNER, SCOPES, may_grant, permissions_of
from control_plane.services.audit import record
from control_plane.services.names import name_problem, tidy_name

DEFAULT_DAYS = 90
MOST_DAYS = 366
LONGEST_TOKEN_NAME = 80


class Tokens:
    """One's own."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(self, actor: Actor) -> list[dict[str, Any]]:
        """Newest first, expired ones too; `is_current` is the one that asks."""
        query = select(ApiToken).where(
            ApiToken.operator_id == actor.operator_id, ApiToken.revoked_at.is_(None)
        )
        with reading(self._sessions) as session:
            return [_present(row, actor) for row in session.scalars(query.order_by(ApiToken.id.desc()))]

    def create(
        self, actor: Actor, name: str, scope: str, days: int | None = None
    ) -> tuple[str, dict[str, Any]]:
        """The token, never shown again, and its row. `days`: how long it is good, 90 unless told.

        Raises InvalidInput with `details.fields`.
        """
        name = tidy_name(name)
        with transaction(self._sessions) as session:
            longest = _end_of(session, actor.token_id)
            problems = {
                "name": name_problem(name, "Give the token a name.", longest=LONGEST_TOKEN_NAME),
                "scope": _scope_problem(scope, actor),
                "days": _days_problem(days, longest),
            }
            found = {field: problem for field, problem in problems.items() if problem}
            if found:
                raise InvalidInput("bad_token", " ".join(found.values()), fields=found)
            token = new_token()
            expires_at = utc_now() + timedelta(days=days or DEFAULT_DAYS)
            row = ApiToken(
                operator_id=actor.operator_id,
                name=name,
                scope=scope,
                token_hash=token_hash(token),
                expires_at=min(expires_at, longest) if longest else expires_at,
            )
            session.add(row)
            session.flush()
            record(session, actor, "token_created", name=name, scope=scope)
            return token, _present(row, actor)

    def revoke(self, token_id: int, actor: Actor) -> None:
        """From now on it counts for nothing. Raises NotFound, NotAllowed (a wider one, by a token)."""
        with transaction(self._sessions) as session:
            row = session.get(ApiToken, token_id)
            if row is None or row.operator_id != actor.operator_id or row.revoked_at is not None:
                raise NotFound("token_not_found", "There is no such token: it may have been revoked already.")
            if not _may_revoke(actor, row):
                raise NotAllowed(
                    "wider_token",
                    "That token may do more than this one: revoke it in the panel, or with one as wide.",
                )
            row.revoked_at = utc_now()
            record(session, actor, "token_revoked", name=row.name)

    def ensure(self, operator_id: int, name: str, token: str, actor: Actor, scope: str = OWNER) -> None:
        """Makes `token` (made by `new_token`) count for the operator; good already: nothing changes.

        For whoever holds the platform's console.
        """
        with transaction(self._sessions) as session:
            row = session.scalars(select(ApiToken).where(ApiToken.token_hash == token_hash(token))).first()
            if row is not None and row.operator_id == operator_id and is_good(row):
                return
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(
                ApiToken(
                    operator_id=operator_id,
                    name=name,
                    scope=scope,
                    token_hash=token_hash(token),
                    expires_at=utc_now() + timedelta(days=DEFAULT_DAYS),
                )
            )
            record(session, actor, "token_created", name=name, scope=scope)


def is_good(row: ApiToken) -> bool:
    """Neither revoked nor expired."""
    return row.revoked_at is None and row.expires_at > utc_now()


def new_token() -> str:
    """A fresh API token; only its hash is ever stored."""
    return "gui_" + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: random enough for a plain SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def _may_revoke(actor: Actor, row: ApiToken) -> bool:
    """Whoever is signed in: all of their own. A token: itself, and what is no wider."""
    if actor.token_id is None or actor.token_id == row.id:
        return True
    return permissions_of(actor.role, row.scope) <= actor.permissions


def _end_of(session: Session, token_id: int | None) -> datetime | None:
    row = session.get(ApiToken, token_id) if token_id is not None else None
    return row.expires_at if row is not None else None


def _scope_problem(scope: str, actor: Actor) -> str | None:
    if scope not in SCOPES:
        return f"Choose a scope: {', '.join(SCOPES)}."
    if not may_grant(scope, actor.permissions):
        return "The scope may not hold more than you do here: choose a narrower one."
    return None


def _days_problem(days: int | None, longest: datetime | None) -> str | None:
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        return f"A token is good for 1 to {MOST_DAYS} days."
    if longest is not None and utc_now() + timedelta(days=days) > longest:
        return "What a token makes ends with it: sign in to the panel to make one that lasts longer."
    return None


def _present(row: ApiToken, actor: Actor) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "scope": row.scope,
        "created_at": row.created_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "is_expired": not is_good(row),
        "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
        "is_current": row.id == actor.token_id,
    }
