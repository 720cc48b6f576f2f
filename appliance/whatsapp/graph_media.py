"""Files to Meta: multipart that is read from the disk as it leaves, never whole in memory.

Meta, "Media" (2025-12): POST /{phone_number_id}/media with messaging_product, type and file; the id it
answers belongs to that number and is kept 30 days.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from uuid import uuid4

from appliance.whatsapp.graph import GraphClient, NoAnswer

PIECE_BYTES = 64 * 1024
TIMEOUT = (5.0, 40.0)
"""To connect, and until Meta has taken in what it was given."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def upload_media(
    client: GraphClient, phone_number_id: str, path: Path, content_type: str, *, seconds: float
) -> str:
    """Meta's id of the file. Raises GraphError, Unreachable, NoAnswer (also after `seconds`), OSError.

    It has no effect that anybody sees: safe to repeat after any failure.
    """
    body = _Multipart(path, content_type, monotonic() + seconds)
    answer = client.call(
        "POST",
        f"{phone_number_id}/media",
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={body.boundary}"},
        timeout=TIMEOUT,
    )
    media_id = answer.get("id")
    if not isinstance(media_id, str) or not _ID.fullmatch(media_id):
        raise NoAnswer("uploaded without an id")
    return media_id


def delete_media(client: GraphClient, phone_number_id: str, whatsapp_media_id: str) -> None:
    """Meta keeps the file no longer. Raises GraphError (also when it has none), Unreachable, NoAnswer."""
    client.call("DELETE", whatsapp_media_id, params={"phone_number_id": phone_number_id})


class _Multipart:
    """What requests sends: of known length, made while it is sent."""

    def __init__(self, path: Path, content_type: str, deadline: float) -> None:
        self.boundary = uuid4().hex
        self._path = path
        self._size = path.stat().st_size
        self._deadline = deadline
        fields = {"messaging_product": "whatsapp", "type": content_type}
        parts = [
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        parts.append(
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
            f"Content-Type: {content_type}\r\n\r\n"
        )
        self._head = "".join(parts).encode()
        self._tail = f"\r\n--{self.boundary}--\r\n".encode()

    def __len__(self) -> int:
        return len(self._head) + self._size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        left = self._size
        with self._path.open("rb") as file:
            while left and (piece := file.read(min(PIECE_BYTES, left))):
                if monotonic() > self._deadline:
                    raise TimeoutError("the upload takes too long")
                left -= len(piece)
                yield piece
        yield self._tail
