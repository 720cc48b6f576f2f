"""Rules for customers who fall silent: listed, made, changed, taken away."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.closing.reasons import require_usable
from appliance.database import Sessions, transaction, utc_now
from appliance.errors import Conflict, InvalidInput, NotFound
from appliance.inactivity.models import InactivityRule
from appliance.queues.managing import get_queue
from appliance.uniqueness import flush_unique

_SETTINGS = (
    "queue_id",
    "warn_after_minutes",
    "warn_text",
    "most_warnings",
    "close_after_minutes",
    "close_text",
    "close_reason_id",
    "is_active",
)


def list_rules(session: Session) -> list[dict[str, Any]]:
    """All of them, everybody's first."""
    return [_present(row) for row in session.scalars(select(InactivityRule).order_by(InactivityRule.scope))]


def create_rule(sessions: Sessions, body: Mapping[str, Any]) -> dict[str, Any]:
    """Raises NotFound (`queue_not_found`, `reason_not_found`), Conflict (`rule_exists`, `inactive_reason`),
    InvalidInput `warning_without_text`.
    """
    with transaction(sessions) as session:
        row = InactivityRule(**body, scope=body["queue_id"] or 0)
        _check(session, row)
        session.add(row)
        _flush(session)
        note(session, "inactivity_rule.created", ("inactivity_rule", row.id), after=_audited(row))
        return _present(row)


def change_rule(sessions: Sessions, rule_id: int, change: Mapping[str, Any]) -> dict[str, Any]:
    """Switched on or made stricter, only silence from now on counts. Raises as create_rule, and NotFound
    `rule_not_found`.
    """
    with transaction(sessions) as session:
        row = _get(session, rule_id)
        before = _audited(row)
        for setting, value in change.items():
            setattr(row, setting, value)
        row.scope = row.queue_id or 0
        with session.no_autoflush:
            _check(session, row)
        if _audited(row) != before:
            row.active_since = utc_now()
        _flush(session)
        note(session, "inactivity_rule.changed", ("inactivity_rule", rule_id), before, _audited(row))
        return _present(row)


def delete_rule(sessions: Sessions, rule_id: int) -> None:
    """Raises NotFound `rule_not_found`."""
    with transaction(sessions) as session:
        row = _get(session, rule_id)
        note(session, "inactivity_rule.deleted", ("inactivity_rule", rule_id), before=_audited(row))
        session.delete(row)


def _get(session: Session, rule_id: int) -> InactivityRule:
    row = session.get(InactivityRule, rule_id, with_for_update=True)
    if row is None:
        raise NotFound("rule_not_found", "Esta regra não existe.")
    return row


def _check(session: Session, row: InactivityRule) -> None:
    if row.most_warnings > 0 and not row.warn_text.strip():
        raise InvalidInput("warning_without_text", "Escreva o que o cliente lê no aviso.", field="warn_text")
    if row.queue_id is not None:
        get_queue(session, row.queue_id)
    if row.close_reason_id is not None:
        require_usable(session, row.close_reason_id)


def _flush(session: Session) -> None:
    flush_unique(session, Conflict("rule_exists", "Este setor já tem uma regra."))


def _present(row: InactivityRule) -> dict[str, Any]:
    return {"id": row.id, **_audited(row)}


def _audited(row: InactivityRule) -> dict[str, Any]:
    return {setting: getattr(row, setting) for setting in _SETTINGS}
