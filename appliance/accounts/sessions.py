"""Where somebody is signed in, and ending it: sign-ins as people see them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from appliance.accounts.devices import device_of
from appliance.accounts.models import SignIn, User
from appliance.accounts.sign_ins import IDLE_LIMIT, IDLE_LIMIT_REMEMBERED
from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import transaction, utc_now
from appliance.errors import NotFound
from appliance.realtime.ending import close_sign_in


def list_sessions(session: Session, user: User, current_id: int | None = None) -> list[dict[str, Any]]:
    """Those that still hold, the last used first; `current_id` is marked."""
    rows = session.scalars(select(SignIn).where(*_holding(user)).order_by(SignIn.seen_at.desc()))
    return [_present(row, current_id) for row in rows]


def end_one(context: Context, user: User, sign_in_id: int) -> None:
    """Cookie, tokens and sockets at once. Raises NotFound."""
    _end(context, user, SignIn.id == sign_in_id, must_find=True)


def end_all(context: Context, user: User, but: int = 0) -> None:
    """All of them but `but`."""
    _end(context, user, SignIn.id != but)


def _end(context: Context, user: User, which: ColumnElement[bool], *, must_find: bool = False) -> None:
    with transaction(context.sessions) as session:
        ids = list(session.scalars(select(SignIn.id).where(*_holding(user), which).with_for_update()))
        if must_find and not ids:
            raise NotFound("session_not_found", "Esta sessão já terminou.")
        if ids:
            session.execute(update(SignIn).where(SignIn.id.in_(ids)).values(revoked_at=utc_now()))
            note(session, "session.ended", ("user", user.id), after={"sessions": len(ids)})
    for sign_in_id in ids:
        close_sign_in(context, sign_in_id)


def _holding(user: User) -> tuple[ColumnElement[bool], ...]:
    now = utc_now()
    return (
        SignIn.user_id == user.id,
        SignIn.session_version == user.session_version,
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > now,
        or_(
            SignIn.seen_at > now - IDLE_LIMIT,
            and_(SignIn.is_remembered.is_(True), SignIn.seen_at > now - IDLE_LIMIT_REMEMBERED),
        ),
    )


def _present(row: SignIn, current_id: int | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "device": device_of(row.agent),
        "address": row.address,
        "created_at": moment(row.created_at),
        "seen_at": moment(row.seen_at),
        "is_current": row.id == current_id,
    }
