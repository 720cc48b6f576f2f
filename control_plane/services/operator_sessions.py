"""Sessions of operators' browsers: a row each, found by the hash of a random id that the cookie holds.

One ends by itself when nobody has used it for a while, and in any case after a while (OWASP ASVS 5.0, 7.3);
a page that keeps itself current in the background is not use. An ended session has no row.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from control_plane.actor import Actor, Visitor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import NotFound
from control_plane.models import OperatorSession
from control_plane.services.audit import record
from control_plane.services.tokens import token_hash

_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: not every request is a write."""
_LONGEST_AGENT = 200


class OperatorSessions:
    """One's own sessions, and how long any may last."""

    def __init__(self, sessions: Sessions, *, idle: timedelta, longest: timedelta) -> None:
        """`idle`: without use; `longest`: from sign-in on, whatever happens."""
        self._sessions = sessions
        self._idle = idle
        self._longest = longest

    def open(self, session: Session, operator_id: int, visitor: Visitor) -> tuple[int, str]:
        """Begins one in the caller's transaction: its id, and what the cookie is to hold."""
        now = utc_now()
        session.execute(
            delete(OperatorSession).where(
                OperatorSession.operator_id == operator_id,
                (OperatorSession.seen_at < now - self._idle)
                | (OperatorSession.created_at < now - self._longest),
            )
        )
        token = secrets.token_urlsafe(32)
        row = OperatorSession(
            operator_id=operator_id,
            token_hash=token_hash(token),
            created_at=now,
            seen_at=now,
            remote_address=visitor.remote_address,
            user_agent=visitor.user_agent[:_LONGEST_AGENT],
        )
        session.add(row)
        session.flush()
        return row.id, token

    def find(self, session: Session, token: str) -> OperatorSession | None:
        """The session whose cookie this is; None once it has ended."""
        query = select(OperatorSession).where(OperatorSession.token_hash == token_hash(token))
        row = session.scalars(query).first()
        return row if row is not None and self._is_alive(row, utc_now()) else None

    def used(self, row: OperatorSession, visitor: Visitor) -> None:
        """Keeps it from falling idle. Written down once a minute: otherwise a page only reads."""
        now = utc_now()
        if now - row.seen_at <= _EVERY:
            return
        seen = {"seen_at": now, "remote_address": visitor.remote_address}
        with transaction(self._sessions) as session:
            session.execute(update(OperatorSession).where(OperatorSession.id == row.id).values(**seen))

    def is_alive(self, session: Session, session_id: int) -> bool:
        """Whether it has not ended."""
        row = session.get(OperatorSession, session_id)
        return row is not None and self._is_alive(row, utc_now())

    def list_all(self, actor: Actor) -> list[dict[str, Any]]:
        """One's own, last used first; `is_current` is the one that asks."""
        query = select(OperatorSession).where(OperatorSession.operator_id == actor.operator_id)
        with reading(self._sessions) as session:
            rows = session.scalars(query.order_by(OperatorSession.seen_at.desc(), OperatorSession.id.desc()))
            now = utc_now()
            return [_present(row, actor) for row in rows if self._is_alive(row, now)]

    def end(self, session_id: int, actor: Actor) -> None:
        """Ends one of one's own. Raises NotFound."""
        with transaction(self._sessions) as session:
            row = session.get(OperatorSession, session_id)
            if row is None or row.operator_id != actor.operator_id:
                raise NotFound("session_not_found", "There is no such session: it may have ended already.")
            session.delete(row)
            record(session, actor, "session_ended", address=row.remote_address)

    def end_others(self, actor: Actor) -> int:
        """Ends one's own but the one that asks; how many there were."""
        with transaction(self._sessions) as session:
            count = end_sessions(session, actor.operator_id, but=actor.session_id)
            if count:
                record(session, actor, "sessions_ended", count=count)
            return count

    def _is_alive(self, row: OperatorSession, now: datetime) -> bool:
        return now - row.seen_at <= self._idle and now - row.created_at <= self._longest


def end_sessions(session: Session, operator_id: int | None, *, but: int | None = None) -> int:
    """Ends an operator's sessions in the caller's transaction, all or all `but` one; how many there were."""
    ended = delete(OperatorSession).where(OperatorSession.operator_id == operator_id)
    if but is not None:
        ended = ended.where(OperatorSession.id != but)
    return int(session.execute(ended).rowcount)  # type: ignore[attr-defined]


def _present(row: OperatorSession, actor: Actor) -> dict[str, Any]:
    return {
        "id": row.id,
        "created_at": row.created_at.isoformat(),
        "seen_at": row.seen_at.isoformat(),
        "remote_address": row.remote_address,
        "user_agent": row.user_agent,
        "is_current": row.id == actor.session_id,
    }
