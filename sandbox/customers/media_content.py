"""The files that customers send: their own, a sample of each kind, or a picture made on the spot."""

import base64
from pathlib import Path
from typing import Any

from sandbox.customers.pictures import png
from sandbox.errors import SandboxError, UnknownThing
from sandbox.graph.media_store import INBOUND_DAYS, Media, MediaStore

Json = dict[str, Any]
MEDIA_KINDS = ("image", "video", "audio", "document", "sticker")
_SAMPLES = Path(__file__).parent / "samples"
SAMPLES = {
    "image": ("foto.jpg", "image/jpeg"),
    "video": ("video.mp4", "video/mp4"),
    "sticker": ("figurinha.webp", "image/webp"),
    "document": ("comprovante.pdf", "application/pdf"),
    "audio": ("voz.ogg", "audio/ogg; codecs=opus"),
}
_CAPTIONED = ("image", "video", "document")


def media_content(kind: str, wanted: Json, phone_number_id: str, store: MediaStore) -> Json:
    """The object under `image`, `audio` and so on; raises SandboxError, UnknownThing.

    `media_id`: a file uploaded before; `file{base64, mime_type, filename?}`: this one; `generate: seed`: a
    picture made on the spot; none of them: the sample of the kind. `voice: false`: a sound file.
    `url: false`: without the download address that Meta adds since November 2025, gradually.
    """
    media = _media(kind, wanted, phone_number_id, store)
    content: Json = {"mime_type": media.mime_type, "sha256": media.sha256_base64, "id": media.id}
    url = store.webhook_url(media) if wanted.get("url", True) else None
    if url:
        content["url"] = url
    if wanted.get("caption") and kind in _CAPTIONED:
        content["caption"] = wanted["caption"]
    if kind == "document":
        content["filename"] = media.filename
    elif kind == "audio":
        content["voice"] = bool(wanted.get("voice", True))
    elif kind == "sticker":
        content["animated"] = bool(wanted.get("animated", False))
    return content


def _media(kind: str, wanted: Json, phone_number_id: str, store: MediaStore) -> Media:
    if "media_id" in wanted:
        known = store.get(str(wanted["media_id"]))
        if known is None or known.phone_number_id != phone_number_id:
            raise UnknownThing(f"no media {wanted['media_id']} of this number: POST /sandbox/media first")
        return known
    if "file" in wanted:
        mime_type, filename, content = _given(wanted["file"])
    elif "generate" in wanted:
        mime_type, filename = "image/png", f"foto-{wanted['generate']}.png"
        content = png(int(wanted["generate"]))
    else:
        filename, mime_type = SAMPLES[kind]
        content = (_SAMPLES / filename).read_bytes()
    return store.add(phone_number_id, mime_type, content, filename=filename, days=INBOUND_DAYS)


def _given(file: object) -> tuple[str, str, bytes]:
    if not isinstance(file, dict) or not isinstance(file.get("mime_type"), str):
        raise SandboxError("file needs mime_type and base64, and may have a filename")
    try:
        content = base64.b64decode(str(file.get("base64", "")), validate=True)
    except ValueError:  # also for letters that are not ASCII
        raise SandboxError("file.base64 is not base64") from None
    return file["mime_type"], str(file.get("filename") or "arquivo"), content
