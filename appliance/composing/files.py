"""The uploaded file that a message takes along."""

from typing import Any

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.errors import InvalidInput
from appliance.media.kinds import ANIMATED_STICKER_LIMIT, KILOBYTE, KINDS, MEGABYTE, STATIC_STICKER_LIMIT
from appliance.media.models import Media

_NAMES = {
    "image": "imagem",
    "video": "vídeo",
    "audio": "áudio",
    "document": "documento",
    "sticker": "figurinha",
}
_SHARED = (
    *("uploaded_by_id", "kind", "declared_type", "filename", "is_voice", "is_animated", "state"),
    *("content_type", "size", "sha256", "path", "thumbnail_path", "width", "height", "seconds", "stored_at"),
)
"""What a row that names the same file again has in common with the first."""


def take_file(
    session: Session, user: User, media_id: int | None, kind: str, field: str = "media_id"
) -> Media:
    """The row to give to the message: the file's own, or one more of it when it was sent before.

    Its row is locked, so that of two messages at once one takes it and the other its copy.
    Raises InvalidInput: `required`, `invalid_media`, `media_not_ready`, `media_not_usable`, `too_large`.
    """
    if media_id is None:
        raise InvalidInput("required", f"Falta o arquivo: {_NAMES[kind]}.", field=field)
    media = session.get(Media, media_id, with_for_update=True, populate_existing=True)
    if media is None or media.uploaded_by_id is None or not _may_use(media, user):
        raise InvalidInput("invalid_media", "Este arquivo não existe mais. Envie-o de novo.", field=field)
    if media.kind != kind:
        raise InvalidInput(
            "invalid_media",
            f"O arquivo foi enviado como {_NAMES.get(media.kind, media.kind)}, e aqui vai {_NAMES[kind]}.",
            field=field,
            kind=media.kind,
        )
    _check_state(media, field)
    _check_size(media, field)
    return media if media.message_id is None else _copy(session, media)


def media_part(media: Media, **more: Any) -> dict[str, Any]:
    """The media object of a message to Meta; its id is put in when it is sent."""
    return {"id": {"guiche_media": media.id}} | {name: value for name, value in more.items() if value}


def _may_use(media: Media, user: User) -> bool:
    """What is in a conversation is everybody's; what waits for its message is its uploader's."""
    return media.message_id is not None or media.uploaded_by_id == user.id


def _check_state(media: Media, field: str) -> None:
    if media.state == "stored" or (media.state == "preparing" and media.message_id is None):
        return
    if media.state == "preparing":
        message = "O arquivo ainda está sendo preparado. Espere um instante e envie de novo."
        raise InvalidInput("media_not_ready", message, field=field)
    reason = (media.error or {}).get("message") or "O arquivo não pode ser enviado. Escolha outro."
    raise InvalidInput("media_not_usable", reason, field=field)


def _check_size(media: Media, field: str) -> None:
    """Once more than at upload: what is stored may be older than today's limits."""
    limit = KINDS[media.kind].sent_limit
    if media.kind == "sticker":
        limit = ANIMATED_STICKER_LIMIT if media.is_animated else STATIC_STICKER_LIMIT
    if media.state == "stored" and (media.size or 0) > limit:
        shown = f"{limit // MEGABYTE} MB" if limit >= MEGABYTE else f"{limit // KILOBYTE} KB"
        raise InvalidInput("too_large", f"O WhatsApp aceita até {shown} aqui.", field=field, limit=limit)


def _copy(session: Session, media: Media) -> Media:
    again = Media(**{name: getattr(media, name) for name in _SHARED})
    session.add(again)
    session.flush()
    return again
