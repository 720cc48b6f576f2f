"""The job that prepares an upload: its message told, and what deaths and full disks cost."""

import errno
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import run_transaction, transaction, utc_now
from appliance.media import errors, preparing, states
from appliance.media.files import MediaFiles
from appliance.media.models import Media
from appliance.realtime.events import MESSAGE_UPDATED
from appliance.realtime.models import Event
from tests.integration.appliance.media.conftest import change, on_disk
from tests.integration.appliance.media.pictures import picture
from tests.integration.appliance.media.recordings import film
from tests.integration.appliance.media.uploading import attach, prepare, put

pytestmark = pytest.mark.integration


def test_its_message_tells_when_it_is_prepared_and_is_sent_then(
    context: Context,
    client: FlaskClient,
    headers: dict[str, str],
    announce: Callable[..., Media],
) -> None:
    media_id = put(client, headers, "image", picture("JPEG")).get_json()["id"]
    attach(context, announce, media_id, "image")
    with transaction(context.sessions) as session:
        message = session.scalars(select(Message)).one()
        message.status, message.retry_at = "queued", utc_now() + timedelta(minutes=5)
    prepare(context, media_id)
    with context.sessions() as session:
        events = session.scalars(select(Event).where(Event.kind == MESSAGE_UPDATED)).all()
        assert len(events) == 1
        retry_at = session.scalars(select(Message.retry_at)).one()
    assert retry_at is not None
    assert retry_at <= utc_now()
    assert context.queues["outbound"].count == 1


def test_a_worker_that_died_is_followed_by_another(
    context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    media_id = put(client, headers, "image", picture("JPEG")).get_json()["id"]
    with transaction(context.sessions) as session:
        assert preparing._lease(session, media_id) is not None
    assert prepare(context, media_id).state == "preparing"  # somebody is at it
    run_transaction(context.sessions, states.release_all)
    with context.sessions() as session:
        assert preparing.due(session, 10) == [media_id]
    assert prepare(context, media_id).state == "stored"


def test_killed_between_file_and_row_it_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    client: FlaskClient,
    headers: dict[str, str],
) -> None:
    media_id = put(client, headers, "video", film()).get_json()["id"]

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(preparing, "_keep", killed)
        preparing.prepare(context, media_id)
    run_transaction(context.sessions, states.release_all)
    media = prepare(context, media_id)
    assert media.state == "stored"
    assert len(on_disk(context)) == 2


def test_a_full_disk_is_tried_again_later_and_at_last_given_up(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    client: FlaskClient,
    headers: dict[str, str],
) -> None:
    media_id = put(client, headers, "image", picture("JPEG")).get_json()["id"]

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(MediaFiles, "keep", full)
        media = prepare(context, media_id)
        assert (media.state, media.lease_until) == ("preparing", None)
        assert media.retry_at is not None
        change(context, media, retry_at=None, attempts=preparing.MAX_ATTEMPTS)
        media = prepare(context, media_id)
    assert media.state == "failed"
    assert media.error is not None
    assert media.error["code"] == errors.NOT_PREPARED
