"""Operators come in with their password, and are recognised afterwards by session or API token."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from control_plane.actor import Actor, Visitor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import NotAuthenticated
from control_plane.models import ApiToken, Operator, OperatorSession
from control_plane.roles import permissions_of
from control_plane.services.audit import pseudonym, record
from control_plane.services.lockout import (
    WRONG_CODE,
    WRONG_PASSWORD,
    refuse_guessing,
    refuse_guessing_codes,
)
from control_plane.services.operator_rows import find_operator, has_factor
from control_plane.services.operator_sessions import OperatorSessions
from control_plane.services.passwords import NOBODYS_HASH, verify_password
from control_plane.services.second_factor import SecondFactor
from control_plane.services.tokens import is_good, token_hash

_CODE_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who has just come in; `token` is what the session's cookie is to hold."""

    actor: Actor
    token: str = field(repr=False)


@dataclass(frozen=True)
class CodeNeeded:
    """Somebody whose password was right. `challenge` goes with the code: keep it where nobody alters it."""

    challenge: dict[str, Any]


class Accounts:
    """Signs operators in and recognises them afterwards."""

    def __init__(
        self, sessions: Sessions, operator_sessions: OperatorSessions, second_factor: SecondFactor
    ) -> None:
        self._sessions = sessions
        self._operator_sessions = operator_sessions
        self._second_factor = second_factor

    def sign_in(self, email: str, password: str, visitor: Visitor) -> SignedIn | CodeNeeded:
        """The first step, and the only one for whoever has no second factor.

        Raises NotAuthenticated (wrong e-mail or password) or TooMany; the outcome is audited.
        """
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
                if has_factor(session, operator.id):
                    return CodeNeeded(_challenge(operator))
                return self._open(session, operator, visitor)
            name = operator.email if operator is not None else pseudonym(session, email)
            record(session, Actor(name, visitor.remote_address), WRONG_PASSWORD)
        raise NotAuthenticated("wrong_login", "E-mail or password is wrong.")

    def pass_code(self, challenge: dict[str, Any], code: str, visitor: Visitor) -> SignedIn:
        """The second step: a code of the app, or a recovery code.

        Raises NotAuthenticated (`challenge_expired`, `wrong_code`), TooMany; the outcome is audited.
        """
        with transaction(self._sessions) as session:
            refuse_guessing_codes(session, _challenged(session, challenge).email)
        presented = self._second_factor.present(challenge["operator"], code)  # may be slow
        with transaction(self._sessions) as session:
            operator = _challenged(session, challenge)
            refuse_guessing_codes(session, operator.email)  # of many at once, the first few count
            by = Actor(operator.email, visitor.remote_address, operator.id)
            if self._second_factor.take(session, operator.id, presented):
                if presented.recovery_hash:
                    record(session, by, "recovery_code_used")
                return self._open(session, operator, visitor)
            record(session, by, WRONG_CODE)
        raise NotAuthenticated("wrong_code", "Wrong code: type the one that the app shows now.")

    def sign_out(self, actor: Actor) -> None:
        """Ends the session that asks, and with it every copy of its cookie."""
        with transaction(self._sessions) as session:
            row = session.get(OperatorSession, actor.session_id) if actor.session_id else None
            if row is not None:
                session.delete(row)
                record(session, actor, "logout")

    def by_session(self, token: str, visitor: Visitor, *, is_use: bool = True) -> Actor | None:
        """The operator whose session's cookie holds `token`, unless it has ended."""
        with reading(self._sessions) as session:
            row = self._operator_sessions.find(session, token)
            operator = session.get(Operator, row.operator_id) if row is not None else None
            if row is None or operator is None or operator.disabled_at is not None:
                return None
            must_set_up = self._second_factor.is_missing(session, operator.id)
        if is_use:
            self._operator_sessions.used(row, visitor)
        return _actor(operator, visitor, session_id=row.id, must_set_up=must_set_up)

    def by_token(self, token: str, visitor: Visitor) -> Actor | None:
        """The operator of an API token, unless that was revoked or has expired.

        No second factor is asked for: whoever made the token passed one.
        """
        query = select(ApiToken, Operator).join(Operator, Operator.id == ApiToken.operator_id)
        query = query.where(
            ApiToken.token_hash == token_hash(token),
            Operator.disabled_at.is_(None),
        )
        with reading(self._sessions) as session:
            found = session.execute(query).first()
        if found is None or not is_good(found[0]):
            return None
        row, operator = found
        now = utc_now()
        if row.last_used_at is None or now - row.last_used_at > timedelta(minutes=1):
            with transaction(self._sessions) as session:
                session.execute(update(ApiToken).where(ApiToken.id == row.id).values(last_used_at=now))
        return _actor(operator, visitor, token=row)

    def may_still(self, actor: Actor, permission: str) -> bool:
        """Whether one who was recognised a while ago would be let in now; for answers that take long."""
        with reading(self._sessions) as session:
            operator = session.get(Operator, actor.operator_id)
            if operator is None or operator.disabled_at is not None:
                return False
            if actor.session_id is not None:
                is_here = self._operator_sessions.is_alive(session, actor.session_id)
                return is_here and permission in permissions_of(operator.role)
            token = session.get(ApiToken, actor.token_id)
            if token is None or not is_good(token):
                return False
            return permission in permissions_of(operator.role, token.scope)

    def _open(self, session: Session, operator: Operator, visitor: Visitor) -> SignedIn:
        session_id, token = self._operator_sessions.open(session, operator.id, visitor)
        operator.signed_in_at = utc_now()
        must_set_up = self._second_factor.is_missing(session, operator.id)
        actor = _actor(operator, visitor, session_id=session_id, must_set_up=must_set_up)
        record(session, actor, "login")
        return SignedIn(actor, token)


def _challenge(operator: Operator) -> dict[str, Any]:
    return {"operator": operator.id, "proof": _proof(operator), "at": utc_now().isoformat()}


def _challenged(session: Session, challenge: dict[str, Any]) -> Operator:
    """Whose password was right a moment ago, and still is."""
    operator = session.get(Operator, challenge["operator"])
    is_fresh = utc_now() - datetime.fromisoformat(challenge["at"]) < _CODE_WITHIN
    if operator is None or operator.disabled_at or not is_fresh or _proof(operator) != challenge["proof"]:
        raise NotAuthenticated("challenge_expired", "That took too long: sign in again.")
    return operator


def _proof(operator: Operator) -> str:
    """Changes with the password."""
    return hashlib.sha256((operator.password_hash or "").encode()).hexdigest()[:32]


def _actor(
    operator: Operator,
    visitor: Visitor,
    *,
    session_id: int | None = None,
    token: ApiToken | None = None,
    must_set_up: bool = False,
) -> Actor:
    return Actor(
        name=operator.email,
        remote_address=visitor.remote_address,
        operator_id=operator.id,
        role=operator.role,
        permissions=permissions_of(operator.role, token.scope if token else None),
        session_id=session_id,
        token_id=token.id if token else None,
        must_set_up_factor=must_set_up,
    )
