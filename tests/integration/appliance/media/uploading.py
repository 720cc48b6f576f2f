"""What the tests of uploads share: putting a file in, and having it prepared."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from appliance.context import Context
from appliance.media import preparing
from appliance.media.models import Media


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
