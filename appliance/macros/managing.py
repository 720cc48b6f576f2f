"""Macros: listed for whoever may use them, made, changed, taken away. One's own are one's own to manage."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.database import Sessions, transaction
from appliance.errors import NotAllowed, NotFound
from appliance.macros.models import Macro
from appliance.names import key_of
from appliance.queues.managing import get_queue

MANAGE: Final = "automation.manage"
_SETTINGS: Final = ("name", "actions", "queue_id")


def list_macros(session: Session, user: User) -> list[dict[str, Any]]:
    """By name: everybody's, those of `user`'s queues and their own; all shared ones for who manages them."""
    shared: ColumnElement[bool] = Macro.user_id.is_(None)
    if not user.may(MANAGE):
        shared = and_(shared, or_(Macro.queue_id.is_(None), Macro.queue_id.in_(user.queue_ids)))
    rows = session.scalars(select(Macro).where(or_(shared, Macro.user_id == user.id)))
    return [_present(row) for row in sorted(rows, key=lambda row: (key_of(row.name), row.id))]


def create_macro(sessions: Sessions, user: User, body: Mapping[str, Any], *, is_own: bool) -> dict[str, Any]:
    """Raises NotAllowed for one that is shared, NotFound `queue_not_found`."""
    with transaction(sessions) as session:
        row = Macro(**body, user_id=user.id if is_own else None)
        _require_manager(row, user)
        _check(session, row)
        session.add(row)
        session.flush()
        note(session, "macro.created", ("macro", row.id), after=_audited(row))
        return _present(row)


def change_macro(sessions: Sessions, user: User, macro_id: int, change: Mapping[str, Any]) -> dict[str, Any]:
    """Raises as create_macro, and NotFound `macro_not_found`."""
    with transaction(sessions) as session:
        row = find_macro(session, user, macro_id, lock=True)
        _require_manager(row, user)
        before = _audited(row)
        for setting, value in change.items():
            setattr(row, setting, value)
        with session.no_autoflush:
            _check(session, row)
        session.flush()
        note(session, "macro.changed", ("macro", macro_id), before, _audited(row))
        return _present(row)


def delete_macro(sessions: Sessions, user: User, macro_id: int) -> None:
    """Raises NotAllowed, NotFound `macro_not_found`."""
    with transaction(sessions) as session:
        row = find_macro(session, user, macro_id, lock=True)
        _require_manager(row, user)
        note(session, "macro.deleted", ("macro", macro_id), before=_audited(row))
        session.delete(row)


def find_macro(session: Session, user: User, macro_id: int, *, lock: bool = False) -> Macro:
    """Raises NotFound, also for one that is not for `user`."""
    row = session.get(Macro, macro_id, with_for_update=True if lock else None)
    is_theirs = row is not None and (
        row.user_id == user.id
        if row.user_id is not None
        else row.queue_id is None or row.queue_id in user.queue_ids or user.may(MANAGE)
    )
    if row is None or not is_theirs:
        raise NotFound("macro_not_found", "Esta macro não existe.")
    return row


def _require_manager(row: Macro, user: User) -> None:
    if row.user_id is None and not user.may(MANAGE):
        raise NotAllowed("not_allowed", "Macros de todos ou de um setor são criadas por quem as gerencia.")


def _check(session: Session, row: Macro) -> None:
    row.name = row.name.strip()
    if row.user_id is not None:
        row.queue_id = None
    if row.queue_id is not None:
        get_queue(session, row.queue_id)


def _present(row: Macro) -> dict[str, Any]:
    return {"id": row.id, **_audited(row), "is_own": row.user_id is not None}


def _audited(row: Macro) -> dict[str, Any]:
    return {setting: getattr(row, setting) for setting in _SETTINGS}
