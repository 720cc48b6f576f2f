"""Operators: passwords, sessions and API tokens."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import NotAuthenticated, TooMany
from control_plane.models import ApiToken, AuditEntry, Operator
from control_plane.roles import OWNER, permissions_of
from control_plane.services.audit import record
from control_plane.services.passwords import NOBODYS_HASH, hash_password, verify_password

_WINDOW = timedelta(minutes=15)
_FAILURES_ALLOWED = 5  # of one e-mail from one address, per window: nobody else can lock an operator out
_FAILURES_PER_ADDRESS = 20


class Accounts:
    """Signs operators in and recognises them afterwards."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def sign_in(self, email: str, password: str, remote_address: str | None) -> Actor:
        """Raises NotAuthenticated (wrong e-mail or password) or TooMany; the outcome is audited."""
        email = email.strip().lower()
        with transaction(self._sessions) as session:
            self._slow_down(session, email, remote_address)
            stored = session.scalar(select(Operator.password_hash).where(Operator.email == email))
        is_right = verify_password(stored or NOBODYS_HASH, password)  # slow: no transaction waits for it
        with transaction(self._sessions) as session:
            self._slow_down(session, email, remote_address)  # of many tries at once, the first few count
            operator = _find(session, email)
            is_known = is_right and operator is not None and operator.password_hash == stored
            record(session, Actor(email[:254], remote_address), "login" if is_known else "login_failed")
        if operator is None or not is_known:
            raise NotAuthenticated("wrong_login", "E-mail or password is wrong.")
        return _actor(operator, remote_address)

    def sign_out(self, actor: Actor) -> None:
        """Ends the operator's browser sessions, all of them: a copied cookie must not outlive a sign-out."""
        with transaction(self._sessions) as session:
            operator = session.get(Operator, actor.operator_id)
            if operator is not None:
                operator.session_version += 1
                record(session, actor, "logout")

    def by_session(self, operator_id: int, session_version: int, remote_address: str | None) -> Actor | None:
        """The operator of a browser session, unless it was revoked since."""
        with transaction(self._sessions) as session:
            operator = session.get(Operator, operator_id)
        if operator is None or operator.session_version != session_version:
            return None
        return _actor(operator, remote_address)

    def by_token(self, token: str, remote_address: str | None) -> Actor | None:
        """The operator of an API token, unless it was revoked."""
        query = select(ApiToken, Operator).join(Operator, Operator.id == ApiToken.operator_id)
        query = query.where(ApiToken.token_hash == _token_hash(token), ApiToken.revoked_at.is_(None))
        with transaction(self._sessions) as session:
            found = session.execute(query).first()
            if found is None:
                return None
            row, operator = found
            now = utc_now()
            if row.last_used_at is None or now - row.last_used_at > timedelta(minutes=1):
                row.last_used_at = now
        return _actor(operator, remote_address)

    def ensure_operator(self, email: str, password: str, actor: Actor, role: str = OWNER) -> int:
        """Makes the operator, or gives it this password (which ends its sessions); returns its id."""
        email = email.strip().lower()
        with transaction(self._sessions) as session:
            found = _find(session, email)
        if found is not None and verify_password(found.password_hash, password):
            return found.id
        fresh = hash_password(password)
        with transaction(self._sessions) as session:
            operator = _find(session, email)
            if operator is None:
                operator = Operator(email=email, password_hash=fresh, role=role)
                session.add(operator)
                record(session, actor, "operator_created", operator=email)
            else:
                operator.password_hash = fresh
                operator.session_version += 1
                record(session, actor, "operator_password_set", operator=email)
            session.flush()
            return operator.id

    def ensure_token(self, operator_id: int, name: str, token: str, actor: Actor) -> None:
        """Makes `token` (made by `new_token`) count for the operator; known already: nothing changes."""
        with transaction(self._sessions) as session:
            row = session.scalars(select(ApiToken).where(ApiToken.token_hash == _token_hash(token))).first()
            if row is not None and row.operator_id == operator_id and row.revoked_at is None:
                return
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(ApiToken(operator_id=operator_id, name=name, token_hash=_token_hash(token)))
            record(session, actor, "token_created", name=name)

    def _slow_down(self, session: Session, email: str, remote_address: str | None) -> None:
        failures = select(func.count()).where(
            AuditEntry.action == "login_failed",
            AuditEntry.at > utc_now() - _WINDOW,
            AuditEntry.remote_address == remote_address,
        )
        of_address = session.scalar(failures) or 0
        of_email = session.scalar(failures.where(AuditEntry.actor == email[:254])) or 0
        if of_email >= _FAILURES_ALLOWED or of_address >= _FAILURES_PER_ADDRESS:
            raise TooMany(
                "too_many_logins",
                "Too many wrong passwords from this address: wait 15 minutes and try again.",
                retry_after=int(_WINDOW.total_seconds()),
            )


def new_token() -> str:
    """A fresh API token; only its hash is ever stored."""
    return "gui_" + secrets.token_urlsafe(32)


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _find(session: Session, email: str) -> Operator | None:
    return session.scalars(select(Operator).where(Operator.email == email)).first()


def _actor(operator: Operator, remote_address: str | None) -> Actor:
    return Actor(
        operator.email,
        remote_address,
        operator.id,
        operator.session_version,
        operator.role,
        permissions_of(operator.role),
    )
