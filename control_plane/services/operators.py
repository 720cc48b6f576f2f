"""Operators: who they are, what their role is, and whether they may come in. Owners manage them."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import ApiToken, Operator, OperatorInvitation
from control_plane.roles import OWNER, ROLES, permissions_of
from control_plane.services.audit import record
from control_plane.services.operator_rows import find_operator, get_operator, has_factor, remove_factor
from control_plane.services.operator_sessions import end_sessions
from control_plane.services.passwords import hash_password, verify_password
from control_plane.services.support import end_all_of


class Operators:
    """What owners do to operators; the last active owner stays one, whatever is asked."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(self) -> list[dict[str, Any]]:
        """By e-mail, disabled ones too."""
        with reading(self._sessions) as session:
            rows = session.scalars(select(Operator).order_by(Operator.email)).all()
            return [present_operator(session, operator) for operator in rows]

    def set_role(self, operator_id: int, role: str, actor: Actor) -> dict[str, Any]:
        """Ends the operator's sessions but the one that asks; under a role that may not enter help desks,
        also where they were let in. Raises NotFound, InvalidInput, Conflict.
        """
        require_role(role)
        with transaction(self._sessions) as session:
            operator = get_operator(session, operator_id)
            if operator.role != role:
                if role != OWNER:
                    _refuse_last_owner(session, operator)
                before, operator.role = operator.role, role
                end_sessions(session, operator.id, but=actor.session_id)
                if "tenants.support" not in permissions_of(role):
                    end_all_of(session, operator.email, actor)
                about = {"operator": operator.email, "before": before, "after": role}
                record(session, actor, "operator_role_changed", **about)
            return present_operator(session, operator)

    def disable(self, operator_id: int, actor: Actor) -> dict[str, Any]:
        """Nobody comes in as this operator any more: sessions, API tokens and a waiting invitation end at
        once, and so they do in help desks that they were let into. Raises NotFound; Conflict for the last
        active owner.
        """
        with transaction(self._sessions) as session:
            operator = get_operator(session, operator_id)
            if operator.disabled_at is None:
                _refuse_last_owner(session, operator)
                now = utc_now()
                operator.disabled_at = now
                end_sessions(session, operator.id)
                session.execute(
                    update(ApiToken)
                    .where(ApiToken.operator_id == operator.id, ApiToken.revoked_at.is_(None))
                    .values(revoked_at=now)
                )
                session.execute(
                    delete(OperatorInvitation).where(OperatorInvitation.operator_id == operator.id)
                )
                end_all_of(session, operator.email, actor)
                record(session, actor, "operator_disabled", operator=operator.email)
            return present_operator(session, operator)

    def enable(self, operator_id: int, actor: Actor) -> dict[str, Any]:
        """May come in again, with the old password; what was ended stays so. Raises NotFound."""
        with transaction(self._sessions) as session:
            operator = get_operator(session, operator_id)
            if operator.disabled_at is not None:
                operator.disabled_at = None
                record(session, actor, "operator_enabled", operator=operator.email)
            return present_operator(session, operator)

    def reset_second_factor(self, operator_id: int, actor: Actor) -> dict[str, Any]:
        """For one who lost the app and the recovery codes: the password alone lets in until another is set
        up. Ends their sessions. Raises NotFound; Conflict `own_factor` for one's own.
        """
        if operator_id == actor.operator_id:
            raise Conflict("own_factor", "Your own second factor is replaced in your account.")
        with transaction(self._sessions) as session:
            operator = get_operator(session, operator_id)
            if remove_factor(session, operator.id):
                end_sessions(session, operator.id)
                record(session, actor, "second_factor_reset", operator=operator.email)
            return present_operator(session, operator)

    def ensure(self, email: str, password: str, actor: Actor, role: str | None = None) -> int:
        """Makes the operator, or gives it this password (which ends its sessions); returns its id.

        For whoever holds the platform's console: one that was disabled may come in again. `role` None: an
        owner, if new; else as it is.
        """
        email = email.strip().lower()
        with transaction(self._sessions) as session:
            found = find_operator(session, email)
        is_same = found is not None and verify_password(found.password_hash or "", password)
        if found is not None and is_same and found.disabled_at is None and role in (None, found.role):
            return found.id
        fresh = hash_password(password)
        with transaction(self._sessions) as session:
            operator = find_operator(session, email)
            if operator is None:
                operator = Operator(email=email, password_hash=fresh, role=role or OWNER)
                session.add(operator)
                record(session, actor, "operator_created", operator=email, role=operator.role)
            else:
                operator.password_hash = fresh
                operator.disabled_at = None
                operator.role = role or operator.role
                end_sessions(session, operator.id)
                record(session, actor, "operator_password_set", operator=email, role=operator.role)
            session.flush()
            return operator.id


def require_role(role: str) -> None:
    """Raises InvalidInput unless it is one of ROLES."""
    if role not in ROLES:
        problem = f"Choose a role: {', '.join(ROLES)}."
        raise InvalidInput("unknown_role", problem, fields={"role": problem})


def present_operator(session: Session, operator: Operator) -> dict[str, Any]:
    """As owners see one. `state`: invited (has no password yet), active, disabled."""
    invitation = session.get(OperatorInvitation, operator.id)
    state = "active" if operator.password_hash else "invited"
    return {
        "id": operator.id,
        "email": operator.email,
        "role": operator.role,
        "state": "disabled" if operator.disabled_at else state,
        "has_second_factor": has_factor(session, operator.id),
        "invitation_expires_at": invitation.expires_at.isoformat() if invitation else None,
        "signed_in_at": operator.signed_in_at.isoformat() if operator.signed_in_at else None,
        "created_at": operator.created_at.isoformat(),
    }


def _refuse_last_owner(session: Session, operator: Operator) -> None:
    """Locked where the database can: two owners who part at the same moment do not leave it without one."""
    query = select(Operator.id).where(
        Operator.role == OWNER, Operator.disabled_at.is_(None), Operator.password_hash.is_not(None)
    )
    if session.scalars(query.with_for_update()).all() == [operator.id]:
        raise Conflict(
            "last_owner",
            "The platform needs an owner who can sign in: make somebody else one first.",
            operator=operator.email,
        )
