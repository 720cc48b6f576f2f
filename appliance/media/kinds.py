"""What WhatsApp carries, by kind, and what is taken here to be made into that: data, no rules in code.

Source: Meta, "Media" (2025-12), supported types and their limits.
"""

from dataclasses import dataclass

KILOBYTE = 1024
MEGABYTE = 1024 * 1024

VOICE = "voice"
"""Asked for as a kind of its own, stored as an audio that was spoken."""


@dataclass(frozen=True)
class Kind:
    """One way to send a file."""

    stored_as: str
    sent_types: frozenset[str]
    """As these Meta takes it; empty: as anything."""
    sent_limit: int
    """Bytes that Meta takes."""
    taken_types: frozenset[str]
    """By content; empty: anything."""
    taken_limit: int
    """Bytes that are taken here; what is beyond Meta's limit is made smaller."""


_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"})
_SOUND = frozenset(
    {
        *("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
        *("audio/wav", "audio/flac", "audio/webm", "audio/3gpp"),
    }
)
_SENT_SOUND = frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"})
_FILM = frozenset({"video/mp4", "video/3gpp"})

STATIC_STICKER_LIMIT = 100 * KILOBYTE
ANIMATED_STICKER_LIMIT = 500 * KILOBYTE
STICKER_SIDE = 512

KINDS = {
    "image": Kind("image", frozenset({"image/jpeg", "image/png"}), 5 * MEGABYTE, _PICTURES, 32 * MEGABYTE),
    "video": Kind("video", _FILM, 16 * MEGABYTE, _FILM, 16 * MEGABYTE),
    "audio": Kind("audio", _SENT_SOUND, 16 * MEGABYTE, _SOUND, 64 * MEGABYTE),
    VOICE: Kind("audio", frozenset({"audio/ogg"}), 16 * MEGABYTE, _SOUND, 64 * MEGABYTE),
    "document": Kind("document", frozenset(), 100 * MEGABYTE, frozenset(), 100 * MEGABYTE),
    "sticker": Kind(
        "sticker",
        frozenset({"image/webp"}),
        ANIMATED_STICKER_LIMIT,
        frozenset({"image/webp", "image/png", "image/jpeg"}),
        4 * MEGABYTE,
    ),
}
DOCUMENT_LIMIT = KINDS["document"].taken_limit

SHORT_VOICE_BYTES = 512 * KILOBYTE
"""A voice note up to this size is played at once, a larger one after a download of its own."""
