"""What somebody wants to send, and what became of it."""

from dataclasses import dataclass
from typing import Any

from appliance.media.models import Media


@dataclass(frozen=True)
class Draft:
    """As the API takes it: its shape is checked by the schema, its limits are not yet."""

    message_type: str = "text"
    content: str | None = None
    media_id: int | None = None
    location: dict[str, Any] | None = None
    contacts: list[dict[str, Any]] | None = None
    interactive: dict[str, Any] | None = None
    template: dict[str, Any] | None = None


@dataclass(frozen=True)
class Composed:
    """Ready to be stored as a message."""

    message_type: str
    content: str
    """What people read of it."""
    record: dict[str, Any] | None = None
    """Public as `metadata`."""
    outgoing: dict[str, Any] | None = None
    """As Message.outgoing."""
    media: Media | None = None
    """The row of its file, to be given to the message in the same transaction."""
