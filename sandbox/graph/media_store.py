"""Media on Meta's servers: uploads of a business and what customers sent; in memory."""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from sandbox.timeline import Timeline

UPLOAD_DAYS, INBOUND_DAYS = 30, 7
URL_SECONDS = 5 * 60


@dataclass(frozen=True)
class Media:
    id: str
    phone_number_id: str
    mime_type: str
    content: bytes
    filename: str
    expires_at: float

    @property
    def sha256_hex(self) -> str:
        """As Graph's GET answers it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def sha256_base64(self) -> str:
        """As a webhook carries it."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()


class MediaStore:
    """Ids of uploads live 30 days, ids from webhooks 7."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._media: dict[str, Media] = {}
        self._graphs: dict[str, str] = {}

    def add(
        self, phone_number_id: str, mime_type: str, content: bytes, *, filename: str, days: int = UPLOAD_DAYS
    ) -> Media:
        expires_at = self._timeline.now() + days * 24 * 60 * 60
        media_id = str(secrets.randbelow(9 * 10**14) + 10**14)
        media = Media(media_id, phone_number_id, mime_type, content, filename, expires_at)
        self._media[media_id] = media
        return media

    def get(self, media_id: str) -> Media | None:
        """The media, or None when the id is unknown or has expired."""
        media = self._media.get(media_id)
        return media if media and media.expires_at > self._timeline.now() else None

    def url_expiry(self) -> int:
        """Until when a URL handed out now holds."""
        return int(self._timeline.now()) + URL_SECONDS

    def behind_url(self, media_id: str, expiry: int) -> Media | None:
        """The media of a URL that holds until `expiry`, or None when that is over."""
        return self.get(media_id) if expiry > self._timeline.now() else None

    def note_graph(self, phone_number_id: str, address: str) -> None:
        """Where the number's owner reaches Graph: the sandbox knows no other way to learn its own address."""
        self._graphs[phone_number_id] = address

    def webhook_url(self, media: Media) -> str | None:
        """The download address that a webhook carries beside the id; None while nobody called Graph."""
        graph = self._graphs.get(media.phone_number_id)
        return f"{graph}/download/{media.id}?e={self.url_expiry()}" if graph else None

    def delete(self, media_id: str) -> None:
        del self._media[media_id]
