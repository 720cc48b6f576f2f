"""Who gets a file, how much of it, and what browsers are told about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.media import errors, states
from appliance.media.models import Media
from tests.integration.appliance.media.conftest import Files, change, on_disk, row
from tests.integration.appliance.media.pictures import picture

pytestmark = pytest.mark.integration

Announce = Callable[..., Media]
Fetch = Callable[[Media], Media]
Bearer = Callable[[User], dict[str, str]]

VIDEO = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40
SIZE = len(VIDEO)


@pytest.fixture
def video(announce: Announce, files: Files, fetch: Fetch) -> Media:
    """Stored."""
    files.offer(VIDEO)
    return fetch(announce("video", mime_type="video/mp4"))


def get(client: FlaskClient, path: str, **more: Any) -> Any:
    """The whole answer, its file closed again."""
    return client.get(path, buffered=True, **more)


def url(media: Media, more: str = "") -> str:
    return f"/api/v1/media/{media.id}{more}"


def test_who_may_read_messages_gets_the_file(
    client: FlaskClient, bearer: Bearer, video: Media, ana: User, clara: User
) -> None:
    for user in (ana, clara):
        answer = get(client, url(video), headers=bearer(user))
        assert (answer.status_code, answer.data) == (200, VIDEO)


def test_a_manager_too(context: Context, client: FlaskClient, bearer: Bearer, video: Media) -> None:
    with transaction(context.sessions) as session:
        user = User(name="Gil", email="gil@acme.example", password_hash="!", role="gerente")
        session.add(user)
    assert get(client, url(video), headers=bearer(user)).status_code == 200


@pytest.mark.parametrize("more", ["", "/thumbnail"])
def test_nobody_else_does(
    context: Context, client: FlaskClient, bearer: Bearer, video: Media, ana: User, more: str
) -> None:
    assert get(client, url(video, more)).status_code == 401
    assert get(client, url(video, more), headers={"Authorization": "Bearer x"}).status_code == 401
    headers = bearer(ana)
    with transaction(context.sessions) as session:
        session.get_one(User, ana.id).is_active = False
    assert get(client, url(video, more), headers=headers).status_code == 401


def test_nobody_else_asks_for_another_try(client: FlaskClient, video: Media) -> None:
    assert client.post(url(video, "/retry")).status_code == 401


@pytest.mark.parametrize(
    "path", ["999999", "0", "-1", "1.5", "..%2F..%2Fetc%2Fpasswd", "../../etc/passwd", "1/../../x", "9" * 30]
)
def test_no_path_leads_anywhere_else(
    client: FlaskClient, headers: dict[str, str], video: Media, path: str
) -> None:
    answer = get(client, f"/api/v1/media/{path}", headers=headers)
    assert answer.status_code == 404
    assert b"root:" not in answer.data


def test_what_the_browser_is_told(client: FlaskClient, headers: dict[str, str], video: Media) -> None:
    answer = get(client, url(video), headers=headers)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"].startswith(f'inline; filename="video-{video.id}.mp4"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy


def test_a_pdf_is_shown_in_a_sandbox(
    client: FlaskClient, headers: dict[str, str], announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(b"%PDF-1.7\n")
    answer = get(client, url(fetch(announce("document"))), headers=headers)
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"].split("; ")


def test_a_page_sent_as_a_document_is_saved_and_never_shown(
    client: FlaskClient, headers: dict[str, str], announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(b"<html><script>alert(1)</script></html>")
    media = fetch(announce("document", mime_type="text/html", filename="orçamento.html"))
    answer = get(client, url(media), headers=headers)
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''or%C3%A7amento.html" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-99", 206, 0, 99),
        ("bytes=100-", 206, 100, SIZE - 1),
        ("bytes=-50", 206, SIZE - 50, SIZE - 1),
        ("bytes=0-0", 206, 0, 0),
        (f"bytes={SIZE - 1}-", 206, SIZE - 1, SIZE - 1),
        (f"bytes=10-{SIZE * 9}", 206, 10, SIZE - 1),
        (f"bytes=-{SIZE * 9}", 206, 0, SIZE - 1),
        ("bytes=0-", 206, 0, SIZE - 1),
        ("bytes = 0-99", 206, 0, 99),
    ],
)
def test_a_range_of_it(
    client: FlaskClient,
    headers: dict[str, str],
    video: Media,
    asked: str,
    status: int,
    first: int,
    last: int,
) -> None:
    answer = get(client, url(video), headers={**headers, "Range": asked})
    assert answer.status_code == status
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.data == VIDEO[first : last + 1]
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_range_that_is_not_there(
    client: FlaskClient, headers: dict[str, str], video: Media, asked: str
) -> None:
    answer = get(client, url(video), headers={**headers, "Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=9-5", "bytes=a-b", "bytes=0-9,20-29", "items=0-9", "bytes=", "bytes=-", "x", "bytes=0-9-9"],
)
def test_a_range_that_makes_no_sense_is_ignored(
    client: FlaskClient, headers: dict[str, str], video: Media, asked: str
) -> None:
    answer = get(client, url(video), headers={**headers, "Range": asked})
    assert (answer.status_code, answer.data) == (200, VIDEO)


def test_a_range_holds_only_for_the_file_it_was_begun_with(
    client: FlaskClient, headers: dict[str, str], video: Media
) -> None:
    etag = get(client, url(video), headers=headers).headers["ETag"]
    part = {**headers, "Range": "bytes=0-9"}
    assert get(client, url(video), headers={**part, "If-Range": etag}).status_code == 206
    assert get(client, url(video), headers={**part, "If-Range": '"another"'}).status_code == 200


def test_what_the_browser_has_is_not_sent_again(
    client: FlaskClient, headers: dict[str, str], video: Media
) -> None:
    etag = get(client, url(video), headers=headers).headers["ETag"]
    answer = get(client, url(video), headers={**headers, "If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert get(client, url(video), headers={"If-None-Match": etag}).status_code == 401


def test_head_says_how_much_there_is(client: FlaskClient, headers: dict[str, str], video: Media) -> None:
    answer = client.head(url(video), headers=headers, buffered=True)
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", str(SIZE))


def test_a_picture_has_a_thumbnail_and_a_video_none(
    client: FlaskClient,
    headers: dict[str, str],
    announce: Announce,
    files: Files,
    fetch: Fetch,
) -> None:
    files.offer(picture("JPEG"))
    image = fetch(announce("image"))
    answer = get(client, url(image, "/thumbnail"), headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.data[8:12] == b"WEBP"
    assert answer.headers["ETag"] != get(client, url(image), headers=headers).headers["ETag"]


def test_a_video_has_no_thumbnail(client: FlaskClient, headers: dict[str, str], video: Media) -> None:
    answer = get(client, url(video, "/thumbnail"), headers=headers)
    assert (answer.status_code, error_code(answer)) == (404, "no_thumbnail")


def error_code(answer: Any) -> str:
    return str(answer.get_json()["error"]["code"])


@pytest.mark.parametrize(
    ("state", "reason", "status"),
    [
        ("pending", None, 409),
        ("pending", errors.DISK_FULL, 409),
        ("refused", errors.WRONG_HASH, 409),
        ("failed", errors.GIVEN_UP, 409),
        ("expired", errors.EXPIRED, 410),
    ],
)
@pytest.mark.parametrize("more", ["", "/thumbnail"])
def test_what_is_not_there_says_why(
    context: Context,
    client: FlaskClient,
    headers: dict[str, str],
    announce: Announce,
    state: str,
    reason: str | None,
    status: int,
    more: str,
) -> None:
    media = announce("image")
    change(context, media, state=state, error=errors.reason(reason) if reason else None)
    answer = get(client, url(media, more), headers=headers)
    assert (answer.status_code, error_code(answer)) == (status, f"media_{state}")
    details = answer.get_json()["error"]["details"]
    assert details.get("reason") == reason


def test_a_file_lost_from_the_disk_is_not_there_and_can_be_asked_for(
    context: Context, client: FlaskClient, headers: dict[str, str], video: Media, fetch: Fetch
) -> None:
    for path in on_disk(context):
        path.unlink()
    answer = get(client, url(video), headers=headers)
    assert (answer.status_code, error_code(answer)) == (404, "media_missing")
    answer = client.post(url(video, "/retry"), headers=headers)
    assert (answer.status_code, answer.get_json()["state"]) == (200, "pending")
    assert fetch(video).state == "stored"
    assert get(client, url(video), headers=headers).data == VIDEO


def test_the_file_of_a_message_taken_back_is_shown_to_nobody(
    context: Context, client: FlaskClient, headers: dict[str, str], video: Media
) -> None:
    with transaction(context.sessions) as session:
        session.scalars(select(Message)).one().revoked_at = utc_now()
    assert get(client, url(video), headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("state", "reason"),
    [("failed", errors.GIVEN_UP), ("refused", errors.WRONG_HASH), ("expired", errors.EXPIRED)],
)
def test_another_try_may_help(
    context: Context,
    client: FlaskClient,
    headers: dict[str, str],
    announce: Announce,
    files: Files,
    fetch: Fetch,
    state: str,
    reason: str,
) -> None:
    files.offer(VIDEO)
    media = announce("video")
    change(context, media, state=state, error=errors.reason(reason), attempts=99)
    shown = client.post(url(media, "/retry"), headers=headers).get_json()
    assert (shown["state"], "error" in shown) == ("pending", False)
    assert fetch(media).state == "stored"


def test_asked_for_again_while_it_waits_it_waits_no_longer(
    context: Context, client: FlaskClient, headers: dict[str, str], announce: Announce
) -> None:
    media = announce("video")
    change(context, media, retry_at=utc_now() + timedelta(hours=1), error=errors.reason(errors.NO_ACCESS))
    assert client.post(url(media, "/retry"), headers=headers).status_code == 200
    with context.sessions() as session:
        assert states.due(session, 10) == [media.id]


def test_where_another_try_cannot_help_it_says_so(
    context: Context, client: FlaskClient, headers: dict[str, str], announce: Announce, video: Media
) -> None:
    assert error_code(client.post(url(video, "/retry"), headers=headers)) == "media_stored"
    change(context, video, state="refused", error=errors.reason(errors.TOO_LARGE))
    assert error_code(client.post(url(video, "/retry"), headers=headers)) == "media_not_retriable"
    change(context, video, error=errors.reason(errors.NO_ID), whatsapp_media_id=None)
    assert error_code(client.post(url(video, "/retry"), headers=headers)) == "media_not_retriable"
    change(context, video, whatsapp_media_id="1", error=None, created_at=utc_now() - timedelta(days=8))
    answer = client.post(url(video, "/retry"), headers=headers)
    assert (answer.status_code, error_code(answer)) == (409, "media_expired")
    assert row(context, video).state == "refused"
