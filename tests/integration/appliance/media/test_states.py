"""What happens to a file that is not there yet: tried again, given up, or left to another worker."""

import errno
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.media import fetching, states
from appliance.media.files import MediaFiles
from tests.integration.appliance.media.conftest import GRAPH, PDF, Files, change, on_disk, row, webhook_digest
from tests.integration.appliance.media.downloads import Announce, Fetch, code_of

pytestmark = pytest.mark.integration

Usage = namedtuple("Usage", "total used free")


def graph_error(code: int, status: int) -> dict[str, Any]:
    return {"response_json": {"error": {"code": code, "message": "no"}}, "status": status}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (graph_error(190, 401), "no_access"),
        (graph_error(10, 403), "no_access"),
        (graph_error(80007, 429), "unavailable"),
        (graph_error(2, 500), "unavailable"),
        ({"response_json": [], "status": 200}, "unavailable"),
        ({"response_json": {"id": "1001"}, "status": 200}, "unavailable"),
    ],
)
def test_what_may_pass_is_tried_again_later(
    context: Context, announce: Announce, files: Files, fetch: Fetch, answer: dict[str, Any], code: str
) -> None:
    files.server.expect_request(f"{GRAPH}/1001").respond_with_json(**answer)
    waiting = fetch(announce("document"))
    assert (waiting.state, code_of(waiting), waiting.lease_until) == ("pending", code, None)
    assert waiting.retry_at is not None
    assert waiting.retry_at > utc_now()
    assert fetch(waiting).attempts == 1  # not before its time
    files.server.clear()
    files.offer(PDF)
    change(context, waiting, retry_at=utc_now())
    assert fetch(waiting).state == "stored"


def test_a_refused_token_at_the_address_is_no_end(announce: Announce, files: Files, fetch: Fetch) -> None:
    files.describe(files.server.url_for("/graph/closed"))
    files.server.expect_request("/graph/closed").respond_with_data("no", status=401)
    waiting = fetch(announce("document"))
    assert (waiting.state, code_of(waiting)) == ("pending", "no_access")


def test_what_meta_no_longer_has_is_expired_once_that_is_sure(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.server.expect_request(f"{GRAPH}/1001").respond_with_json(**graph_error(100, 400))
    media = announce("document")
    for _ in range(states.SURE_ATTEMPTS - 1):
        assert fetch(media).state == "pending"
        change(context, media, retry_at=None)
    gone = fetch(media)
    assert (gone.state, code_of(gone)) == ("expired", "expired")


def test_after_seven_days_nobody_is_asked_any_more(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    media = announce("document")
    change(context, media, created_at=utc_now() - states.LIFETIME - timedelta(minutes=1))
    assert fetch(media).state == "expired"
    assert files.asked() == []


def test_what_takes_its_worker_down_again_and_again_is_given_up(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    media = announce("document")
    change(context, media, attempts=states.MAX_ATTEMPTS)
    failed = fetch(media)
    assert (failed.state, code_of(failed)) == ("failed", "given_up")
    assert files.asked() == []


def test_two_workers_never_fetch_the_same_file(context: Context, announce: Announce) -> None:
    media = announce("document")
    with transaction(context.sessions) as session:
        assert states.lease(session, media.id) is not None
    with transaction(context.sessions) as session:
        assert states.lease(session, media.id) is None
        assert states.due(session, 10) == []


def test_killed_half_way_it_is_done_once_more_and_nothing_is_left_over(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = announce("document", sha256=webhook_digest(PDF))
    with transaction(context.sessions) as session:
        leased = states.lease(session, media.id)
    assert leased is not None
    volume = MediaFiles(context.settings.media_dir)
    volume.incoming(f"{media.id}.1").write_bytes(PDF[:100])
    assert fetch(media).attempts == 1  # its lease still stands
    change(context, media, lease_until=utc_now() - timedelta(seconds=1))
    with context.sessions() as session:
        assert states.due(session, 10) == [media.id]
    assert fetch(media).state == "stored"
    with transaction(context.sessions) as session:  # the dead one comes back to life: too late
        states.give_back(session, leased, fetching.NotFetched("unavailable"))
    assert row(context, media).state == "stored"
    volume.clear_incoming()
    assert [path.read_bytes() for path in on_disk(context)] == [PDF]


def test_a_stored_file_is_not_fetched_again(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = fetch(announce("document"))
    assert fetch(media).attempts == 1
    with context.sessions() as session:
        assert states.due(session, 10) == []


def test_a_full_disk_delays_and_is_seen(
    monkeypatch: pytest.MonkeyPatch, context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = announce("document")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 10, 0))
        waiting = fetch(media)
    assert (waiting.state, code_of(waiting)) == ("pending", "disk_full")
    change(context, media, retry_at=None)
    with monkeypatch.context() as patch:
        patch.setattr(MediaFiles, "keep", _no_space)
        waiting = fetch(media)
    assert (waiting.state, code_of(waiting)) == ("pending", "disk_full")
    assert on_disk(context) == []
    change(context, media, retry_at=None)
    stored = fetch(media)
    assert (stored.state, stored.error) == ("stored", None)


def _no_space(_files: MediaFiles, _source: Path, _media_id: int, _suffix: str = "") -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_volume_that_takes_nothing_delays_and_is_seen(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    context.settings.media_dir.write_text("a file where the folder should be")
    waiting = fetch(announce("document"))
    assert (waiting.state, code_of(waiting)) == ("pending", "storage_unavailable")
