"""Deleting templates at Meta; their rows stay, for the messages that were sent with them.

Meta: templates/overview, deleting. The name of an approved one stays blocked for 30 days.
"""

from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict
from appliance.realtime.events import TEMPLATE_UPDATED, publish_pending, record_for_all
from appliance.templates import states
from appliance.templates.graph import TemplateGraph
from appliance.templates.models import Template
from appliance.templates.presenting import audited, present_template
from appliance.templates.queries import get_template
from appliance.templates.refusals import NOT_FOUND, refused
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable

Json = dict[str, Any]

log = structlog.get_logger()


def delete(
    context: Context, graph: TemplateGraph, user_id: int, template_id: int, *, all_languages: bool
) -> list[Json]:
    """Takes it from Meta, in one language or in all; the rows that are now DELETED.

    Raises Conflict, Unavailable …, NotFound.
    """
    with context.sessions() as session:
        template = get_template(session, template_id)
        name = template.name
        whatsapp_id = None if all_languages else template.whatsapp_template_id
        _check_deletable(session, template, all_languages=all_languages)
    second = states.second_of(utc_now())
    try:
        graph.delete(name, whatsapp_id)
    except (GraphError, Unreachable, NoAnswer) as error:
        if not (isinstance(error, GraphError) and error.subcode == NOT_FOUND):
            raise refused(context, error) from error

    def work(session: Session) -> list[Json]:
        chosen = select(Template).where(Template.name == name).order_by(Template.id).with_for_update()
        if not all_languages:
            chosen = chosen.where(Template.id == template_id)
        gone = [
            row for row in session.scalars(chosen) if states.take_status(row, second, states.DELETED, None)
        ]
        for row in gone:
            record_for_all(session, TEMPLATE_UPDATED, row.id)
            note(session, "template.deleted", ("template", row.id), before=audited(row))
        return [present_template(row) for row in gone]

    shown = run_transaction(context.sessions, work)
    log.info("template deleted", template_id=template_id, all_languages=all_languages, user_id=user_id)
    publish_pending(context)
    return shown


def _check_deletable(session: Session, template: Template, *, all_languages: bool) -> None:
    is_gone = template.status == states.DELETED or template.whatsapp_template_id is None
    if is_gone and not all_languages:
        raise Conflict("template_deleted", "Este modelo já foi excluído.")
    chosen = select(Template.id).where(Template.name == template.name, Template.status == states.DISABLED)
    if not all_languages:
        chosen = chosen.where(Template.id == template.id)
    if session.scalar(chosen.limit(1)) is not None:
        words = "A Meta não deixa excluir um modelo que ela desativou."
        raise Conflict("template_not_deletable", words, status=states.DISABLED)
