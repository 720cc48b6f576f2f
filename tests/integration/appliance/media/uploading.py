"""What the tests of uploads share: putting a file in, and having it prepared."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction
from appliance.media import preparing
from appliance.media.models import Media

Upload = Callable[..., Media]


def put(
    client: FlaskClient,
    headers: dict[str, str],
    kind: str,
    content: bytes,
    name: str = "arquivo",
    mime_type: str = "application/octet-stream",
) -> TestResponse:
    """POST /api/v1/media as a browser sends it."""
    head = (
        f'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {mime_type}\r\n\r\n"
    )
    body = head.encode() + content + b"\r\n--b--\r\n"
    return client.post(
        "/api/v1/media", data=body, headers=headers, content_type="multipart/form-data; boundary=b"
    )


def prepare(context: Context, media_id: int) -> Media:
    """The worker's job; the row afterwards."""
    preparing.prepare(context, media_id)
    with context.sessions() as session:
        return session.get_one(Media, media_id)


def stored_bytes(context: Context, media: Media) -> bytes:
    assert media.path is not None
    return (context.settings.media_dir / media.path).read_bytes()


def refusal(media: Media) -> tuple[str, bool]:
    assert media.error is not None
    assert media.error["message"].endswith(".")
    assert (media.state, media.path) == ("refused", None)
    return str(media.error["code"]), bool(media.error.get("document"))


def rows(context: Context) -> list[Media]:
    with context.sessions() as session:
        return list(session.scalars(select(Media).order_by(Media.id)))


def error_of(answer: Any) -> dict[str, Any]:
    found = answer.get_json()["error"]
    assert found["message"].endswith(".")
    return dict(found)


def attach(context: Context, announce: Callable[..., Media], media_id: int, kind: str = "document") -> None:
    """Gives the upload to a message."""
    other = announce(kind)
    with transaction(context.sessions) as session:
        session.delete(session.get_one(Media, other.id))
        session.flush()
        session.get_one(Media, media_id).message_id = session.scalars(select(Message.id)).one()
