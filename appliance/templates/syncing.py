"""Templates fetched from Meta. Every page's truth is kept at once: a sync that breaks off does no harm.

Only what the whole listing left out is asked for again by name, and marked as deleted if Meta does not know
it. Rows are never lost: messages were sent with them.
"""

from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.realtime.events import TEMPLATE_UPDATED, publish_pending, record_for_all
from appliance.templates import states, sync_state
from appliance.templates.graph import ListingBroken, TemplateGraph
from appliance.templates.listed import key_of, new_row, take_listed
from appliance.templates.models import Template
from appliance.templates.refusals import words_of
from appliance.templates.sync_state import Progress
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable

Json = dict[str, Any]
Key = tuple[str, str]
RESTARTS = 3
"""How often a listing is begun again whose cursor ran out."""
DOUBTFUL = 50
"""Names asked for one by one in one sync; the next one asks for the rest."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Page:
    read: int
    changed: int
    keys: frozenset[Key]


class OutOfTime(Exception):
    """The listing takes longer than the caller may wait."""


def sync(context: Context, graph: TemplateGraph, seconds: float) -> Progress:
    """Everything Meta has, within `seconds`. How it ended: DONE, or FAILED with the words.

    Raises OutOfTime: what was read until then is kept, and the progress stays RUNNING.
    """
    deadline = monotonic() + seconds
    progress = sync_state.begin(context)
    try:
        progress = _sync(context, graph, progress, deadline)
        progress = replace(progress, state=sync_state.DONE)
    except (GraphError, Unreachable, NoAnswer, ListingBroken) as error:
        log.info("templates not synced", reason=str(error)[:200])
        progress = replace(progress, state=sync_state.FAILED, error=words_of(error))
    progress = replace(progress, finished_at=utc_now().timestamp())
    sync_state.note_progress(context, progress)
    return progress


def _sync(context: Context, graph: TemplateGraph, progress: Progress, deadline: float) -> Progress:
    begun = states.second_of(utc_now())
    seen: set[Key] = set()
    for attempt in range(1, RESTARTS + 1):
        try:
            progress = _read_all(context, graph, progress, seen, deadline)
            break
        except ListingBroken:
            log.info("listing of templates begun again", attempt=attempt)
            if attempt == RESTARTS:
                raise
    with context.sessions() as session:
        known = session.execute(
            select(Template.name, Template.language, Template.said).where(Template.status != states.DELETED)
        ).all()
    missing = {
        name
        for name, language, said in known
        if (name, language) not in seen and (said or {}).get("status", 0) < begun
    }
    for name in sorted(missing)[:DOUBTFUL]:
        _check_time(deadline)
        progress = replace(progress, deleted=progress.deleted + refresh_name(context, graph, name))
    return progress


def _read_all(
    context: Context, graph: TemplateGraph, progress: Progress, seen: set[Key], deadline: float
) -> Progress:
    pages = graph.pages()
    while True:
        _check_time(deadline)
        second = states.second_of(utc_now())  # before the call: what is listed may change while it comes
        page = next(pages, None)
        if page is None:
            return progress
        taken = _take(context, page, second)
        seen |= taken.keys
        progress = replace(progress, read=len(seen), changed=progress.changed + taken.changed)
        sync_state.note_progress(context, progress)


def _check_time(deadline: float) -> None:
    if monotonic() > deadline:
        raise OutOfTime


def refresh_name(context: Context, graph: TemplateGraph, name: str) -> int:
    """Every language of one name as Meta has it now; how many of ours turned out to be gone.

    Raises GraphError, Unreachable, NoAnswer or ListingBroken, and has then marked nothing as gone.
    """
    second = states.second_of(utc_now())
    listed = [one for page in graph.pages(name) for one in page if one.get("name") == name]
    taken = _take(context, listed, second)

    def mark(session: Session) -> int:
        gone = 0
        for row in session.scalars(select(Template).where(Template.name == name).with_for_update()):
            is_known = (row.name, row.language) in taken.keys or (row.said or {}).get("status", 0) >= second
            if not is_known and states.take_status(row, second, states.DELETED, None):
                gone += 1
                record_for_all(session, TEMPLATE_UPDATED, row.id)
        return gone

    gone = run_transaction(context.sessions, mark)
    publish_pending(context)
    return gone


def _take(context: Context, page: list[Json], second: int) -> _Page:
    """One page, in one short transaction."""
    listed = {key: one for one in page if (key := key_of(one)) is not None}

    def work(session: Session) -> int:
        rows = session.scalars(
            select(Template)
            .where(Template.name.in_({name for name, _ in listed}))
            .order_by(Template.id)
            .with_for_update()
        )
        known = {(row.name, row.language): row for row in rows}
        taken, changed = [], []
        for key, one in listed.items():
            row = known.get(key)
            if row is None:
                row = new_row(key)
                session.add(row)
            taken.append(row)
            if take_listed(row, one, second):
                changed.append(row)
        session.flush()
        for row in changed:
            record_for_all(session, TEMPLATE_UPDATED, row.id)
        ids = [row.id for row in taken]
        session.execute(update(Template).where(Template.id.in_(ids)).values(synced_at=utc_now()))
        return len(changed)

    changed = run_transaction(context.sessions, work) if listed else 0
    publish_pending(context)
    return _Page(len(listed), changed, frozenset(listed))
