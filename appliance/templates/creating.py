"""Making templates: our rules first, then Meta, then the row. No transaction is open while Meta is asked."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, TooMany
from appliance.realtime.events import TEMPLATE_UPDATED, publish_pending, record_for_all
from appliance.templates import limits, rules, states
from appliance.templates.examples import find_example, with_handle
from appliance.templates.graph import Created, TemplateGraph
from appliance.templates.listed import new_row
from appliance.templates.models import Template
from appliance.templates.presenting import audited, present_template
from appliance.templates.refusals import refused
from appliance.templates.sync_state import ask_for_sync
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable

Json = dict[str, Any]
HOUR = timedelta(hours=1)

log = structlog.get_logger()


@dataclass(frozen=True)
class Wanted:
    """A template to be made, as somebody asked for it."""

    name: str
    language: str
    category: str
    parameter_format: str
    components: list[Json]


def create(context: Context, graph: TemplateGraph, user_id: int, wanted: Wanted) -> Json:
    """The new template, as Meta has decided so far.

    Raises InvalidInput, Conflict, TooMany or Unavailable; all in words.
    """
    rules.check_name(wanted.name)
    rules.check_choice("language", wanted.language, limits.LANGUAGES)
    rules.check_choice("category", wanted.category, limits.CATEGORIES)
    rules.check_choice("parameter_format", wanted.parameter_format, limits.FORMATS)
    checked = rules.check_components(wanted.components, wanted.category, wanted.parameter_format)
    with context.sessions() as session:
        _check_room(session, wanted)
        example = find_example(session, context, checked, user_id)
    second = states.second_of(utc_now())
    try:
        components = with_handle(graph, checked, example)
        created = graph.create(_as_meta_takes_it(wanted, components))
    except (GraphError, Unreachable, NoAnswer) as error:
        raise refused(context, error) from error

    made = _Made(wanted, created, components, second, user_id)
    shown = run_transaction(context.sessions, lambda session: _keep(session, made))
    log.info("template created", template_id=shown["id"], status=shown["status"], user_id=user_id)
    publish_pending(context)
    if created.status != states.PENDING or wanted.category == "AUTHENTICATION":
        ask_for_sync(context)  # for Meta's reason, or the text that it wrote
    return shown


def _as_meta_takes_it(wanted: Wanted, components: list[Json]) -> Json:
    asked: Json = {"name": wanted.name, "language": wanted.language, "category": wanted.category}
    if wanted.category != "AUTHENTICATION":
        asked["parameter_format"] = wanted.parameter_format
    return {**asked, "components": components}


def _check_room(session: Session, wanted: Wanted) -> None:
    """250 is the limit of an account that Meta has not verified; which it is, only Meta knows."""
    same = (Template.name == wanted.name, Template.language == wanted.language)
    if session.scalar(select(Template.id).where(*same, Template.status != states.DELETED)) is not None:
        words = "Já existe um modelo com este nome neste idioma. Edite-o ou escolha outro nome."
        raise Conflict("template_exists", words, field="name")
    count = session.scalar(select(func.count()).where(Template.status != states.DELETED)) or 0
    if count >= limits.TEMPLATES_OF_VERIFIED:
        words = f"A conta já tem {limits.TEMPLATES_OF_VERIFIED} modelos. Exclua os que não usa."
        raise Conflict("too_many", words, limit=limits.TEMPLATES_OF_VERIFIED)
    own = (Template.created_by_id.is_not(None), Template.created_at > utc_now() - HOUR)
    recent = session.execute(select(func.count(), func.min(Template.created_at)).where(*own)).one()
    if recent[0] >= limits.CREATIONS_PER_HOUR:
        wait = max(1, int((recent[1] + HOUR - utc_now()).total_seconds()))
        words = f"A Meta aceita {limits.CREATIONS_PER_HOUR} modelos novos por hora. Espere um pouco."
        raise TooMany("too_many", words, limit=limits.CREATIONS_PER_HOUR, retry_after=wait)


@dataclass(frozen=True)
class _Made:
    """What was asked and answered."""

    wanted: Wanted
    created: Created
    components: list[Json]
    second: int
    """Before Meta was asked."""
    user_id: int


def _keep(session: Session, made: _Made) -> Json:
    """The row: a new one, or that of a template of the same name which is gone."""
    wanted, created, second = made.wanted, made.created, made.second
    key = (wanted.name, wanted.language)
    found = session.scalar(
        select(Template).where(Template.name == key[0], Template.language == key[1]).with_for_update()
    )
    row = found or new_row(key)
    if found is None:
        session.add(row)
    if row.whatsapp_template_id != created.id:  # nothing that was said of another one counts
        row.said, row.rejection, row.quality, row.category_change = {}, None, None, None
        row.status = states.PENDING
    row.whatsapp_template_id = created.id
    row.created_by_id, row.created_at = made.user_id, utc_now()
    states.take_status(row, second, created.status, None)
    states.take_category(row, second, created.category or wanted.category, None)
    states.take_components(row, second, made.components, wanted.parameter_format)
    session.flush()
    record_for_all(session, TEMPLATE_UPDATED, row.id)
    note(session, "template.created", ("template", row.id), after=audited(row))
    return present_template(row)
