"""The client's reasons for closing: listed, made, changed, taken away."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.closing.models import CloseReason
from appliance.conversations.models import Conversation
from appliance.database import Sessions, transaction
from appliance.errors import Conflict, NotFound
from appliance.names import key_of
from appliance.uniqueness import flush_unique


def list_reasons(session: Session) -> list[dict[str, Any]]:
    """All of them, those no longer offered too, by name."""
    return [_present(row) for row in session.scalars(select(CloseReason).order_by(CloseReason.name_key))]


def create_reason(sessions: Sessions, name: str) -> dict[str, Any]:
    """Raises Conflict `reason_exists`."""
    with transaction(sessions) as session:
        row = CloseReason(name=name.strip(), name_key=key_of(name))
        session.add(row)
        _flush(session, name)
        note(session, "close_reason.created", ("close_reason", row.id), after=_audited(row))
        return _present(row)


def change_reason(
    sessions: Sessions, reason_id: int, *, name: str | None, is_active: bool | None
) -> dict[str, Any]:
    """None leaves it as it is. Raises NotFound `reason_not_found`, Conflict `reason_exists`."""
    with transaction(sessions) as session:
        row = _get(session, reason_id, lock=True)
        before = _audited(row)
        if name is not None:
            row.name, row.name_key = name.strip(), key_of(name)
        row.is_active = row.is_active if is_active is None else is_active
        _flush(session, row.name)
        note(session, "close_reason.changed", ("close_reason", reason_id), before, _audited(row))
        return _present(row)


def delete_reason(sessions: Sessions, reason_id: int) -> None:
    """Raises NotFound `reason_not_found`, Conflict `reason_in_use` for one that was ever given."""
    with transaction(sessions) as session:
        row = _get(session, reason_id, lock=True)
        if session.scalar(select(exists().where(Conversation.close_reason_id == reason_id))):
            raise Conflict("reason_in_use", "Há conversas encerradas por este motivo. Desative-o.")
        note(session, "close_reason.deleted", ("close_reason", reason_id), before=_audited(row))
        session.delete(row)


def require_usable(session: Session, reason_id: int) -> None:
    """Raises NotFound `reason_not_found`, Conflict `inactive_reason`."""
    row = _get(session, reason_id)
    if not row.is_active:
        raise Conflict("inactive_reason", "Este motivo não é mais usado.", name=row.name)


def _get(session: Session, reason_id: int, *, lock: bool = False) -> CloseReason:
    row = session.get(CloseReason, reason_id, with_for_update=True if lock else None)
    if row is None:
        raise NotFound("reason_not_found", "Este motivo não existe.")
    return row


def _flush(session: Session, name: str) -> None:
    flush_unique(session, Conflict("reason_exists", "Já existe um motivo com este nome.", name=name.strip()))


def _present(row: CloseReason) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "is_active": row.is_active}


def _audited(row: CloseReason) -> dict[str, Any]:
    return {"name": row.name, "is_active": row.is_active}
