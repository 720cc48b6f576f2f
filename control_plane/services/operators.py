"""Operators: who they are, and what their role is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.models import Operator
from control_plane.roles import OWNER
from control_plane.services.audit import record
from control_plane.services.operator_sessions import end_sessions
from control_plane.services.passwords import hash_password, verify_password


class Operators:
    """Makes them."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ensure(self, email: str, password: str, actor: Actor, role: str = OWNER) -> int:
        """Makes the operator, or gives it this password (which ends its sessions); returns its id."""
        email = email.strip().lower()
        with transaction(self._sessions) as session:
            found = find_operator(session, email)
        if found is not None and verify_password(found.password_hash, password):
            return found.id
        fresh = hash_password(password)
        with transaction(self._sessions) as session:
            operator = find_operator(session, email)
            if operator is None:
                operator = Operator(email=email, password_hash=fresh, role=role)
                session.add(operator)
                record(session, actor, "operator_created", operator=email)
            else:
                operator.password_hash = fresh
                end_sessions(session, operator.id)
                record(session, actor, "operator_password_set", operator=email)
            session.flush()
            return operator.id


def find_operator(session: Session, email: str) -> Operator | None:
    """Whose e-mail it is."""
    return session.scalars(select(Operator).where(Operator.email == email)).first()
