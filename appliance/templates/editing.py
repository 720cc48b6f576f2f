"""Changing templates: our rules first, then Meta, then the row. Meta: templates/overview, editing."""

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, InvalidInput
from appliance.realtime.events import TEMPLATE_UPDATED, publish_pending, record_for_all
from appliance.templates import limits, rules, states
from appliance.templates.examples import find_example, with_handle
from appliance.templates.graph import TemplateGraph
from appliance.templates.models import Template
from appliance.templates.presenting import audited, present_template
from appliance.templates.queries import get_template
from appliance.templates.refusals import refused
from appliance.templates.sync_state import ask_for_sync
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable

Json = dict[str, Any]
EDIT_LIMITS = "Um modelo aprovado pode ser editado uma vez a cada 24 horas e dez vezes em 30 dias."

log = structlog.get_logger()


@dataclass(frozen=True)
class Change:
    """What a template is to become; `category` None: as it is."""

    template_id: int
    components: list[Json]
    category: str | None = None


def edit(context: Context, graph: TemplateGraph, user_id: int, change: Change) -> Json:
    """The template with other components, which Meta reviews anew. Raises as `create`, and NotFound."""
    with context.sessions() as session:
        template = get_template(session, change.template_id)
        whatsapp_id = _check_editable(template, change.category)
        category = change.category or template.category
        checked = rules.check_components(change.components, category, template.parameter_format)
        example = find_example(session, context, checked, user_id)
        hint = EDIT_LIMITS if template.status == states.APPROVED else ""
        asked = {"category": category} if category != template.category else {}
    second = states.second_of(utc_now())
    try:
        components = with_handle(graph, checked, example)
        graph.edit(whatsapp_id, {**asked, "components": components})
    except (GraphError, Unreachable, NoAnswer) as error:
        raise refused(context, error, hint=hint) from error

    def work(session: Session) -> Json:
        row = get_template(session, change.template_id, lock=True)
        before = audited(row)
        states.take_components(row, second, components)
        if asked:
            states.take_category(row, second, category, None)
        states.take_review(row, second)
        record_for_all(session, TEMPLATE_UPDATED, row.id)
        note(session, "template.changed", ("template", row.id), before, audited(row))
        return present_template(row)

    shown = run_transaction(context.sessions, work)
    log.info("template edited", template_id=change.template_id, user_id=user_id)
    publish_pending(context)
    ask_for_sync(context)  # an edit may stand at once, or wait for Meta's people
    return shown


def _check_editable(template: Template, category: str | None) -> str:
    """Meta's id of it."""
    if template.status not in states.EDITABLE or template.whatsapp_template_id is None:
        raise Conflict(
            "template_not_editable",
            "Só modelos aprovados, recusados ou pausados podem ser editados:"
            f" este está {states.in_words(template.status)}.",
            status=template.status,
        )
    if category is not None and category != template.category:
        rules.check_choice("category", category, limits.CATEGORIES)
        if template.status == states.APPROVED:
            words = "A categoria de um modelo aprovado não pode mudar. Crie outro modelo."
            raise InvalidInput("category_fixed", words, field="category")
    return template.whatsapp_template_id
