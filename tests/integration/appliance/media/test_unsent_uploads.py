"""An upload before its message: only its uploader's, taken back, forgotten, swept."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from appliance.accounts.models import User
from appliance.context import Context
from appliance.database import utc_now
from appliance.media import expiry, preparing
from appliance.media.files import MediaFiles
from appliance.media.models import Media
from tests.integration.appliance.media.conftest import PDF, change, on_disk
from tests.integration.appliance.media.pictures import picture
from tests.integration.appliance.media.uploading import attach, error_of, put, rows

pytestmark = pytest.mark.integration

Bearer = Callable[[User], dict[str, str]]
Announce = Callable[..., Media]


def test_before_it_is_sent_only_its_uploader_sees_it(
    client: FlaskClient, headers: dict[str, str], bearer: Bearer, bruno: User, clara: User
) -> None:
    shown = put(client, headers, "document", PDF, "a.pdf").get_json()
    assert client.get(shown["url"], headers=headers, buffered=True).data == PDF
    assert client.get(f"{shown['url']}/state", headers=headers).get_json() == shown
    for other in (bruno, clara):
        assert client.get(shown["url"], headers=bearer(other)).status_code == 404
        assert client.get(f"{shown['url']}/state", headers=bearer(other)).status_code == 404
        assert client.delete(shown["url"], headers=bearer(other)).status_code == 404


def test_once_it_is_in_a_message_whoever_reads_the_message_sees_it_and_nobody_deletes_it(
    context: Context,
    client: FlaskClient,
    headers: dict[str, str],
    bearer: Bearer,
    bruno: User,
    announce: Announce,
) -> None:
    shown = put(client, headers, "document", PDF, "a.pdf").get_json()
    attach(context, announce, shown["id"])
    assert client.get(shown["url"], headers=bearer(bruno), buffered=True).data == PDF
    answer = client.delete(shown["url"], headers=headers)
    assert (answer.status_code, error_of(answer)["code"]) == (409, "media_used")


def test_an_upload_taken_back_is_gone(context: Context, client: FlaskClient, headers: dict[str, str]) -> None:
    shown = put(client, headers, "image", picture("JPEG")).get_json()
    assert client.delete(f"/api/v1/media/{shown['id']}", headers=headers).status_code == 204
    assert rows(context) == []
    assert on_disk(context) == []


def test_deleted_while_it_is_prepared_it_stays_deleted(
    monkeypatch: pytest.MonkeyPatch, context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    shown = put(client, headers, "image", picture("JPEG")).get_json()
    make = preparing._make

    def meanwhile(work: Any) -> Any:
        kept = make(work)
        assert client.delete(f"/api/v1/media/{shown['id']}", headers=headers).status_code == 204
        return kept

    monkeypatch.setattr(preparing, "_make", meanwhile)
    preparing.prepare(context, shown["id"])
    assert rows(context) == []
    assert on_disk(context) == []


def test_what_nobody_sent_within_a_day_is_forgotten(
    context: Context, client: FlaskClient, headers: dict[str, str], announce: Announce
) -> None:
    kept, used, unused = (put(client, headers, "document", PDF).get_json()["id"] for _ in range(3))
    attach(context, announce, used)
    for media_id in (used, unused):
        change(context, Media(id=media_id), created_at=utc_now() - expiry.UNUSED_FOR - timedelta(minutes=1))
    expiry.sweep(context)
    assert [media.id for media in rows(context)] == [kept, used]
    assert len(on_disk(context)) == 2


def test_a_file_that_another_row_names_stays(
    context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    first = put(client, headers, "document", PDF).get_json()["id"]
    second = put(client, headers, "document", PDF).get_json()["id"]
    change(context, Media(id=second), path=rows(context)[0].path)
    assert client.delete(f"/api/v1/media/{second}", headers=headers).status_code == 204
    with context.sessions() as session:
        media = session.get_one(Media, first)
    assert MediaFiles(context.settings.media_dir).find(media.path) is not None


def test_what_a_crash_left_between_row_and_file_is_swept(
    context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    media_id = put(client, headers, "document", PDF).get_json()["id"]
    change(context, Media(id=media_id), state="preparing", path=None)
    expiry.sweep(context)
    assert len(rows(context)) == 1  # it may still be on its way
    change(context, Media(id=media_id), created_at=utc_now() - expiry.UNPLACED_FOR)
    expiry.sweep(context)
    assert rows(context) == []
    assert on_disk(context) == []


def test_an_upload_that_broke_off_leaves_nothing(context: Context, tmp_path: Path) -> None:
    files = MediaFiles(context.settings.media_dir)
    files.arriving().write_bytes(b"half")
    files.clear_incoming()
    assert len(on_disk(context)) == 1
    files.clear_arriving(0)
    assert on_disk(context) == []
