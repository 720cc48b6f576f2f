"""Every attempt to sign in, with address and device, kept for six months (Marco Civil da Internet, art.
15).
"""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from appliance.accounts.devices import device_of
from appliance.accounts.models import SignInAttempt
from appliance.accounts.visitor import Visitor
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import Sessions, transaction, utc_now

KEPT_FOR = timedelta(days=180)
FORGOTTEN_AT_ONCE = 1000

SIGNED_IN: Final = "signed_in"
WRONG_PASSWORD: Final = "wrong_password"  # noqa: S105 - an outcome
WRONG_CODE: Final = "wrong_code"
INACTIVE: Final = "inactive"
NOT_ACCEPTED_YET: Final = "not_accepted_yet"
"""Invited, with no password so far."""
UNKNOWN: Final = "unknown"
"""Nobody has that e-mail. Written down too, so that this refusal takes as long as the others."""
OUTCOMES: Final = (SIGNED_IN, WRONG_PASSWORD, WRONG_CODE, INACTIVE, NOT_ACCEPTED_YET, UNKNOWN)


def remember(sessions: Sessions, user_id: int | None, outcome: str, visitor: Visitor) -> None:
    """One attempt, in a transaction of its own."""
    with transaction(sessions) as session:
        add(session, user_id, outcome, visitor)


def add(session: Session, user_id: int | None, outcome: str, visitor: Visitor) -> None:
    """One attempt, in this transaction."""
    session.add(SignInAttempt(user_id=user_id, outcome=outcome, address=visitor.address, agent=visitor.agent))


def list_attempts(
    session: Session, user_id: int, limit: int, before_id: int | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of somebody's, newest first, and the cursor of the next one."""
    query = (
        select(SignInAttempt)
        .where(SignInAttempt.user_id == user_id)
        .order_by(SignInAttempt.id.desc())
        .limit(limit + 1)
    )
    if before_id:
        query = query.where(SignInAttempt.id < before_id)
    rows = list(session.scalars(query))
    page = rows[:limit]
    return [_present(row) for row in page], str(page[-1].id) if len(rows) > limit else None


def forget_old(context: Context) -> None:
    """Those kept long enough, some at a time. For the ticker."""
    with transaction(context.sessions) as session:
        old = select(SignInAttempt.id).where(SignInAttempt.at < utc_now() - KEPT_FOR).limit(FORGOTTEN_AT_ONCE)
        ids = list(session.scalars(old))
        session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))


def _present(row: SignInAttempt) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": moment(row.at),
        "outcome": row.outcome,
        "address": row.address,
        "device": device_of(row.agent),
    }
