"""The accesses as the client's admins, and the operators themselves, see them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.conversations.presenting import moment
from appliance.database import utc_now
from appliance.support.models import SupportAccess


def list_accesses(
    session: Session, *, running: bool, limit: int, before_id: int | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest first, and the cursor of the next one."""
    query = select(SupportAccess).order_by(SupportAccess.id.desc()).limit(limit + 1)
    if running:
        query = query.where(SupportAccess.ended_at.is_(None), SupportAccess.until > utc_now())
    if before_id is not None:
        query = query.where(SupportAccess.id < before_id)
    rows = list(session.scalars(query))
    page = rows[:limit]
    return [present(row) for row in page], str(page[-1].id) if len(rows) > limit else None


def get_access(session: Session, row_id: int) -> dict[str, Any]:
    """One that is there. Raises NoResultFound."""
    return present(session.get_one(SupportAccess, row_id))


def present(row: SupportAccess) -> dict[str, Any]:
    """An access of the API."""
    return {
        "id": row.id,
        "user_id": row.user_id,
        "operator": row.operator,
        "reason": row.reason,
        "began_at": moment(row.began_at),
        "until": moment(row.until),
        "ended_at": moment(row.ended_at),
        "ending": row.ending,
        "ended_by": row.ended_by,
        "is_running": row.ended_at is None and row.until > utc_now(),
    }
