"""The real worker: templates are fetched as soon as it starts, and whenever there is reason to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.context import Context
from appliance.templates.models import Template
from appliance.templates.sync_state import DONE, Progress, note_progress, read_progress
from bench.programs import Program, environment
from tests.integration.appliance.programs import running_worker
from tests.integration.appliance.templates.conftest import Meta, listed
from tests.integration.appliance.templates.test_news import status
from tests.integration.appliance.waiting import eventually

pytestmark = pytest.mark.integration


@pytest.fixture
def worker(context: Context, meta: Meta, tmp_path: Path) -> Iterator[Program]:
    folder = tmp_path / "environment"
    with running_worker(context, environment(context.settings, folder), folder) as program:
        yield program


@pytest.mark.usefixtures("worker")
def test_fetched_at_the_start_and_when_a_webhook_speaks_of_another(
    context: Context, meta: Meta, rows: Callable[[], dict[str, Template]], deliver: Callable[..., int]
) -> None:
    eventually(lambda: read_progress(context).state == DONE)
    assert rows() == {}
    meta.listed = [listed("oi", id="1001")]
    note_progress(context, Progress(DONE, started_at=1.0, finished_at=read_progress(context).started_at - 60))
    deliver(document=status("APPROVED"))
    eventually(lambda: set(rows()) == {"oi/pt_BR"})
