"""Promises: listed, made, changed, taken away. Every live conversation is counted anew afterwards."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.database import Sessions, transaction
from appliance.errors import Conflict, InvalidInput, NotFound
from appliance.queues.managing import get_queue
from appliance.service_levels.models import ServiceLevel
from appliance.service_levels.promises import count_anew, scope_of
from appliance.uniqueness import flush_unique

_SETTINGS = ("queue_id", "priority", "response_minutes", "resolution_minutes", "warn_percent")


def list_levels(session: Session) -> list[dict[str, Any]]:
    """All of them, everybody's first."""
    rows = session.scalars(select(ServiceLevel).order_by(ServiceLevel.queue_id, ServiceLevel.priority.desc()))
    return [_present(row) for row in rows]


def create_level(sessions: Sessions, body: Mapping[str, Any]) -> dict[str, Any]:
    """Raises NotFound `queue_not_found`, Conflict `level_exists`, InvalidInput `nothing_promised` or
    `resolution_too_short`.
    """
    with transaction(sessions) as session:
        row = ServiceLevel(**body, scope=scope_of(body["queue_id"], body["priority"]))
        session.add(row)
        _check(session, row)
        note(session, "service_level.created", ("service_level", row.id), after=_audited(row))
        count_anew(session)
        return _present(row)


def change_level(sessions: Sessions, level_id: int, change: Mapping[str, Any]) -> dict[str, Any]:
    """Raises as create_level, and NotFound `level_not_found`."""
    with transaction(sessions) as session:
        row = _get(session, level_id)
        before = _audited(row)
        for setting, value in change.items():
            setattr(row, setting, value)
        row.scope = scope_of(row.queue_id, row.priority)
        _check(session, row)
        note(session, "service_level.changed", ("service_level", level_id), before, _audited(row))
        count_anew(session)
        return _present(row)


def delete_level(sessions: Sessions, level_id: int) -> None:
    """Raises NotFound `level_not_found`."""
    with transaction(sessions) as session:
        row = _get(session, level_id)
        note(session, "service_level.deleted", ("service_level", level_id), before=_audited(row))
        session.delete(row)
        session.flush()
        count_anew(session)


def _get(session: Session, level_id: int) -> ServiceLevel:
    row = session.get(ServiceLevel, level_id, with_for_update=True)
    if row is None:
        raise NotFound("level_not_found", "Este prazo não existe.")
    return row


def _check(session: Session, row: ServiceLevel) -> None:
    response, resolution = row.response_minutes, row.resolution_minutes
    if response is None and resolution is None:
        raise InvalidInput("nothing_promised", "Diga o prazo da primeira resposta ou o da solução.")
    if response is not None and resolution is not None and resolution < response:
        raise InvalidInput(
            "resolution_too_short",
            "O prazo da solução não pode ser menor que o da primeira resposta.",
            field="resolution_minutes",
        )
    if row.queue_id is not None:
        with session.no_autoflush:
            get_queue(session, row.queue_id)
    flush_unique(session, Conflict("level_exists", "Já existe um prazo para este setor e esta prioridade."))


def _present(row: ServiceLevel) -> dict[str, Any]:
    return {"id": row.id, **_audited(row)}


def _audited(row: ServiceLevel) -> dict[str, Any]:
    return {setting: getattr(row, setting) for setting in _SETTINGS}
