"""Where the recovery codes of each person are kept; what they are is foundation's."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from appliance.accounts.changes import changed_one
from appliance.accounts.models import RecoveryCode
from appliance.database import utc_now
from foundation.recovery_codes import hashes_of, is_recovery_code, new_codes, new_salt

__all__ = ["hashes_of", "how_many_left", "is_recovery_code", "new_codes", "new_salt", "replace", "use"]


def replace(session: Session, user_id: int, hashes: list[str]) -> None:
    """From now on only these."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(RecoveryCode(user_id=user_id, code_hash=value) for value in hashes)


def use(session: Session, user_id: int, code_hash: str) -> bool:
    """True the first time, for a code of this person."""
    return changed_one(
        session.execute(
            update(RecoveryCode)
            .where(
                RecoveryCode.user_id == user_id,
                RecoveryCode.code_hash == code_hash,
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=utc_now())
        )
    )


def how_many_left(session: Session, user_id: int) -> int:
    """Those not used yet."""
    return (
        session.scalar(
            select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )
