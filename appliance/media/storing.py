"""The row of a message's file, written in its message's transaction. The file follows by a job of its own.

Media objects: Meta, webhooks/reference/messages/{image,video,audio,document,sticker}.
"""

import base64
import binascii
import re
import unicodedata
from typing import Any

from sqlalchemy.orm import Session

from appliance.conversations.models import Message
from appliance.media.errors import NO_ID, reason
from appliance.media.models import Media
from appliance.whatsapp.fields import get, text

KINDS = ("image", "video", "audio", "document", "sticker")
FILENAME_LIMIT = 200

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
"""It becomes part of an address: nothing that could lead to another one."""


def add_media(session: Session, message: Message, kind: str, part: Any) -> Media:
    """The file's row, its id set; `message` must have its own. Any `part` is taken, however odd.

    `kind` as in KINDS; another one is kept as a document. `part`: Meta's media object of the message.
    """
    media_id = _media_id(get(part, "id"))
    media = Media(
        message_id=message.id,
        whatsapp_media_id=media_id,
        kind=kind if kind in KINDS else "document",
        declared_type=text(get(part, "mime_type"), 128),
        declared_sha256=hex_digest(get(part, "sha256")),
        filename=clean_filename(get(part, "filename")),
        is_voice=get(part, "voice") is True,
        is_animated=get(part, "animated") is True,
        state="pending" if media_id else "refused",
        error=None if media_id else reason(NO_ID),
    )
    session.add(media)
    session.flush()
    return media


def hex_digest(value: Any) -> str | None:
    """A SHA-256 in lower hexadecimal: base64 in webhooks, hexadecimal in answers; None for anything else."""
    if not isinstance(value, str):
        return None
    if re.fullmatch(r"[0-9a-fA-F]{64}", value):
        return value.lower()
    try:
        digest = base64.b64decode(value.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest.hex() if len(digest) == 32 else None


def clean_filename(value: Any) -> str | None:
    """A name that can be shown and saved: no folders, nothing invisible, its ending kept when cut."""
    if not isinstance(value, str):
        return None
    visible = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in value)
    name = re.sub(r" +", " ", re.sub(r'[\\/:*?"<>|]', "_", visible)).strip(" .")
    if len(name) > FILENAME_LIMIT:
        stem, dot, ending = name.rpartition(".")
        tail = dot + ending if stem and len(ending) <= 10 else ""
        name = name[: FILENAME_LIMIT - len(tail)] + tail
    return name or None


def _media_id(value: Any) -> str | None:
    """Documented as text; a number has been seen in other places of the API."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        value = str(value) if value < 10**30 else None
    return value if isinstance(value, str) and _ID.fullmatch(value) else None
