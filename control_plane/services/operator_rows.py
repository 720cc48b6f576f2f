"""What several services ask of an operator's rows, in the caller's transaction."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.errors import NotFound
from control_plane.models import Operator, OperatorFactor, OperatorRecoveryCode


def find_operator(session: Session, email: str) -> Operator | None:
    """Whose e-mail it is."""
    return session.scalars(select(Operator).where(Operator.email == email)).first()


def get_operator(session: Session, operator_id: int | None) -> Operator:
    """Raises NotFound."""
    operator = session.get(Operator, operator_id)
    if operator is None:
        raise NotFound("operator_not_found", "There is no such operator.")
    return operator


def has_factor(session: Session, operator_id: int) -> bool:
    """Whether a second factor has been confirmed."""
    row = session.get(OperatorFactor, operator_id)
    return row is not None and row.confirmed_at is not None


def remove_factor(session: Session, operator_id: int | None) -> bool:
    """The second factor and its recovery codes; whether there was one."""
    session.execute(delete(OperatorRecoveryCode).where(OperatorRecoveryCode.operator_id == operator_id))
    removed = delete(OperatorFactor).where(OperatorFactor.operator_id == operator_id)
    return changed_one(session.execute(removed))


def changed_one(result: Any) -> bool:
    """Whether a conditional statement was the one that won."""
    return bool(result.rowcount == 1)
