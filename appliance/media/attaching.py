"""Giving an uploaded file to the message that sends it."""

from sqlalchemy.orm import Session

from appliance.errors import InvalidInput
from appliance.media.models import Media

_USABLE = frozenset({"stored", "preparing"})


def uploaded(session: Session, media_id: int, user_id: int, kinds: frozenset[str]) -> Media:
    """The file that `user_id` uploaded and has not sent yet, locked; the caller sets its `message_id`.

    Stored, or still being prepared: sending waits for it. `kinds` as stored (a voice note is an audio).
    Raises InvalidInput naming the field.
    """
    media = session.get(Media, media_id, with_for_update=True)
    if media is None or media.uploaded_by_id != user_id:
        raise InvalidInput("invalid_media", "Este arquivo não existe. Anexe de novo.", field="media_id")
    if media.message_id is not None:
        raise InvalidInput("media_used", "Este arquivo já foi enviado. Anexe de novo.", field="media_id")
    if media.state not in _USABLE:
        reason = (media.error or {}).get("message") or "Este arquivo não pode ser enviado."
        raise InvalidInput("media_unusable", str(reason), field="media_id", reason=media.error)
    if media.kind not in kinds:
        raise InvalidInput(
            "wrong_media_kind",
            "Este arquivo não pode ser enviado deste modo.",
            field="media_id",
            kind=media.kind,
            allowed=sorted(kinds),
        )
    return media
