"""A message's file as the API and the socket show it, below the message's `metadata.media`."""

from typing import Any

from appliance.media.kinds import VOICE
from appliance.media.models import Media


def present_media(media: Media) -> dict[str, Any]:
    """Plain JSON; what is not known has no key. The addresses come once there is something at them."""
    url = f"/api/v1/media/{media.id}" if media.state == "stored" else None
    thumbnail_url = f"{url}/thumbnail" if url and media.thumbnail_path else None
    shown = {
        "id": media.id,
        "state": media.state,
        "kind": _uploaded_as(media),
        "filename": media.filename,
        "mime_type": media.content_type or media.declared_type,
        "size": media.size,
        "width": media.width,
        "height": media.height,
        "voice": media.is_voice or None,
        "animated": media.is_animated or None,
        "seconds": media.seconds,
        "url": url,
        "thumbnail_url": thumbnail_url,
        "error": media.error,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _uploaded_as(media: Media) -> str | None:
    """The kind that was asked for when it was uploaded here; of what customers sent the message tells it."""
    if media.uploaded_by_id is None:
        return None
    return VOICE if media.is_voice else media.kind
