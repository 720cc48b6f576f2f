"""Text, files and places (Meta: messages/{text,image,video,audio,document,sticker,location}-messages)."""

from typing import Any

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.checks import check_length, known_text, refuse_given, wanted_text
from appliance.composing.drafts import Composed, Draft
from appliance.composing.files import media_part, take_file
from appliance.composing.limits import CAPTION, PLACE_ADDRESS, PLACE_NAME, TEXT
from appliance.errors import InvalidInput
from appliance.whatsapp.content import readable_content
from appliance.whatsapp.fields import some

Part = dict[str, Any]

WITH_CAPTION = ("image", "video", "document")


def compose_text(draft: Draft) -> Composed:
    """Raises InvalidInput."""
    content = draft.content or ""
    check_length(content, "content", "o texto", TEXT)
    wanted_text(content, "content", "o texto", TEXT)
    return Composed("text", content)


def compose_media(session: Session, user: User, draft: Draft) -> Composed:
    """Raises InvalidInput, also as files.take_file."""
    kind = draft.message_type
    caption = caption_of(kind, draft.content)
    media = take_file(session, user, draft.media_id, kind)
    part = media_part(
        media,
        caption=caption,
        filename=media.filename if kind == "document" else None,
        voice=True if kind == "audio" and media.is_voice else None,
    )
    record = some(
        filename=media.filename,
        mime_type=media.content_type or media.declared_type,
        voice=media.is_voice or None,
        animated=media.is_animated or None,
    )
    shown = readable_content(kind, {kind: {"caption": caption, "filename": media.filename}})
    return Composed(kind, shown, {"media": record}, {"type": kind, kind: part}, media)


def caption_of(kind: str, content: str | None) -> str | None:
    """Raises InvalidInput `too_long`, `not_possible`."""
    if kind not in WITH_CAPTION:
        refuse_given(content, "content", "Áudios e figurinhas não têm legenda. Escreva o texto à parte.")
        return None
    return known_text(content, "content", "a legenda", CAPTION)


def compose_location(draft: Draft) -> Composed:
    """Raises InvalidInput."""
    refuse_given(draft.content, "content", "Uma localização não leva texto. Escreva-o à parte.")
    shown, sent = read_location(draft.location or {}, "location")
    content = readable_content("location", {"location": shown})
    return Composed("location", content, {"location": shown}, {"type": "location", "location": sent})


def read_location(given: Part, field: str) -> tuple[Part, Part]:
    """A place as it is shown, and as Meta takes it. Raises InvalidInput."""
    latitude = _degrees(given.get("latitude"), 90, f"{field}.latitude")
    longitude = _degrees(given.get("longitude"), 180, f"{field}.longitude")
    words = some(
        name=known_text(given.get("name"), f"{field}.name", "o nome do lugar", PLACE_NAME, one_line=True),
        address=known_text(
            given.get("address"), f"{field}.address", "o endereço", PLACE_ADDRESS, one_line=True
        ),
    )
    sent = {"latitude": _decimal(latitude), "longitude": _decimal(longitude), **words}
    return {"latitude": latitude, "longitude": longitude, **words}, sent


def _degrees(value: Any, limit: int, field: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InvalidInput(
            "required", "Escolha o lugar no mapa: falta a latitude ou a longitude.", field=field
        )
    if not -limit <= value <= limit:  # also what is no number
        message = f"A {'latitude' if limit == 90 else 'longitude'} vai de -{limit} a {limit} graus."
        raise InvalidInput("invalid_location", message, field=field, limit=limit)
    return round(float(value), 7) + 0.0  # a centimetre; and no negative zero


def _decimal(value: float) -> str:
    """As Meta's pages write it: text, never with an exponent."""
    return f"{value:.7f}".rstrip("0").rstrip(".")
