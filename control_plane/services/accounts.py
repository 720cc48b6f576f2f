"""Operators come in with their password, and are recognised afterwards by session or API token."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor, Visitor
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import NotAuthenticated
from control_plane.models import ApiToken, Operator, OperatorSession
from control_plane.roles import permissions_of
from control_plane.services.audit import record
from control_plane.services.lockout import WRONG_PASSWORD, refuse_guessing
from control_plane.services.operator_sessions import OperatorSessions
from control_plane.services.operators import find_operator
from control_plane.services.passwords import NOBODYS_HASH, verify_password
from control_plane.services.tokens import token_hash


@dataclass(frozen=True)
class SignedIn:
    """Somebody who has just come in; `token` is what the session's cookie is to hold."""

    actor: Actor
    token: str = field(repr=False)


class Accounts:
    """Signs operators in and recognises them afterwards."""

    def __init__(self, sessions: Sessions, operator_sessions: OperatorSessions) -> None:
        self._sessions = sessions
        self._operator_sessions = operator_sessions

    def sign_in(self, email: str, password: str, visitor: Visitor) -> SignedIn:
        """Raises NotAuthenticated (wrong e-mail or password) or TooMany; the outcome is audited."""
        email = email.strip().lower()
        with transaction(self._sessions) as session:
            refuse_guessing(session, email, visitor.remote_address)
            stored = session.scalar(select(Operator.password_hash).where(Operator.email == email))
        is_right = verify_password(stored or NOBODYS_HASH, password)  # slow: no transaction waits for it
        with transaction(self._sessions) as session:
            refuse_guessing(session, email, visitor.remote_address)  # of many at once, the first few count
            operator = find_operator(session, email)
            is_known = operator is not None and operator.disabled_at is None
            if operator is not None and is_known and is_right and operator.password_hash == stored:
                return self._open(session, operator, visitor)
            record(session, Actor(email[:254], visitor.remote_address), WRONG_PASSWORD)
        raise NotAuthenticated("wrong_login", "E-mail or password is wrong.")

    def sign_out(self, actor: Actor) -> None:
        """Ends the session that asks, and with it every copy of its cookie."""
        with transaction(self._sessions) as session:
            row = session.get(OperatorSession, actor.session_id) if actor.session_id else None
            if row is not None:
                session.delete(row)
                record(session, actor, "logout")

    def by_session(self, token: str, visitor: Visitor, *, is_use: bool = True) -> Actor | None:
        """The operator whose session's cookie holds `token`, unless it has ended."""
        with transaction(self._sessions) as session:
            row = self._operator_sessions.find(session, token, visitor, is_use=is_use)
            operator = session.get(Operator, row.operator_id) if row is not None else None
            if row is None or operator is None or operator.disabled_at is not None:
                return None
            return _actor(operator, visitor, session_id=row.id)

    def by_token(self, token: str, visitor: Visitor) -> Actor | None:
        """The operator of an API token, unless it was revoked."""
        query = select(ApiToken, Operator).join(Operator, Operator.id == ApiToken.operator_id)
        query = query.where(
            ApiToken.token_hash == token_hash(token),
            ApiToken.revoked_at.is_(None),
            Operator.disabled_at.is_(None),
        )
        with transaction(self._sessions) as session:
            found = session.execute(query).first()
            if found is None:
                return None
            row, operator = found
            now = utc_now()
            if row.last_used_at is None or now - row.last_used_at > timedelta(minutes=1):
                row.last_used_at = now
        return _actor(operator, visitor, token_id=row.id)

    def may_still(self, actor: Actor, permission: str) -> bool:
        """Whether one who was recognised a while ago would be let in now; for answers that take long."""
        with transaction(self._sessions) as session:
            operator = session.get(Operator, actor.operator_id)
            if operator is None or operator.disabled_at is not None:
                return False
            if permission not in permissions_of(operator.role):
                return False
            if actor.session_id is not None:
                return self._operator_sessions.is_alive(session, actor.session_id)
            token = session.get(ApiToken, actor.token_id)
            return token is not None and token.revoked_at is None

    def _open(self, session: Session, operator: Operator, visitor: Visitor) -> SignedIn:
        session_id, token = self._operator_sessions.open(session, operator.id, visitor)
        operator.signed_in_at = utc_now()
        actor = _actor(operator, visitor, session_id=session_id)
        record(session, actor, "login")
        return SignedIn(actor, token)


def _actor(
    operator: Operator, visitor: Visitor, *, session_id: int | None = None, token_id: int | None = None
) -> Actor:
    return Actor(
        name=operator.email,
        remote_address=visitor.remote_address,
        operator_id=operator.id,
        role=operator.role,
        permissions=permissions_of(operator.role),
        session_id=session_id,
        token_id=token_id,
    )
