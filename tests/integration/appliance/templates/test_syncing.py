"""Fetching templates: every page, no harm when it breaks off, nothing older over anything newer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.job_queues import SYNC_TEMPLATES
from appliance.realtime.models import Event
from appliance.templates import jobs, states, sync_state
from appliance.templates.graph import TemplateGraph
from appliance.templates.models import Template
from appliance.templates.sync_state import DONE, FAILED, Progress, note_progress, read_progress
from appliance.templates.syncing import OutOfTime, refresh_name, sync
from appliance.worker.jobs import use_context
from tests.integration.appliance.templates.conftest import Meta, add, listed

pytestmark = pytest.mark.integration

Rows = Callable[[], dict[str, Template]]


def waiting(context: Context) -> int:
    return context.queues[SYNC_TEMPLATES.queue].count


def test_every_page_becomes_rows(context: Context, graph: TemplateGraph, meta: Meta, rows: Rows) -> None:
    meta.listed = [listed(name) for name in "abcde"] + [listed("a", language="en-US")]
    progress = sync(context, graph, 20)
    assert (progress.state, progress.read, progress.changed, progress.deleted) == (DONE, 6, 6, 0)
    assert set(rows()) == {f"{name}/pt_BR" for name in "abcde"} | {"a/en_US"}
    assert [body.get("after") for _, body in meta.asked("GET")] == [None, "2", "4"]
    assert rows()["a/pt_BR"].components == [{"type": "BODY", "text": "Olá, a."}]


def test_a_second_time_changes_nothing_and_tells_nobody(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    meta.listed = [listed(name) for name in "abc"]
    sync(context, graph, 20)
    before = rows()["a/pt_BR"]
    with transaction(context.sessions) as session:
        told = len(session.scalars(select(Event)).all())
    assert sync(context, graph, 20).changed == 0
    after = rows()["a/pt_BR"]
    assert after.updated_at == before.updated_at
    assert after.synced_at is not None and after.synced_at > before.updated_at
    with context.sessions() as session:
        kinds = [event.kind for event in session.scalars(select(Event))]
    assert (told, kinds) == (3, ["template.updated"] * 3)


def test_what_meta_no_longer_has_is_marked_and_kept(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    add(context, "gone")
    meta.listed = [listed("a")]
    progress = sync(context, graph, 20)
    assert (progress.deleted, rows()["gone/pt_BR"].status) == (1, "DELETED")


def test_a_template_that_came_back_is_what_it_is(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    add(context, "back", status="DELETED", said={"status": 5})
    meta.listed = [listed("back", id="77")]
    sync(context, graph, 20)
    row = rows()["back/pt_BR"]
    assert (row.status, row.whatsapp_template_id) == ("APPROVED", "77")


def test_what_the_pages_left_out_is_asked_for_by_name(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    """A listing is no snapshot: while it comes, a template may slip from one page to another."""
    add(context, "b", whatsapp_template_id=listed("b")["id"])
    full = [listed(name) for name in "abc"]
    meta.listed = [full[0], full[2]]
    meta.page = 1

    def slip() -> None:
        meta.listed = full

    meta.while_listing = slip
    assert sync(context, graph, 20).deleted == 0
    assert rows()["b/pt_BR"].status == "APPROVED"


def test_only_the_exact_name_counts(context: Context, graph: TemplateGraph, meta: Meta, rows: Rows) -> None:
    """Whether Meta's filter looks for a part of the name is not documented."""
    add(context, "oi")
    meta.listed = [listed("oi_de_novo")]
    assert refresh_name(context, graph, "oi") == 1
    assert set(rows()) == {"oi/pt_BR"}


@pytest.mark.parametrize(
    "breaking",
    [(500, {"code": 131016, "message": "unavailable"}), (401, {"code": 190, "message": "expired"})],
)
def test_a_sync_that_breaks_off_marks_nothing(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows, breaking: Any
) -> None:
    add(context, "late")
    meta.listed = [*(listed(name) for name in "abcd"), listed("late")]
    meta.break_after, meta.breaking = 1, breaking
    progress = sync(context, graph, 20)
    assert progress.state == FAILED and progress.error and progress.error["message"].endswith(".")
    assert read_progress(context) == progress
    assert {name: row.status for name, row in rows().items()} == {
        "a/pt_BR": "APPROVED",
        "b/pt_BR": "APPROVED",
        "late/pt_BR": "APPROVED",
    }


def test_a_cursor_that_ran_out_begins_the_listing_again(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    meta.listed = [listed(name) for name in "abcd"]
    meta.break_after, meta.breaking = 1, (400, {"code": 131059, "message": "cursor expired"})
    assert sync(context, graph, 20).state == FAILED
    assert [body.get("after") for _, body in meta.asked("GET")] == [None, "2"] * 3
    assert set(rows()) == {"a/pt_BR", "b/pt_BR"}


def test_a_cursor_that_ran_out_once(context: Context, graph: TemplateGraph, meta: Meta, rows: Rows) -> None:
    meta.listed = [listed(name) for name in "abcd"]
    meta.breaking = (400, {"code": 131059, "message": "cursor expired"})
    given: list[int] = []

    def mend() -> None:
        given.append(1)

    meta.while_listing = mend
    meta.break_after = 1
    original = meta._list

    def once(request: Any) -> Any:
        answer = original(request)
        if answer.status_code == 400:
            meta.break_after = None
        return answer

    meta._list = once  # type: ignore[method-assign]
    progress = sync(context, graph, 20)
    assert (progress.state, progress.read, progress.deleted) == (DONE, 4, 0)


def test_time_runs_out_between_two_pages(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    add(context, "late")
    meta.listed = [listed(name) for name in "abcd"]
    with pytest.raises(OutOfTime):
        sync(context, graph, -1)
    assert rows()["late/pt_BR"].status == "APPROVED"
    assert read_progress(context).state == "running"


def test_an_older_listing_does_not_undo_a_webhook(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    """Meta's webhook of the pause came while the listing was under way."""
    meta.listed = [listed(name) for name in "abc"]
    sync(context, graph, 20)
    later = states.second_of(utc_now()) + 5

    def pause() -> None:
        with transaction(context.sessions) as session:
            row = session.scalars(select(Template).where(Template.name == "c")).one()
            states.take_status(row, later, "PAUSED", {"reason": "FIRST_PAUSE"})

    meta.while_listing = pause
    sync(context, graph, 20)
    assert rows()["c/pt_BR"].status == "PAUSED"


def test_a_template_made_while_the_listing_came_is_not_taken_for_gone(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Rows
) -> None:
    meta.listed = [listed(name) for name in "abc"]

    def create() -> None:
        add(context, "new", said={"status": states.second_of(utc_now())}, status="PENDING")

    meta.while_listing = create
    assert sync(context, graph, 20).deleted == 0
    assert rows()["new/pt_BR"].status == "PENDING"


def test_when_a_sync_is_due(context: Context) -> None:
    now = utc_now().timestamp()

    def due(progress: Progress | None, *, wanted: bool = False) -> bool:
        context.redis.flushall()
        if progress is not None:
            note_progress(context, progress)
        if wanted:
            context.redis.set("templates:sync-wanted", 1)
        sync_state.start_if_due(context)
        return waiting(context) == 1

    assert due(None)
    assert not due(Progress(DONE, started_at=now, finished_at=now))
    assert not due(Progress(DONE, started_at=now - 3500, finished_at=now - 3500))
    assert due(Progress(DONE, started_at=now - 3700, finished_at=now - 3700))
    assert not due(Progress(FAILED, started_at=now - 200, finished_at=now - 200))
    assert due(Progress(FAILED, started_at=now - 400, finished_at=now - 400))
    assert not due(Progress("running", started_at=now - 200))
    assert due(Progress("running", started_at=now - 400))
    assert not due(Progress(DONE, started_at=now - 5, finished_at=now - 5), wanted=True)
    assert due(Progress(DONE, started_at=now - 30, finished_at=now - 30), wanted=True)


def test_a_wish_during_a_sync_is_not_lost(context: Context, graph: TemplateGraph, meta: Meta) -> None:
    meta.listed = [listed(name) for name in "abc"]
    meta.while_listing = lambda: sync_state.ask_for_sync(context)
    progress = sync(context, graph, 20)
    note_progress(
        context, Progress(DONE, started_at=progress.started_at - 60, finished_at=progress.started_at - 60)
    )
    context.queues[SYNC_TEMPLATES.queue].empty()
    sync_state.start_if_due(context)
    assert waiting(context) == 1


def test_the_jobs(context: Context, meta: Meta, rows: Rows) -> None:
    use_context(context)
    meta.listed = [listed("a", status="PENDING"), listed("b")]
    jobs.sync_templates()
    assert set(rows()) == {"a/pt_BR", "b/pt_BR"}
    assert jobs.waiting(context) == []  # asked just now
    with transaction(context.sessions) as session:
        for row in session.scalars(select(Template)):
            row.synced_at = utc_now() - jobs.POLL_EVERY * 2
            row.said = {}
    assert jobs.waiting(context) == ["a"]
    meta.listed[0]["status"] = "APPROVED"
    jobs.poll_templates()
    assert rows()["a/pt_BR"].status == "APPROVED"
    assert [body.get("name") for _, body in meta.asked("GET")] == [None, "a"]


@pytest.mark.parametrize(
    ("age", "asked", "due"),
    [
        (5, None, False),
        (12, None, True),
        (60, 20, False),
        (60, 35, True),
        (3600, 170, False),
        (3600, 190, True),
        (4 * 86_400, 3600, False),
    ],
)
def test_how_often_is_asked(context: Context, age: int, asked: int | None, due: bool) -> None:
    """Soon at first, then every three minutes; after three days no more."""
    now = utc_now()
    moments = {
        "updated_at": now - timedelta(seconds=age),
        "synced_at": now - timedelta(seconds=asked) if asked else None,
    }
    add(context, "a", status="PENDING", **moments)
    add(context, "b", status="APPROVED", whatsapp_template_id="1002", **moments)
    assert jobs.waiting(context) == (["a"] if due else [])


def test_a_poll_that_fails_marks_nothing(context: Context, meta: Meta, rows: Rows) -> None:
    use_context(context)
    add(context, "a", status="PENDING")
    meta.break_after = 0
    jobs.poll_templates()
    assert rows()["a/pt_BR"].status == "PENDING"
