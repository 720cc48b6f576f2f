"""Files as the real web process sends them, in gevent; and what a message says of its file."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.media.models import Media
from tests.integration.appliance.media.conftest import Files
from tests.integration.appliance.programs import running_web
from tests.integration.appliance.waiting import eventually

pytestmark = pytest.mark.integration

VIDEO = b"\0\0\0\x18ftypmp42" + os.urandom(3_000_000)


@pytest.fixture
def video(announce: Callable[..., Media], files: Files, fetch: Callable[[Media], Media]) -> Media:
    files.offer(VIDEO)
    return fetch(announce("video"))


@pytest.fixture
def web(context: Context, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Its address and its process."""
    with running_web(context.settings, tmp_path / "environment") as (url, program):
        yield url, program.pid


def test_a_player_gets_the_parts_it_asks_for_and_no_file_stays_open(
    web: tuple[str, int], video: Media, bearer: Callable[[User], dict[str, str]], ana: User
) -> None:
    url, pid = web
    path, headers = f"{url}/api/v1/media/{video.id}", bearer(ana)
    whole = requests.get(path, headers=headers, timeout=10)
    assert whole.content == VIDEO
    assert whole.headers["Content-Length"] == str(len(VIDEO))
    for asked, status in (("bytes=1000000-2000000", 206), ("bytes=-10", 206), ("bytes=9999999-", 416)):
        part = requests.get(path, headers={**headers, "Range": asked}, timeout=10)
        assert part.status_code == status
    middle = requests.get(path, headers={**headers, "Range": "bytes=1000000-2000000"}, timeout=10)
    assert middle.content == VIDEO[1_000_000:2_000_001]
    assert requests.head(path, headers=headers, timeout=10).headers["Accept-Ranges"] == "bytes"
    for _ in range(5):  # a player that turns away in the middle
        requests.get(path, headers=headers, timeout=10, stream=True).close()
    eventually(lambda: not _open_files(pid))


def test_a_large_upload_neither_fills_memory_nor_keeps_others_waiting(
    context: Context, web: tuple[str, int], bearer: Callable[[User], dict[str, str]], ana: User
) -> None:
    url, pid = web
    before = _resident(pid)
    others: list[int] = []

    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\ndocument\r\n'
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
        for number in range(60):
            yield VIDEO[: 1024 * 1024]
            if number % 20 == 0:
                others.append(requests.get(f"{url}/healthz", timeout=10).status_code)
        yield b"\r\n--b--\r\n"

    headers = {**bearer(ana), "Content-Type": "multipart/form-data; boundary=b"}
    answer = requests.post(f"{url}/api/v1/media", data=body(), headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["size"]) == (201, 60 * 1024 * 1024)
    assert others == [200, 200, 200]
    assert _resident(pid) - before < 30_000


def _resident(pid: int) -> int:
    """The most it ever held, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _open_files(pid: int) -> list[str]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(str(link.readlink()))
        except FileNotFoundError:
            continue
    return [path for path in found if "/media/files/" in path]


def test_the_message_tells_of_its_file(
    context: Context, client: FlaskClient, bearer: Callable[[User], dict[str, str]], ana: User, video: Media
) -> None:
    with context.sessions() as session:
        conversation_id = session.scalars(select(Message.conversation_id)).one()
    answer = client.get(f"/api/v1/messages?conversation_id={conversation_id}", headers=bearer(ana))
    (message,) = answer.get_json()["data"]
    assert message["media_url"] == f"/api/v1/media/{video.id}"
    assert message["metadata"]["media"]["mime_type"] == "video/mp4"
