"""Which queue asks what: listed, made, changed, taken away."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.database import Sessions, transaction
from appliance.errors import Conflict, InvalidInput, NotFound
from appliance.queues.managing import get_queue
from appliance.surveys.models import SurveyRule
from appliance.surveys.states import OFF
from appliance.templates.filling import fill
from appliance.templates.models import Template
from appliance.uniqueness import flush_unique

_SETTINGS = ("queue_id", "kind", "question", "comment_question", "thanks", "template_id", "every_days")


def list_rules(session: Session) -> list[dict[str, Any]]:
    """All of them, everybody's first."""
    return [_present(row) for row in session.scalars(select(SurveyRule).order_by(SurveyRule.scope))]


def create_rule(sessions: Sessions, body: Mapping[str, Any]) -> dict[str, Any]:
    """Raises NotFound `queue_not_found`, Conflict `survey_exists`, InvalidInput (`required`,
    `invalid_template`, and as templates.filling.fill for a template that cannot ask).
    """
    with transaction(sessions) as session:
        row = SurveyRule(**body, scope=body["queue_id"] or 0)
        _check(session, row)
        session.add(row)
        _flush(session)
        note(session, "survey_rule.created", ("survey_rule", row.id), after=_audited(row))
        return _present(row)


def change_rule(sessions: Sessions, rule_id: int, change: Mapping[str, Any]) -> dict[str, Any]:
    """Raises as create_rule, and NotFound `survey_not_found`."""
    with transaction(sessions) as session:
        row = _get(session, rule_id)
        before = _audited(row)
        for setting, value in change.items():
            setattr(row, setting, value)
        row.scope = row.queue_id or 0
        with session.no_autoflush:
            _check(session, row)
        _flush(session)
        note(session, "survey_rule.changed", ("survey_rule", rule_id), before, _audited(row))
        return _present(row)


def delete_rule(sessions: Sessions, rule_id: int) -> None:
    """What was asked stays. Raises NotFound `survey_not_found`."""
    with transaction(sessions) as session:
        row = _get(session, rule_id)
        note(session, "survey_rule.deleted", ("survey_rule", rule_id), before=_audited(row))
        session.delete(row)


def _get(session: Session, rule_id: int) -> SurveyRule:
    row = session.get(SurveyRule, rule_id, with_for_update=True)
    if row is None:
        raise NotFound("survey_not_found", "Esta pesquisa não existe.")
    return row


def _check(session: Session, row: SurveyRule) -> None:
    if row.kind != OFF and not row.question.strip():
        raise InvalidInput("required", "Escreva a pergunta.", field="question")
    if row.queue_id is not None:
        get_queue(session, row.queue_id)
    if row.template_id is not None:
        template = session.get(Template, row.template_id)
        if template is None:
            raise InvalidInput("invalid_template", "Este modelo não existe mais.", field="template_id")
        fill(template, {})  # one that asks for values cannot be sent by itself


def _flush(session: Session) -> None:
    flush_unique(session, Conflict("survey_exists", "Este setor já tem uma pesquisa."))


def _present(row: SurveyRule) -> dict[str, Any]:
    return {"id": row.id, **_audited(row)}


def _audited(row: SurveyRule) -> dict[str, Any]:
    return {setting: getattr(row, setting) for setting in _SETTINGS}
