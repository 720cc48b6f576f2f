"""API tokens of operators; only their hashes are stored."""

import hashlib
import secrets

from sqlalchemy import select

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.models import ApiToken
from control_plane.services.audit import record


class Tokens:
    """Makes them."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ensure(self, operator_id: int, name: str, token: str, actor: Actor) -> None:
        """Makes `token` (made by `new_token`) count for the operator; known already: nothing changes."""
        with transaction(self._sessions) as session:
            row = session.scalars(select(ApiToken).where(ApiToken.token_hash == token_hash(token))).first()
            if row is not None and row.operator_id == operator_id and row.revoked_at is None:
                return
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(ApiToken(operator_id=operator_id, name=name, token_hash=token_hash(token)))
            record(session, actor, "token_created", name=name)


def new_token() -> str:
    """A fresh API token; only its hash is ever stored."""
    return "gui_" + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: random enough for a plain SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()
