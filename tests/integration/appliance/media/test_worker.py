"""The real worker: a process for files while there are any, killed and asked again."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.context import Context
from appliance.database import utc_now
from appliance.media import uploading
from appliance.media.files import MediaFiles
from appliance.media.models import Media, Upload
from bench.programs import Program, environment
from tests.integration.appliance.conftest import PHONE_NUMBER_ID
from tests.integration.appliance.media.conftest import GRAPH, PDF, Files, change, on_disk, row
from tests.integration.appliance.media.pictures import picture
from tests.integration.appliance.media.recordings import sound
from tests.integration.appliance.media.uploading import put
from tests.integration.appliance.programs import running_worker
from tests.integration.appliance.waiting import eventually

pytestmark = pytest.mark.integration


@pytest.fixture
def worker(context: Context, tmp_path: Path) -> Iterator[Program]:
    folder = tmp_path / "environment"
    with running_worker(context, environment(context.settings, folder), folder) as program:
        yield program


@pytest.mark.usefixtures("worker")
def test_an_announced_file_is_fetched_without_anybody_asking(
    context: Context, announce: Callable[..., Media], files: Files
) -> None:
    files.offer(PDF)
    media = announce("document")
    eventually(lambda: row(context, media).state == "stored")
    assert [path.read_bytes() for path in on_disk(context)] == [PDF]


def test_killed_in_the_act_it_is_fetched_once_more(
    context: Context, announce: Callable[..., Media], files: Files, worker: Program
) -> None:
    asked: list[int] = []

    def answer(_request: Request) -> Response:
        asked.append(1)
        if len(asked) == 1:
            for pid in worker.children():
                os.kill(pid, signal.SIGKILL)
        return Response(PDF)

    files.describe(files.server.url_for("/graph/file"), PDF)
    files.server.expect_request("/graph/file").respond_with_handler(answer)
    volume = MediaFiles(context.settings.media_dir)
    eventually(worker.children)
    volume.incoming("left over").write_bytes(b"x")
    media = announce("document")
    eventually(lambda: row(context, media).state == "stored")
    assert len(asked) == 2
    assert [path.read_bytes() for path in on_disk(context)] == [PDF]


@pytest.mark.usefixtures("worker")
def test_losing_redis_costs_no_file(context: Context, announce: Callable[..., Media], files: Files) -> None:
    files.offer(PDF)
    media = announce("document")
    change(context, media, retry_at=utc_now() + timedelta(seconds=3))
    context.redis.flushall()
    context.redis.client_kill_filter(_type="normal", skipme=True)
    eventually(lambda: row(context, media).state == "stored")


@pytest.mark.usefixtures("worker")
def test_an_upload_is_prepared_and_a_large_one_leaves_ahead_of_its_message(
    context: Context, client: FlaskClient, headers: dict[str, str], files: Files
) -> None:
    files.server.expect_request(f"{GRAPH}/{PHONE_NUMBER_ID}/media").respond_with_json({"id": "9001"})
    spoken = put(client, headers, "voice", sound("webm", "libopus", 2)).get_json()["id"]
    large = put(client, headers, "document", PDF + b"x" * uploading.AHEAD_BYTES).get_json()["id"]
    eventually(lambda: row(context, Media(id=spoken)).state == "stored")
    assert row(context, Media(id=spoken)).content_type == "audio/ogg"
    eventually(lambda: _uploads(context) == ["9001"])
    assert row(context, Media(id=large)).state == "stored"


@pytest.mark.usefixtures("worker")
def test_losing_redis_costs_no_upload(context: Context, client: FlaskClient, headers: dict[str, str]) -> None:
    media_id = put(client, headers, "image", picture("JPEG")).get_json()["id"]
    context.redis.flushall()
    eventually(lambda: row(context, Media(id=media_id)).state == "stored")


def test_killed_while_preparing_it_is_prepared_all_the_same(
    context: Context, client: FlaskClient, headers: dict[str, str], worker: Program
) -> None:
    media_id = put(client, headers, "voice", sound("wav", "pcm_s16le", 120)).get_json()["id"]
    eventually(lambda: row(context, Media(id=media_id)).attempts == 1)
    for pid in worker.children():
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: row(context, Media(id=media_id)).state == "stored")
    assert row(context, Media(id=media_id)).seconds == 120
    assert len(on_disk(context)) == 1


def _uploads(context: Context) -> list[str]:
    with context.sessions() as session:
        return list(session.scalars(select(Upload.whatsapp_media_id)))
