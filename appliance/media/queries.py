"""Reading files' rows."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.media.models import Media


def media_of_messages(session: Session, message_ids: Iterable[int]) -> dict[int, Media]:
    """By message id, for a page of messages, in one query; in none when there are no messages."""
    ids = list(message_ids)
    if not ids:
        return {}
    rows = session.scalars(select(Media).where(Media.message_id.in_(ids)))
    return {media.message_id: media for media in rows if media.message_id is not None}
